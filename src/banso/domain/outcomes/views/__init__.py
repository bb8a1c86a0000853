"""Pages of outcomes.

listing  the list and its file
outcome  one outcome, and writing a number down
cards    on the pages of a deal and of an account
public   what a customer's link opens
"""

"""Pages of questions.

catalogue  the questions
forms      the forms and their order
fill       a form filled in by a member, and sent to a customer
account    what is known of an account, and the parts on its page and on a deal's
answer     one answer with its history
public     what a customer's link opens
"""

"""What a contract is worth per month, and how that moves: pure, tested without a database.

money   amounts, billing intervals, exchange rates
lines   subscription lines with their versions, from rows as files and people give them
ledger  day-by-day MRR of an account and its movements
"""

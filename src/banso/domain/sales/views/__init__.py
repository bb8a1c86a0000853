"""The pages of sales.

frame     what they share
board     the board, and moving a card
listing   the table, bulk changes
forecast  what is expected by month
deal      one deal, and its forms
acts      winning, losing, reopening, archiving
sheet     the ten items
settings  stages, reasons, limits
"""

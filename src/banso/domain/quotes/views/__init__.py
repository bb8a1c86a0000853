"""Pages of quotes.

listing    the list and its file
quote      one quote, its draft's form, its PDF
acts       sending, answering, new versions, throwing away
contracts  contracts that were sent
cards      on the page of a deal
settings   what stands on quotes of who sends them
"""

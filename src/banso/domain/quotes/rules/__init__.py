"""What a quote says and comes to, without a database.

money    lines, discounts, tax
content  what people type
texts    texts as they are kept
"""

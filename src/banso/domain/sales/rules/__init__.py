"""What a deal is worth, what its sheet must hold, and when it may be won: pure, tested without a database.

content  whether a text says anything
gate     the ten items, and what is missing of them
stages   the pipeline, and what each stage asks for
reasons  why deals are won and lost
worth    lines, discounts, amounts
texts    what people and programs write, as it is kept
"""

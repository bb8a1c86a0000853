"""Pages of handoffs.

listing   the list, its file, and quality by item and salesperson
handoff   one handoff, and what both sides do with it
settings  the rules by which a CSM is chosen
"""

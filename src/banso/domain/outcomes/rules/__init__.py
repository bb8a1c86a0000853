"""The pure rules of outcomes.

gaps        how far a value is from what was agreed, and when it is measured
ambition    whether a target is beyond what comparable customers reached
definition  what of a deal's goals a confirmation is bound to
links       the token of a customer's link
texts       texts and numbers as they are kept
"""

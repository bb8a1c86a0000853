"""The pure rules of handoffs.

frozen    what of a sheet is kept, and how two states of an item are compared
marks     what a CSM may say of the items, and when a handoff may be sent
choosing  whose handoff it is
grading   what later events say about an item
texts     texts as they are kept
"""

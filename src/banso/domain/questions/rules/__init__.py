"""The pure rules of questions.

values   what an answer of each kind may be, how it is kept and how it reads
options  the choices of a question as people write them
links    the token of a customer's link
preset   the questions and forms that Banso brings
texts    texts as they are kept
"""

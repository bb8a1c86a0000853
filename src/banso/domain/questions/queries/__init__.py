"""Every read of questions; deals and fields are made known through here.

records  questions, forms, answers and askings
known    what is known before anybody is asked
listing  the lists as somebody filters them
public   what a customer's link opens
"""

from banso.domain.questions.definitions import (
    DealSeen,
    Read,
    Standing,
    Take,
    Taking,
    Target,
    Untake,
    Written,
    deal_seen,
    know_deals,
    register_target,
    targets,
)
from banso.domain.questions.queries.known import Known, known_of
from banso.domain.questions.queries.public import is_open, open_link, token_for
from banso.domain.questions.queries.records import (
    answer_by_id,
    answers,
    asking_by_id,
    askings_of,
    form_by_id,
    forms,
    history_of,
    known_answers,
    question_by_id,
    question_by_key,
    questions,
    questions_of,
    said_of,
    shape_of,
    subject_of,
    words_of,
)

__all__ = [
    "DealSeen",
    "Known",
    "Read",
    "Standing",
    "Take",
    "Taking",
    "Target",
    "Untake",
    "Written",
    "answer_by_id",
    "answers",
    "asking_by_id",
    "askings_of",
    "deal_seen",
    "form_by_id",
    "forms",
    "history_of",
    "is_open",
    "know_deals",
    "known_answers",
    "known_of",
    "open_link",
    "question_by_id",
    "question_by_key",
    "questions",
    "questions_of",
    "register_target",
    "said_of",
    "shape_of",
    "subject_of",
    "targets",
    "token_for",
    "words_of",
]

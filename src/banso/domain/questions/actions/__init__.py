"""Every write of questions.

catalogue        questions: making, changing, archiving, the preset
forming          forms and their questions
asking           links to customers, and what was put to whom
sending          handing links over: their mail, what became of it, and from when on a question counts as put
answering        answers: by a member, by a link, one alone; taking them back
taking           answers taken over into the field that their question is bound to, and back out of it
account_targets  the fields of an account that can be taken over into
following        answers follow accounts that become one
telling          facts and notices
"""

from banso.domain.questions.actions.answering import (
    answer_link,
    fill_form,
    put_back_answer,
    take_back_answer,
    write_answer,
)
from banso.domain.questions.actions.asking import ask_by_link, revoke_link, send_again
from banso.domain.questions.actions.catalogue import add_preset, archive_question, save_question
from banso.domain.questions.actions.forming import archive_form, save_form
from banso.domain.questions.actions.sending import address_of
from banso.domain.questions.actions.taking import take_out, take_over

__all__ = [
    "add_preset",
    "address_of",
    "answer_link",
    "archive_form",
    "archive_question",
    "ask_by_link",
    "fill_form",
    "put_back_answer",
    "revoke_link",
    "save_form",
    "save_question",
    "send_again",
    "take_back_answer",
    "take_out",
    "take_over",
    "write_answer",
]

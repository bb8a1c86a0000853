"""What is known before anybody is asked: by an answer, or by the field that a question is bound to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from banso.domain.questions.definitions import Standing, Target, standing, targets
from banso.domain.questions.models import Answer, Question
from banso.domain.questions.queries.records import known_answers, said_of, shape_of
from banso.domain.questions.rules.values import cleaned, same
from banso.kit.errors import InputError


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a question, who said it and when.

    Attributes:
        text: as people read it.
        value: as its kind keeps it, for filling it in; None where the customer is not shown it.
        said_by: who at the customer said it, "" where nobody wrote that down.
        by: who of us wrote it, or the customer themselves; "" where nobody knows.
        answer: the newest answer to it, None where there is none.
        field: where it stands if it is no answer, as people call that; "" for an answer.
    """

    text: str
    value: Any
    said_by: str
    by: str
    at: datetime | None
    answer: Answer | None = None
    field: str = ""


def known_of(
    account_id: UUID, questions: Sequence[Question], deal_id: UUID | None = None
) -> dict[UUID, Known]:
    """What is known of an account, by the question's id; what nobody knows is left out.

    An answer stands before a field, unless the field has come to say something else since.

    Args:
        account_id: whose customer might be asked.
        questions: of the catalogue.
        deal_id: the deal in which they might be asked, if in one; its sheet stands before those of others.
    """
    answers = known_answers(account_id, [each.pk for each in questions])
    bound = targets()
    fields = standing(account_id, deal_id, {each.target for each in questions if each.target in bound})
    found: dict[UUID, Known] = {}
    for question in questions:
        answer, field = answers.get(question.pk), fields.get(question.target)
        told = _stood(question, bound[question.target], field, answer) if field else None
        if answer is not None and (told is None or not _newer(told, answer, bound[question.target])):
            found[question.pk] = Known(
                said_of(answer), answer.value, answer.said_by, answer.by_label, answer.at, answer
            )
        elif told is not None:
            found[question.pk] = told
    return found


def _stood(question: Question, target: Target, field: Standing, answer: Answer | None) -> Known:
    return Known(
        field.text, None if target.ours else _fitting(question, field.given), field.said_by, field.by,
        field.at, answer, str(target.words),
    )  # fmt: skip


def _fitting(question: Question, given: object) -> Any:  # noqa: ANN401 - what JSON keeps
    """What stands in a field as an answer; None where the question cannot have that one."""
    try:
        return cleaned("value", shape_of(question), given)
    except InputError:
        return None


def _newer(told: Known, answer: Answer, target: Target) -> bool:
    """Whether a field has come to say something else: texts of a sheet gather what was answered."""
    if target.ours or told.at is None or told.at <= answer.at:
        return False
    return told.value is not None and not same(told.value, answer.value)

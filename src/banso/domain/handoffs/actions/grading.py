"""Writing down what later events say about the items of handoffs that were accepted."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from banso.domain.handoffs.actions.telling import locked, tell
from banso.domain.handoffs.facts import ItemGraded
from banso.domain.handoffs.models import Handoff, HandoffGrade, HandoffItem
from banso.domain.handoffs.queries.freezing import frozen, roles_now
from banso.domain.handoffs.queries.records import handoffs
from banso.domain.handoffs.rules.frozen import number_of
from banso.domain.handoffs.rules.grading import (
    Grade,
    corrected,
    found_promise,
    goal_texts,
    in_window,
    left,
    rewritten_goals,
)
from banso.kit.actor import SYSTEM
from banso.kit.clock import now
from banso.kit.tenancy import current_workspace_id


def grade_goals(deal_id: UUID, at: datetime) -> int:
    """The goals of a deal's sheet were written at that moment: grade item 4 where they were rewritten."""
    done = 0
    for handoff in _accepted(handoffs().filter(deal=deal_id), at):
        current = goal_texts(frozen(deal_id, ["success"])["success"])
        grade = rewritten_goals(_content(handoff, "success"), current, subject=at.date().isoformat())
        done += _put(handoff, [grade] if grade else [])
    return done


def grade_roles(deal_id: UUID, at: datetime) -> int:
    """The key persons of a deal's sheet were changed: grade item 8 where a role was another one."""
    done = 0
    for handoff in _accepted(handoffs().filter(deal=deal_id), at):
        done += _put(handoff, corrected(_content(handoff, "stakeholders"), roles_now(deal_id)))
    return done


def grade_left(account_id: UUID, contact: str, at: datetime) -> int:
    """Somebody left the account: grade item 8 where they were a key person."""
    done = 0
    for handoff in _accepted(handoffs().filter(account=account_id), at):
        grade = left(_content(handoff, "stakeholders"), contact)
        done += _put(handoff, [grade] if grade else [])
    return done


def grade_promise(
    account_id: UUID, deal: str, promise: str, wording: str, made_on: date, *, at: datetime
) -> int:
    """A promise was written down: grade item 7 where it was made before the winning, and not handed over.

    One that names no deal belongs to every deal of the account that had begun by then.
    """
    rows = handoffs().filter(account=account_id)
    rows = rows.filter(deal=UUID(deal)) if deal else rows.filter(deal__created_on__lte=made_on)
    done = 0
    # While CS has it, a promise that is written down late mends item 7.
    for handoff in _accepted(rows, at):
        content = _content(handoff, "promises")
        grade = found_promise(content, promise, wording, made_on, won_on=handoff.won_on)
        done += _put(handoff, [grade] if grade else [])
    return done


def _accepted(rows: Iterable[Handoff], at: datetime) -> list[Handoff]:
    return [row for row in rows if row.state == "accepted" and in_window(row.accepted_at, at)]


def _content(handoff: Handoff, key: str) -> dict[str, object]:
    row = HandoffItem.objects.filter(handoff=handoff, key=key).first()
    return row.content if row else {}


def _put(handoff: Handoff, grades: Iterable[Grade]) -> int:
    """Write grades with their facts; one that is known is not written again."""
    done = 0
    for grade in grades:
        with transaction.atomic():
            held = locked(handoff.pk)
            _row, new = HandoffGrade.objects.get_or_create(
                workspace_id=current_workspace_id(), handoff=held, grade=grade.grade, subject=grade.subject,
                defaults={"key": grade.key, "note": grade.note, "at": now()},
            )  # fmt: skip
            if new:
                tell(
                    held, ItemGraded, by=SYSTEM, number=number_of(grade.key), item=grade.key,
                    grade=grade.grade, note=grade.note,
                )  # fmt: skip
                done += 1
    return done

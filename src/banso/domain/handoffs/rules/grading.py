"""What later events say about an item. Pure: they compare what was frozen with what is known since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from banso.domain.handoffs.rules.frozen import Content

# So long after the acceptance a change still says something about the handoff.
WINDOW = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Grade:
    """An item that proved wrong; `subject` tells the event from others of its kind."""

    key: str
    grade: str
    subject: str
    note: str = ""


def in_window(accepted_at: datetime | None, at: datetime) -> bool:
    """Whether something happened within 60 days after the acceptance."""
    return accepted_at is not None and accepted_at < at <= accepted_at + WINDOW


def rewritten_goals(frozen: Content, now: Sequence[str], *, subject: str) -> Grade | None:
    """The goals that the sheet says now, as text, against the frozen ones; more of them are no rewriting."""
    gone = [text for text in goal_texts(frozen) if text not in set(now)]
    return Grade("success", "goal_rewritten", subject, gone[0][:300]) if gone else None


def goal_texts(content: Content) -> list[str]:
    """Each goal as one text, for comparing: metric, unit, baseline, target and day."""
    fields = ("metric", "unit", "baseline", "target", "due_on")
    return [" ".join(str(goal.get(name) or "") for name in fields) for goal in content.get("goals", [])]


def left(frozen: Content, contact: str) -> Grade | None:
    """Somebody left the customer: a grade where they were among the key persons."""
    person = _person(frozen, contact)
    return Grade("stakeholders", "stakeholder_left", contact, str(person["name"])) if person else None


def corrected(frozen: Content, roles: Mapping[str, str]) -> list[Grade]:
    """Key persons whose role is another one since; `roles` by contact as the sheet says them now."""
    return [
        Grade("stakeholders", "stakeholder_corrected", person["contact"], str(person["name"]))
        for person in frozen.get("people", [])
        if person["contact"] in roles and roles[person["contact"]] != person["role"]
    ]


def found_promise(
    frozen: Content, promise: str, wording: str, made_on: date, *, won_on: date
) -> Grade | None:
    """A promise that was made before the winning, and was not in the sheet."""
    known = {each.get("id") for each in frozen.get("promises", [])}
    if promise in known or made_on >= won_on:
        return None
    return Grade("promises", "promise_found", promise, wording[:300])


def _person(frozen: Content, contact: str) -> Mapping[str, str] | None:
    return next((each for each in frozen.get("people", []) if each["contact"] == contact), None)

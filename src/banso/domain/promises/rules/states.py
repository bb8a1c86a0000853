"""The states of a promise: which may follow which, when it is late, when it is at risk.

draft ⇄ confirmed          by the customer, for one version of the wording
└──────┴──> kept, late, broken, waived        closed
└──> as it was before       opened again, with a reason
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from django.utils.translation import gettext as _

from banso.kit.errors import Conflict, InputError

StateName = Literal["draft", "confirmed", "kept", "late", "broken", "waived"]
OPEN: tuple[StateName, ...] = ("draft", "confirmed")
CLOSED: tuple[StateName, ...] = ("kept", "late", "broken", "waived")
# A promise is at risk this long before its date, and this long before its account's renewal.
SOON = timedelta(days=14)
BEFORE_RENEWAL = timedelta(days=30)
# Whoever closed a promise may take that back by themselves for this long.
SECOND_THOUGHTS = timedelta(hours=1)


def demand_open(state: str) -> None:
    """Raise Conflict where the promise is closed: it is opened again first, and everybody sees that."""
    if state not in OPEN:
        raise Conflict(_("This promise is closed: its wording and dates stay as they are."))


def demand_closed(state: str) -> None:
    if state not in CLOSED:
        raise Conflict(_("This promise is not closed."))


def kept_state(due_on: date, kept_on: date) -> StateName:
    """Kept on or before its date is kept, later is late; nobody chooses between the two."""
    return "kept" if kept_on <= due_on else "late"


def demand_day(on: date, *, made_on: date, today: date) -> date:
    """A day on which a promise can have come into a state: from the day it was made until today.

    Raises:
        InputError: it lies before or after.
    """
    if not made_on <= on <= today:
        raise InputError(
            _("this cannot have happened on that day"), field="on", came=on,
            wanted=_("%(first)s to %(last)s") % {"first": made_on, "last": today},
        )  # fmt: skip
    return on


@dataclass(frozen=True, slots=True)
class Risk:
    """Why an open promise needs somebody now.

    Attributes:
        days: until it is due; negative once it is over.
        renewal: the day of the account's renewal, where it is near.
    """

    days: int
    renewal: date | None = None
    disputed: bool = False

    @property
    def grade(self) -> Literal["risk", "watch", ""]:
        if self.days < 0 or self.renewal is not None or self.disputed:
            return "risk"
        return "watch" if self.days <= SOON.days else ""


def risk_of(
    state: str, due_on: date, today: date, *, renewal: date | None = None, disputed: bool = False
) -> Risk | None:
    """The risk of a promise; None where it is closed, or nothing is near.

    Args:
        state: of the promise.
        due_on: its date.
        today: the day of looking.
        renewal: the next renewal of the account, however far; counts within 30 days.
        disputed: the customer says that it was something else.
    """
    if state not in OPEN:
        return None
    near = renewal if renewal is not None and today <= renewal <= today + BEFORE_RENEWAL else None
    found = Risk((due_on - today).days, near, disputed)
    return found if found.grade else None


def was_due(state: str, state_on: date, due_on: date, today: date) -> bool:
    """Whether the promise counts as due by `today`, with the day over.

    One that the customer waived by its date was never due; one that was waived later was due and not kept.
    """
    return due_on < today and not (state == "waived" and state_on <= due_on)


def days_late(state: str, state_on: date, due_on: date) -> int | None:
    """How many days late a promise was kept; None where it was not kept late."""
    return (state_on - due_on).days if state == "late" else None

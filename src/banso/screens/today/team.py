"""What the people whom somebody leads have in hand."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from banso.domain.handoffs.queries import open_handoffs
from banso.domain.onboarding.queries import onboardings
from banso.domain.promises.queries.risk import at_risk
from banso.domain.sales.queries import deals
from banso.domain.work.queries import open_tasks
from banso.domain.workspaces.models import Person
from banso.domain.workspaces.queries import seats

_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Load:
    """One person's open work.

    Attributes:
        accept, mend: handoffs that wait to be accepted by them, and those that came back to them.
        tasks: past their day.
        deals: open.
        onboardings: running.
        promises: at risk, of those that they keep.
    """

    person: Person
    accept: int
    mend: int
    tasks: int
    deals: int
    onboardings: int
    promises: int

    @property
    def together(self) -> int:
        return self.accept + self.mend + self.tasks + self.deals + self.onboardings + self.promises


def team_load(people: Collection[UUID] | None, on: date) -> list[Load]:
    """The open work of those people, or of all members, the most laden first; nobody's who has none."""
    held = [
        _by(open_handoffs().filter(state="waiting"), "csm"),
        _by(open_handoffs().filter(state="returned"), "seller"),
        _by(open_tasks().filter(side="us", due__lt=on), "owner"),
        _by(deals().filter(status="open"), "owner"),
        _by(onboardings().filter(state="running"), "owner"),
        _by(at_risk(on), "owner"),
    ]
    members = [seat.person for seat in seats(active=True) if people is None or seat.person_id in people]
    loads = [Load(person, *(counts.get(person.pk, 0) for counts in held)) for person in members]
    laden = [load for load in loads if load.together]
    return sorted(laden, key=lambda load: (-load.together, load.person.get_full_name()))[:_SHOWN]


def _by(rows: QuerySet[Any], column: str) -> dict[UUID, int]:
    """How many of the rows each person has."""
    held = rows.exclude(**{column: None}).order_by().values_list(column)
    return dict(held.annotate(n=Count("pk")))

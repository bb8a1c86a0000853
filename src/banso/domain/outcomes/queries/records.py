"""Finding outcomes, their measurements, and the links of a deal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from banso.domain.outcomes.models import ConfirmationLink, Measurement, Outcome
from banso.domain.outcomes.rules.definition import GoalSeen, digest_of
from banso.domain.outcomes.rules.gaps import CHECKPOINTS, Gap, day_of, gap_of
from banso.domain.sales.queries import entries
from banso.kit.errors import NotFound


def outcomes() -> QuerySet[Outcome]:
    """Every outcome of the workspace with its deal, account, goal and measurements."""
    rows = Outcome.objects.exclude(goal=None).select_related("deal", "deal__account", "goal")
    return rows.prefetch_related("measurements")


def outcome_by_id(outcome_id: UUID) -> Outcome:
    """One outcome of this workspace.

    Raises:
        NotFound: there is none.
    """
    found = outcomes().filter(pk=outcome_id).first()
    if found is None:
        raise NotFound(_("There is no such outcome."))
    return found


def outcomes_of_deal(deal_id: UUID) -> QuerySet[Outcome]:
    return outcomes().filter(deal=deal_id).order_by("goal__created_at", "id")


def outcomes_of_account(account_id: UUID) -> QuerySet[Outcome]:
    """An account's outcomes, the youngest deal's first."""
    return outcomes().filter(deal__account=account_id).order_by("-started_on", "goal__created_at", "id")


def subject_of(outcome_id: UUID) -> str:
    """What facts of an outcome call it."""
    return f"outcome:{outcome_id}"


@dataclass(frozen=True, slots=True)
class Checked:
    """A checkpoint of an outcome: when it comes, and what was measured then."""

    checkpoint: int
    day: date
    measured: Measurement | None
    gap: Gap | None
    waits: bool


@dataclass(frozen=True, slots=True)
class Told:
    """An outcome with its goal and its three checkpoints, as pages show it."""

    outcome: Outcome
    goal: Any
    checks: tuple[Checked, ...]

    @property
    def last(self) -> Checked | None:
        """The newest checkpoint that was measured."""
        return next((check for check in reversed(self.checks) if check.measured), None)

    @property
    def waiting(self) -> Checked | None:
        """The first checkpoint that has come and was not measured."""
        return next((check for check in self.checks if check.waits), None)


def told(rows: Sequence[Outcome], on: date) -> list[Told]:
    """The outcomes with their checkpoints as they stand on a day. Wants `outcomes()`, or it asks again."""
    return [Told(row, row.goal, _checks(row, on)) for row in rows]


def _checks(row: Outcome, on: date) -> tuple[Checked, ...]:
    measured = {each.checkpoint: each for each in row.measurements.all()}
    found = []
    for checkpoint in CHECKPOINTS:
        one, day = measured.get(checkpoint), day_of(row.started_on, checkpoint)
        gap = gap_of(one.value, one.target, row.goal.baseline if row.goal else None) if one else None
        found.append(Checked(checkpoint, day, one, gap, waits=one is None and day <= on))
    return tuple(found)


def goals_of(deal_id: UUID) -> list[Any]:
    """The goals on a deal's sheet."""
    return list(entries(deal_id, "goals"))


def definition_of(deal_id: UUID) -> tuple[tuple[GoalSeen, ...], str]:
    """What a customer would confirm of a deal now, and the mark of it."""
    seen = tuple(
        GoalSeen(row.pk, row.metric, row.unit, row.baseline, row.target, row.due_on)
        for row in goals_of(deal_id)
    )
    return seen, digest_of(seen)


def links_of(deal_id: UUID) -> QuerySet[ConfirmationLink]:
    """The links of a deal, the newest first."""
    return ConfirmationLink.objects.filter(deal=deal_id)

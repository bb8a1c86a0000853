"""Which open deals need somebody now: past their day, closing soon, an overdue next step, quiet for long."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from banso.domain.accounts.queries.records import activities
from banso.domain.sales.models import Deal
from banso.domain.sales.queries.deals import deals
from banso.domain.work.queries import open_tasks
from banso.kit.clock import now

if TYPE_CHECKING:
    from banso.domain.work.models import Task

SOON = timedelta(days=14)
QUIET = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Need:
    """Why a deal needs somebody; each empty where that is no reason.

    Attributes:
        closes_in: days until it is expected to close; negative once that day has passed.
        step, step_on: its next step whose day has passed.
        quiet: days for which nobody has touched it, nor talked to its account.
    """

    closes_in: int | None = None
    step: str = ""
    step_on: date | None = None
    quiet: int = 0


def needing(on: date, *, owner: UUID | None = None) -> QuerySet[Deal]:
    """The open deals that need somebody on a day, the first expected to close first.

    A deal's next step is a task that came from it, or what the newest activity of its account leaves to do.

    Args:
        on: the workspace's day.
        owner: of this salesperson alone.
    """
    said = activities().filter(account=OuterRef("account"), occurred_at__lte=now())
    newest = said.order_by("-occurred_at", "-id")
    rows = deals().filter(status="open").annotate(
        said_step=Subquery(newest.values("next_step")[:1]),
        said_on=Subquery(newest.values("next_step_on")[:1]),
        talked_at=Subquery(newest.values("occurred_at")[:1]),
    )  # fmt: skip
    if owner is not None:
        rows = rows.filter(owner=owner)
    closing = Q(expected_close_on__lte=on + SOON)
    late = Q(said_on__lt=on) & ~Q(said_step="") | Q(pk__in=_late_tasks(on).order_by().values("source_id"))
    since = now() - QUIET
    quiet = Q(updated_at__lt=since) & (Q(talked_at=None) | Q(talked_at__lt=since))
    found = rows.filter(closing | late | quiet).select_related("account")
    return found.order_by(F("expected_close_on").asc(nulls_last=True), "updated_at", "id")


def needs_of(rows: Sequence[Deal], on: date) -> dict[UUID, Need]:
    """Why each of those deals, as `needing` found them, needs somebody."""
    late = _late_tasks(on).filter(source_id__in=[row.pk for row in rows]).order_by("-due", "id")
    steps = {task.source_id: (task.title, task.due_on) for task in late}
    return {row.pk: _need(row, on, steps.get(row.pk)) for row in rows}


def _need(row: Deal, on: date, task: tuple[str, date | None] | None) -> Need:
    said_step, said_on, talked_at = (getattr(row, name) for name in ("said_step", "said_on", "talked_at"))
    said = (said_step, said_on) if said_step and said_on and said_on < on else ("", None)
    step, step_on = task or said
    closes = (row.expected_close_on - on).days if row.expected_close_on else None
    idle = now() - max(row.updated_at, talked_at or row.updated_at)
    return Need(
        closes_in=closes if closes is not None and closes <= SOON.days else None,
        step=step,
        step_on=step_on,
        quiet=idle.days if idle > QUIET else 0,
    )


def _late_tasks(on: date) -> "QuerySet[Task]":
    """Our open tasks that came from a deal and whose day has passed."""
    return open_tasks().filter(source="deal", side="us", due_on__lt=on)

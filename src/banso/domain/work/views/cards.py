"""Tasks on pages that gather several areas: what is due for whoever looks, and an account's own."""

from dataclasses import dataclass
from uuid import UUID

from banso.domain.work.queries.tasks import open_tasks, tasks_of_account
from banso.domain.work.views.frame import Row, rows_of
from banso.kit.access import BansoRequest
from banso.kit.tenancy import today

_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Card:
    """The first tasks of a list, how many there are, and whether they may be done from here."""

    rows: list[Row]
    count: int
    may_edit: bool


def due_card(request: BansoRequest, *, everybody: bool = False) -> Card | None:
    """What whoever looks, or anybody, has to do today or should have done; None for whoever sees no tasks."""
    if not request.access.may("tasks.view"):
        return None
    on = today()
    rows = open_tasks().filter(side="us", due__lte=on).order_by("due", "id")
    if not everybody:
        rows = rows.filter(owner=request.access.person_id)
    return Card(rows_of(request, rows[:_SHOWN], on), rows.count(), request.access.may("tasks.edit"))


def account_card(request: BansoRequest, account_id: UUID) -> Card | None:
    """An account's open tasks, ours and theirs, the first due first; None for whoever sees no tasks."""
    if not request.access.may("tasks.view"):
        return None
    rows = tasks_of_account(account_id).filter(done_on=None).order_by("due", "id")
    return Card(rows_of(request, rows[:_SHOWN], today()), rows.count(), request.access.may("tasks.edit"))

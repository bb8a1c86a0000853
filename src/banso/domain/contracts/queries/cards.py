"""An account's contract, and lines, as pages show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal
from uuid import UUID

from django.db.models import QuerySet

from banso.domain.contracts.facts import MrrMoved
from banso.domain.contracts.models import Subscription
from banso.domain.contracts.queries.lines import as_line, subscriptions
from banso.domain.contracts.queries.money import rates
from banso.domain.contracts.rules.ledger import ZERO
from banso.domain.contracts.rules.lines import Line, next_renewal, stretches
from banso.domain.contracts.rules.money import Rates, per_interval
from banso.engine.journal.models import JournalEntry
from banso.engine.journal.queries import current_facts
from banso.kit.tenancy import current_workspace, today

State = Literal["in_force", "trial", "future", "ended"]


@dataclass(frozen=True, slots=True)
class LineView:
    """A line on a day.

    Attributes:
        mrr: per month in the reporting currency; nothing outside its days and while on trial.
        paid: per billing interval in the line's own currency, of the version in force or the nearest.
        last_day: the last day that is paid, included; None while open.
    """

    row: Subscription
    line: Line
    state: State
    mrr: Decimal
    paid: Decimal
    plan: str
    seats: int | None
    last_day: date | None
    renewal: date | None


@dataclass(frozen=True, slots=True)
class ContractCard:
    """What an account pays today.

    Attributes:
        mrr: in the reporting currency.
        renewal: the next day on which a line is renewed or over, with that line.
    """

    lines: list[LineView]
    mrr: Decimal
    currency: str
    renewal: tuple[date, LineView] | None

    @property
    def in_force(self) -> int:
        return sum(1 for each in self.lines if each.state in {"in_force", "trial"})


def contract_card(account: UUID, *, on: date | None = None) -> ContractCard:
    """The account's contract on a day (None = today), lines in force first."""
    views = line_views(subscriptions().filter(account=account), on=on)
    order = {"in_force": 0, "trial": 1, "future": 2, "ended": 3}
    views.sort(key=lambda each: (order[each.state], each.line.starts_on, each.line.external_id))
    coming = [(each.renewal, each) for each in views if each.renewal is not None]
    return ContractCard(
        lines=views,
        mrr=sum((each.mrr for each in views), ZERO),
        currency=current_workspace().currency,
        renewal=min(coming, key=lambda pair: pair[0], default=None),
    )


def line_views(rows: Iterable[Subscription], *, on: date | None = None) -> list[LineView]:
    """Lines as they stand on a day (None = today); wants rows of `subscriptions()`."""
    day, known = on or today(), rates()
    return [_view(row, day, known) for row in rows]


def account_movements(account: UUID) -> QuerySet[JournalEntry]:
    """The account's movements as the journal holds them, newest first, the future's too."""
    return current_facts().filter(account=account, type=MrrMoved.type).order_by("-occurred_at", "-seq")


def _view(row: Subscription, day: date, known: Rates) -> LineView:
    line = as_line(row)
    version = line.version_on(day)
    shown = version or (line.versions[0] if day < line.starts_on else line.versions[-1])
    mrr = sum(
        (each.pays for each in stretches(line, known) if version and each.start == version.valid_from), ZERO
    )
    return LineView(
        row=row,
        line=line,
        state=_state(line, day),
        mrr=mrr,
        paid=per_interval(shown.monthly, line.interval),
        plan=shown.plan,
        seats=shown.seats,
        last_day=line.ends_on - timedelta(days=1) if line.ends_on else None,
        renewal=next_renewal(line, day),
    )


def _state(line: Line, day: date) -> State:
    version = line.version_on(day)
    if version is not None:
        return "trial" if version.trial else "in_force"
    return "future" if day < line.starts_on else "ended"

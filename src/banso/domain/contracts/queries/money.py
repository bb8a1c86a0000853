"""Rates, costs, margins; products with their plans."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from operator import itemgetter
from uuid import UUID

from django.db.models import Count, Min, Prefetch, QuerySet
from django.utils.translation import gettext as _

from banso.domain.contracts.facts import LedgersRestated
from banso.domain.contracts.models import CostEntry, ExchangeRate, GrossMargin, LineVersion, Plan, Product
from banso.domain.contracts.rules.money import Missing, Rate, Rates
from banso.domain.workspaces.facts import WorkspaceChanged
from banso.engine.journal.models import JournalEntry
from banso.kit.errors import NotFound
from banso.kit.tenancy import current_workspace


def rates(into: str = "") -> Rates:
    """Every exchange rate into a currency, the workspace's reporting currency by default."""
    reporting = into or current_workspace().currency
    rows = ExchangeRate.objects.filter(into=reporting).values_list("currency", "day", "rate")
    return Rates(reporting, (Rate(*row) for row in rows))


def rate_rows() -> QuerySet[ExchangeRate]:
    """The rates by currency, newest first; into the reporting currency, and into one that is to come."""
    return ExchangeRate.objects.order_by("into", "currency", "-day")


def missing_rates(into: str) -> list[Missing]:
    """What has to be known before everything that is paid can be told in a currency, by currency."""
    known = rates(into)
    first: dict[str, date] = {}
    for currency, day in _first_days():
        first[currency] = min(day, first.get(currency, day))
    return [
        Missing(currency, day) for currency, day in sorted(first.items()) if not known.knows(currency, day)
    ]


def _first_days() -> Iterator[tuple[str, date]]:
    lines = LineVersion.objects.order_by().values_list("subscription__currency").annotate(Min("valid_from"))
    costs = CostEntry.objects.order_by().values_list("currency").annotate(Min("month"))
    yield from lines
    yield from costs


def currency_at(as_of: datetime | None = None) -> str:
    """The currency in which the ledgers tell amounts, as known at a moment (aware; None = now).

    That is the reporting currency, except between its change and the restating of the ledgers.
    """
    return currencies()(as_of)


def currencies() -> Callable[[datetime | None], str]:
    """`currency_at` of any number of moments, for one question to the journal."""
    # Both are rare, and pages ask often: one statement for the two. Sorted here: told to sort by seq, SQLite
    # walks through the whole journal in that order.
    told = JournalEntry.objects.filter(type__in=(LedgersRestated.type, WorkspaceChanged.type)).order_by()
    rows = sorted(told.values_list("seq", "type", "recorded_at", "payload"), key=itemgetter(0))
    known = [(kind, recorded_at, payload) for _seq, kind, recorded_at, payload in rows]
    before = [payload["currency_before"] for kind, _at, payload in known if kind == WorkspaceChanged.type]
    first = str(before[0]) if before else current_workspace().currency

    def at(as_of: datetime | None) -> str:
        for kind, recorded_at, payload in reversed(known):
            if kind == LedgersRestated.type and (as_of is None or recorded_at <= as_of):
                return str(payload["currency"])
        return first

    return at


def costs() -> QuerySet[CostEntry]:
    """Cost entries, newest month first."""
    return CostEntry.objects.all()


def margins() -> QuerySet[GrossMargin]:
    """Gross margins, newest first."""
    return GrossMargin.objects.all()


def products() -> QuerySet[Product]:
    """Products with their plans by rank, and how many lines each has, as `lines`."""
    return Product.objects.prefetch_related(Prefetch("plans", Plan.objects.all())).annotate(
        lines=Count("subscriptions")
    )


def cost_by_id(cost_id: UUID) -> CostEntry:
    """One cost entry of this workspace.

    Raises:
        NotFound: there is none.
    """
    found = CostEntry.objects.filter(pk=cost_id).first()
    if found is None:
        raise NotFound(_("There is no such cost entry."))
    return found


def plan_by_id(product_id: UUID, plan_id: UUID) -> Plan:
    """One plan of a product.

    Raises:
        NotFound: there is none.
    """
    found = Plan.objects.filter(product=product_id, pk=plan_id).first()
    if found is None:
        raise NotFound(_("There is no such plan."))
    return found


def product_by_id(product_id: UUID) -> Product:
    """One product with its plans.

    Raises:
        NotFound: there is none.
    """
    found = products().filter(pk=product_id).first()
    if found is None:
        raise NotFound(_("There is no such product."))
    return found

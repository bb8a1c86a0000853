"""The list of deals as somebody filters and sorts it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import DateField, F, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from banso.domain.sales.models import Deal, Forecast
from banso.domain.sales.queries.vocabulary import deal_stages
from banso.domain.sales.rules.stages import StageValue
from banso.kit.periods import add_months
from banso.kit.searching import every_word
from banso.kit.tenancy import today
from banso.kit.texts import search_text

STATUSES = ("open", "won", "lost")
FILTERS = ("status", "stage", "owner", "forecast", "source", "closes")
NONE = "-"
CLOSES = ("past", "this_month", "next_month", "later", NONE)
_ORDERS = {
    "name": ("name",), "amount": ("size",), "stage": ("stage",), "owner": ("owner_name", "owner_email"),
    "closes": ("closes",), "created": ("created_on",), "changed": ("updated_at",), "since": ("stage_since",),
}  # fmt: skip
# Deals without a day stand behind all others.
_NEVER = date(9999, 12, 31)


@dataclass(frozen=True, slots=True)
class DealListing:
    """What of the list somebody asks for.

    Attributes:
        chosen: a value by filter (FILTERS); NONE stands for "not set".
        sort: a column, "-" before it for descending.
    """

    search: str = ""
    chosen: Mapping[str, str] = field(default_factory=dict)
    sort: str = "-changed"
    archived: bool = False

    @property
    def order(self) -> tuple[str, ...]:
        """The columns to sort by, for paging."""
        minus, names = self.sort.startswith("-"), _ORDERS[self.sort.lstrip("-")]
        return tuple(f"-{name}" if minus else name for name in names)

    @property
    def filtered(self) -> bool:
        return bool(self.search or self.archived or {**self.chosen, "status": "open"} != {"status": "open"})


def read_listing(given: Mapping[str, str], *, status: str = "open") -> DealListing:
    """The listing that an address asks for; what means nothing is left out."""
    chosen = {name: given[name] for name in FILTERS if given.get(name)}
    if "status" not in given and status:
        chosen["status"] = status
    if chosen.get("status") not in STATUSES:
        chosen.pop("status", None)
    if chosen.get("closes") not in CLOSES and closing_span(chosen.get("closes", "")) is None:
        chosen.pop("closes", None)
    sort = given.get("sort", "-changed")
    if sort.lstrip("-") not in _ORDERS:
        sort = "-changed"
    return DealListing(given.get("q", "").strip()[:200], chosen, sort, given.get("archived") == "1")


def listed(listing: DealListing) -> QuerySet[Deal]:
    """The deals of a listing, not sorted; `closes` is the day for sorting."""
    rows = Deal.objects.filter(archived_at__isnull=not listing.archived)
    rows = rows.filter(every_word(search_text(listing.search), "search__contains"))
    for name, value in listing.chosen.items():
        rows = _chosen(rows, name, value)
    return rows.annotate(closes=Coalesce(F("expected_close_on"), Value(_NEVER, output_field=DateField())))


def _chosen(rows: QuerySet[Deal], name: str, value: str) -> QuerySet[Deal]:
    if name == "owner":
        return rows.filter(owner_name="", owner_email="") if value == NONE else rows.filter(owner_email=value)
    if name == "closes":
        return _closing(rows, value)
    return rows.filter(**{name: "" if value == NONE else value})


def _closing(rows: QuerySet[Deal], value: str) -> QuerySet[Deal]:
    if value == NONE:
        return rows.filter(expected_close_on=None)
    this, following, later = (add_months(today(), months) for months in (0, 1, 2))
    spans = {"past": (date.min, today()), "this_month": (this, following), "next_month": (following, later),
             "later": (later, date.max)}  # fmt: skip
    first, end = closing_span(value) or spans[value]
    return rows.filter(expected_close_on__gte=first, expected_close_on__lt=end)


def closes_within(first: date | str, end: date | str) -> str:
    """What shows the deals that are expected from a day until before another; "" is no bound."""
    return f"{first}..{end}"


def closing_span(value: str) -> tuple[date, date] | None:
    """The bounds that `closes_within` wrote down; None for anything else."""
    first, dots, end = value.partition("..")
    try:
        found = (
            date.fromisoformat(first) if first else date.min,
            date.fromisoformat(end) if end else date.max,
        )
    except ValueError:
        return None
    return found if dots else None


def filter_choices(name: str) -> list[tuple[str, str]]:
    """The values that a filter of the list offers, each with its label."""
    if name == "status":
        return [("open", _("open")), ("won", _("won")), ("lost", _("lost"))]
    if name == "stage":
        return [(stage.key, str(stage)) for stage in deal_stages()]
    if name == "forecast":
        return [(value, str(label)) for value, label in Forecast.choices]
    if name == "closes":
        words = (_("overdue"), _("this month"), _("next month"), _("later"))
        return list(zip(CLOSES, words, strict=False))
    if name == "owner":
        rows = Deal.objects.filter(archived_at=None).exclude(owner_email="")
        found = rows.order_by("owner_name", "owner_email").values_list("owner_email", "owner_name").distinct()
        return [(email, owner or email) for email, owner in found[:200]]
    sources = Deal.objects.filter(archived_at=None).exclude(source="").order_by("source")
    return [(source, source) for source in sources.values_list("source", flat=True).distinct()[:200]]


@dataclass(frozen=True, slots=True)
class Sums:
    """What deals are worth together in the reporting currency, and weighted by their stages."""

    count: int
    amount: int
    weighted: Decimal


def sums(sizes: Sequence[tuple[str, int]], stages: Sequence[StageValue]) -> Sums:
    """Sums over (stage, size) of open deals."""
    chances = {stage.key: Decimal(stage.probability) / 100 for stage in stages}
    weighted = sum((size * chances.get(stage, Decimal(0)) for stage, size in sizes), Decimal(0))
    return Sums(len(sizes), sum(size for _stage, size in sizes), weighted)

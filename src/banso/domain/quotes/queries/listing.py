"""The lists of quotes and of contracts that were sent, as somebody filters and sorts them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from banso.domain.quotes.facts import STATE_WORDS
from banso.domain.quotes.models import Quote, SentContract
from banso.domain.quotes.queries.records import contracts, quotes
from banso.kit.periods import add_months
from banso.kit.searching import every_word

FILTERS = ("state", "owner", "due")
CONTRACT_FILTERS = ("signed", "owner", "sent")
DUES = ("past", "week", "month")
SENT = ("this_month", "last_month")
NONE = "-"
_ORDERS = {
    "number": ("number", "version"), "account": ("company",), "amount": ("size",), "state": ("state",),
    "owner": ("owner_name",), "until": ("valid_until",), "made": ("made_at",),
}  # fmt: skip
_CONTRACT_ORDERS = {"title": ("title",), "account": ("deal__account__name",), "sent": ("sent_on",)}
_MOST = 200


@dataclass(frozen=True, slots=True)
class Listing:
    """What of a list somebody asks for; `chosen` a value by filter, NONE for "nobody"."""

    on: date
    search: str = ""
    chosen: Mapping[str, str] = field(default_factory=dict)
    sort: str = "-made"
    orders: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _ORDERS)

    @property
    def order(self) -> tuple[str, ...]:
        """The columns to sort by, for paging."""
        minus, names = self.sort.startswith("-"), self.orders[self.sort.lstrip("-")]
        return tuple(f"-{name}" if minus else name for name in names)

    @property
    def filtered(self) -> bool:
        return bool(self.search or self.chosen)


def read_listing(given: Mapping[str, str], *, on: date) -> Listing:
    """The listing of quotes that an address asks for; what means nothing is left out."""
    known = {"state": tuple(STATE_WORDS), "due": DUES}
    return _read(given, on, names=FILTERS, known=known, usual="-made", orders=_ORDERS)


def read_contracts(given: Mapping[str, str], *, on: date) -> Listing:
    """The listing of contracts that an address asks for."""
    known = {"signed": ("yes", "no"), "sent": SENT}
    return _read(given, on, names=CONTRACT_FILTERS, known=known, usual="-sent", orders=_CONTRACT_ORDERS)


def _read(
    given: Mapping[str, str],
    on: date,
    *,
    names: tuple[str, ...],
    known: Mapping[str, tuple[str, ...]],
    usual: str,
    orders: Mapping[str, tuple[str, ...]],
) -> Listing:
    chosen = {name: given[name][:254] for name in names if given.get(name)}
    chosen = {name: value for name, value in chosen.items() if value in known.get(name, (value,))}
    sort = given.get("sort", usual)
    if sort.lstrip("-") not in orders:
        sort = usual
    return Listing(on, given.get("q", "").strip()[:200], chosen, sort, orders)


def listed(listing: Listing) -> QuerySet[Quote]:
    """The quotes of a listing, not sorted."""
    names = ("number", "title", "company", "deal__name")
    rows = quotes().order_by().filter(every_word(listing.search, *(f"{name}__icontains" for name in names)))
    for name, value in listing.chosen.items():
        if name == "state":
            rows = rows.filter(state=value)
        elif name == "owner":
            rows = rows.filter(owner_email="" if value == NONE else value)
        else:
            rows = rows.filter(state="sent", **_until(value, listing.on))
    return rows


def _until(value: str, on: date) -> dict[str, date]:
    if value == "past":
        return {"valid_until__lt": on}
    return {"valid_until__gte": on, "valid_until__lt": on + timedelta(days=8 if value == "week" else 31)}


def listed_contracts(listing: Listing) -> QuerySet[SentContract]:
    """The contracts of a listing, not sorted."""
    names = ("title", "to_name", "deal__name", "deal__account__name")
    rows = (
        contracts().order_by().filter(every_word(listing.search, *(f"{name}__icontains" for name in names)))
    )
    for name, value in listing.chosen.items():
        if name == "signed":
            rows = rows.exclude(signed_on=None) if value == "yes" else rows.filter(signed_on=None)
        elif name == "owner":
            rows = rows.filter(deal__owner_email="" if value == NONE else value)
        else:
            first = add_months(listing.on, 0 if value == "this_month" else -1)
            rows = rows.filter(sent_on__gte=first, sent_on__lt=add_months(first, 1))
    return rows


def filter_choices(name: str, *, of_contracts: bool = False) -> list[tuple[str, str]]:
    """The values that a filter offers, each with its label."""
    if name == "state":
        return [(slug, str(words)) for slug, words in STATE_WORDS.items()]
    if name == "due":
        return list(zip(DUES, (_("run out"), _("within a week"), _("within 30 days")), strict=True))
    if name == "signed":
        return [("no", _("not signed yet")), ("yes", _("signed"))]
    if name == "sent":
        return list(zip(SENT, (_("this month"), _("last month")), strict=True))
    column = "deal__owner_email" if of_contracts else "owner_email"
    label = column.replace("email", "name")
    rows = (contracts() if of_contracts else quotes()).exclude(**{column: ""}).order_by(label)
    return [(value, said or value) for value, said in rows.values_list(column, label).distinct()[:_MOST]]

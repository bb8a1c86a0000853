"""The list of handoffs as somebody filters and sorts it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from banso.domain.handoffs.facts import STATE_WORDS
from banso.domain.handoffs.models import Handoff
from banso.domain.handoffs.queries.records import OPEN, handoffs
from banso.kit.searching import every_word

FILTERS = ("state", "csm", "seller")
NONE, EVERY = "-", "all"
STATES = ("open", "waiting", "returned", "accepted", "late")
_ORDERS = {
    "due": ("due_at",),
    "submitted": ("submitted_at",),
    "account": ("account__name",),
    "seller": ("seller_name", "seller_email"),
    "csm": ("csm_name",),
    "returns": ("returns",),
}


@dataclass(frozen=True, slots=True)
class HandoffListing:
    """What of the list somebody asks for; `chosen` a value by filter, NONE for "nobody"."""

    search: str = ""
    chosen: Mapping[str, str] = field(default_factory=dict)
    sort: str = "due"

    @property
    def order(self) -> tuple[str, ...]:
        """The columns to sort by, for paging."""
        minus, names = self.sort.startswith("-"), _ORDERS[self.sort.lstrip("-")]
        return tuple(f"-{name}" if minus else name for name in names)

    @property
    def filtered(self) -> bool:
        return bool(self.search or {**self.chosen, "state": "open"} != {"state": "open"})


def read_listing(given: Mapping[str, str]) -> HandoffListing:
    """The listing that an address asks for; where it says nothing of the state, what is open."""
    chosen = {name: given[name] for name in FILTERS if given.get(name)}
    if "state" not in given:
        chosen["state"] = "open"
    if chosen.get("state") not in STATES:
        chosen.pop("state", None)
    sort = given.get("sort", "due")
    if sort.lstrip("-") not in _ORDERS:
        sort = "due"
    return HandoffListing(given.get("q", "").strip()[:200], chosen, sort)


def listed(listing: HandoffListing) -> QuerySet[Handoff]:
    """The handoffs of a listing, not sorted."""
    wanted = every_word(listing.search, "account__name__icontains", "name__icontains")
    rows = handoffs().order_by().filter(wanted)
    for name, value in listing.chosen.items():
        if name == "state":
            rows = _in_state(rows, value)
        else:
            column = "csm__email" if name == "csm" else "seller_email"
            empty = {"csm": None} if name == "csm" else {"seller_email": ""}
            rows = rows.filter(**(empty if value == NONE else {column: value}))
    return rows


def _in_state(rows: QuerySet[Handoff], value: str) -> QuerySet[Handoff]:
    if value == "open":
        return rows.filter(state__in=OPEN)
    if value == "late":
        return rows.filter(state__in=OPEN).exclude(escalated_at=None)
    return rows.filter(state=value)


def filter_choices(name: str) -> list[tuple[str, str]]:
    """The values that a filter of the list offers, each with its label."""
    if name == "state":
        words = [(value, str(STATE_WORDS[value])) for value in ("waiting", "returned", "accepted")]
        return [("open", _("not accepted yet")), *words, ("late", _("past its time"))]
    rows = handoffs().order_by()
    if name == "csm":
        found = rows.exclude(csm=None).values_list("csm__email", "csm_name")
    else:
        found = rows.exclude(seller_email="").values_list("seller_email", "seller_name")
    return sorted(
        {email: said or email for email, said in found.distinct()[:500]}.items(), key=lambda each: each[1]
    )

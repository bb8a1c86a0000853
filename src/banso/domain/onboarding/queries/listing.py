"""The list of onboardings as somebody filters and sorts it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce

from banso.domain.onboarding.facts import STALL_WORDS, STATE_WORDS
from banso.domain.onboarding.models import Onboarding
from banso.domain.onboarding.queries.records import onboardings
from banso.kit.searching import every_word

STATES = ("open", "stalled", *STATE_WORDS, "all")
NONE = "-"
_SORTS = {
    "target": "sort_target", "account": "account__name", "owner": "owner_name", "state": "state",
    "made": "created_at",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Listing:
    """What of the list somebody asks for; `chosen` holds owner, product and stalled."""

    state: str = "open"
    search: str = ""
    chosen: Mapping[str, str] = field(default_factory=dict)
    sort: str = "target"

    @property
    def order(self) -> tuple[str, str]:
        """The columns to sort by, for paging."""
        sign = "-" if self.sort.startswith("-") else ""
        return f"{sign}{_SORTS[self.sort.lstrip('-')]}", f"{sign}id"

    @property
    def filtered(self) -> bool:
        return bool(self.search or self.chosen or self.state != "open")


def read_listing(given: Mapping[str, str]) -> Listing:
    """The listing that an address asks for; what it does not know is left aside."""
    chosen = {name: given[name][:254] for name in ("owner", "product") if given.get(name)}
    if given.get("stalled") in STALL_WORDS:
        chosen["stalled"] = given["stalled"]
    state, sort = given.get("state", "open"), given.get("sort", "target")
    return Listing(
        state if state in STATES else "open",
        given.get("q", "").strip()[:200],
        chosen,
        sort if sort.removeprefix("-") in _SORTS else "target",
    )


def listed(listing: Listing) -> QuerySet[Onboarding]:
    """The onboardings of a listing, in no order, each with `sort_target`."""
    # What has no target day yet stands behind everything that has.
    rows = onboardings().order_by().annotate(sort_target=Coalesce("target_on", Value(date.max)))
    rows = rows.filter(every_word(listing.search, "name__icontains", "account__name__icontains"))
    if listing.state == "open":
        rows = rows.filter(state__in=["proposed", "running"])
    elif listing.state == "stalled":
        rows = rows.filter(state="running").exclude(stalled="")
    elif listing.state != "all":
        rows = rows.filter(state=listing.state)
    owner, product = listing.chosen.get("owner"), listing.chosen.get("product")
    if owner:
        rows = rows.filter(owner_email="" if owner == NONE else owner)
    if product:
        rows = rows.filter(product__name=product)
    if "stalled" in listing.chosen:
        rows = rows.filter(stalled=listing.chosen["stalled"])
    return rows


def filter_choices(name: str) -> list[tuple[str, str]]:
    """The values that a filter offers, each with its label."""
    rows = onboardings().order_by()
    if name == "product":
        names = rows.exclude(product=None).values_list("product__name", flat=True)
        return [(each, each) for each in sorted(set(names.distinct()[:200]))]
    found = rows.exclude(owner_email="").values_list("owner_email", "owner_name").distinct()[:200]
    return sorted(dict(found).items(), key=lambda each: each[1])

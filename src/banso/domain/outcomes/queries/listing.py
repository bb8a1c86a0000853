"""The list of outcomes as somebody filters and sorts it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from banso.domain.outcomes.models import Measurement, Outcome
from banso.domain.outcomes.queries.records import outcomes
from banso.domain.outcomes.rules.gaps import CHECKPOINTS
from banso.kit.searching import every_word

FILTERS = ("state", "seller", "csm", "product")
STATES = ("behind", "reached", "waiting", "unconfirmed")
NONE = "-"
_ORDERS = {
    "account": ("deal__account__name",),
    "metric": ("goal__metric",),
    "due": ("goal__due_on",),
    "started": ("started_on",),
    "seller": ("seller_name",),
}
_COLUMNS = {"seller": "seller_email", "csm": "deal__account__owner_email", "product": "product"}
_MOST = 200


@dataclass(frozen=True, slots=True)
class OutcomeListing:
    """What of the list somebody asks for; `chosen` a value by filter, NONE for "nobody"."""

    on: date
    search: str = ""
    chosen: Mapping[str, str] = field(default_factory=dict)
    sort: str = "-started"

    @property
    def order(self) -> tuple[str, ...]:
        """The columns to sort by, for paging."""
        minus, names = self.sort.startswith("-"), _ORDERS[self.sort.lstrip("-")]
        return tuple(f"-{name}" if minus else name for name in names)

    @property
    def filtered(self) -> bool:
        return bool(self.search or self.chosen)


def read_listing(given: Mapping[str, str], *, on: date) -> OutcomeListing:
    """The listing that an address asks for; what means nothing is left out."""
    chosen = {name: given[name][:254] for name in FILTERS if given.get(name)}
    if chosen.get("state") not in STATES:
        chosen.pop("state", None)
    sort = given.get("sort", "-started")
    if sort.lstrip("-") not in _ORDERS:
        sort = "-started"
    return OutcomeListing(on, given.get("q", "").strip()[:200], chosen, sort)


def listed(listing: OutcomeListing) -> QuerySet[Outcome]:
    """The outcomes of a listing, not sorted."""
    wanted = every_word(listing.search, "deal__account__name__icontains", "goal__metric__icontains")
    rows = outcomes().order_by().filter(wanted)
    for name, value in listing.chosen.items():
        if name == "state":
            rows = _in_state(rows, value, listing.on)
        else:
            rows = rows.filter(**{_COLUMNS[name]: "" if value == NONE else value})
    return rows


def _in_state(rows: QuerySet[Outcome], state: str, on: date) -> QuerySet[Outcome]:
    if state == "unconfirmed":
        return rows.filter(goal__confirmed_at=None)
    if state == "waiting":
        missing = Q()
        for checkpoint in CHECKPOINTS:
            there = Exists(Measurement.objects.filter(outcome=OuterRef("pk"), checkpoint=checkpoint))
            missing |= Q(~there, started_on__lte=on - timedelta(days=checkpoint))
        return rows.filter(missing)
    newer = Measurement.objects.filter(outcome=OuterRef("outcome"), checkpoint__gt=OuterRef("checkpoint"))
    # Less is better where the target lies below the baseline.
    up = Q(outcome__goal__baseline=None) | Q(target__gte=F("outcome__goal__baseline"))
    short = (up & Q(value__lt=F("target"))) | (~up & Q(value__gt=F("target")))
    last = Measurement.objects.filter(~Exists(newer), short if state == "behind" else ~short)
    return rows.filter(pk__in=last.values("outcome"))


def filter_choices(name: str) -> list[tuple[str, str]]:
    """The values that a filter of the list offers, each with its label."""
    if name == "state":
        words = (_("behind"), _("reached"), _("waits for a number"), _("not confirmed by the customer"))
        return list(zip(STATES, words, strict=True))
    column = _COLUMNS[name]
    label = {"seller": "seller_name", "csm": "deal__account__owner_name"}.get(name, column)
    rows = outcomes().order_by(label).exclude(**{column: ""}).values_list(column, label).distinct()[:_MOST]
    return [(value, said or value) for value, said in rows]

"""The list of leads as somebody filters and sorts it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.db.models import DateField, F, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from banso.domain.leads.facts import STAGE_WORDS
from banso.domain.leads.models import Campaign, Lead, LeadStage
from banso.kit.ids import read_id
from banso.kit.searching import every_word
from banso.kit.tenancy import today
from banso.kit.texts import search_text

FILTERS = ("stage", "owner", "source", "campaign", "next")
NONE = "-"
OPEN = "open"
STEPS = ("due", "week", "later", NONE)
_DONE = (LeadStage.CONVERTED, LeadStage.UNFIT)
_ORDERS = {
    "company": ("company",), "person": ("person",), "stage": ("stage",), "source": ("source",),
    "owner": ("owner_name", "owner_email"), "created": ("created_on",), "changed": ("updated_at",),
    "next": ("step_on",),
}  # fmt: skip
# Leads without a next step stand behind all others.
_NEVER = date(9999, 12, 31)


@dataclass(frozen=True, slots=True)
class LeadListing:
    """What of the list somebody asks for.

    Attributes:
        chosen: a value by filter (FILTERS); NONE stands for "not set", OPEN for every stage that is not done.
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
        return bool(self.search or self.archived or {**self.chosen, "stage": OPEN} != {"stage": OPEN})


def read_listing(given: Mapping[str, str], *, stage: str = OPEN) -> LeadListing:
    """The listing that an address asks for; what means nothing is left out."""
    chosen = {name: given[name] for name in FILTERS if given.get(name)}
    if "stage" not in given and stage:
        chosen["stage"] = stage
    if chosen.get("stage") not in {OPEN, *LeadStage.values}:
        chosen.pop("stage", None)
    if chosen.get("next") not in STEPS:
        chosen.pop("next", None)
    sort = given.get("sort", "-changed")
    if sort.lstrip("-") not in _ORDERS:
        sort = "-changed"
    return LeadListing(given.get("q", "").strip()[:200], chosen, sort, given.get("archived") == "1")


def listed(listing: LeadListing) -> QuerySet[Lead]:
    """The leads of a listing, not sorted; `step_on` is the day for sorting."""
    rows = Lead.objects.filter(archived_at__isnull=not listing.archived)
    rows = rows.filter(every_word(search_text(listing.search), "search__contains"))
    for name, value in listing.chosen.items():
        rows = _chosen(rows, name, value)
    return rows.annotate(step_on=Coalesce(F("next_step_on"), Value(_NEVER, output_field=DateField())))


def _chosen(rows: QuerySet[Lead], name: str, value: str) -> QuerySet[Lead]:
    if name == "stage":
        return rows.exclude(stage__in=_DONE) if value == OPEN else rows.filter(stage=value)
    if name == "owner":
        return rows.filter(owner_name="", owner_email="") if value == NONE else rows.filter(owner_email=value)
    if name == "campaign":
        return rows.filter(campaign=_id(value))
    if name == "next":
        return _due(rows, value)
    return rows.filter(**{name: "" if value == NONE else value})


def _id(value: str) -> UUID | None:
    return None if value == NONE else read_id(value) or UUID(int=0)


def _due(rows: QuerySet[Lead], value: str) -> QuerySet[Lead]:
    if value == NONE:
        return rows.filter(next_step_on=None)
    tomorrow = today() + timedelta(days=1)
    spans = {"due": (date.min, tomorrow), "week": (tomorrow, tomorrow + timedelta(days=7)),
             "later": (tomorrow + timedelta(days=7), date.max)}  # fmt: skip
    first, end = spans[value]
    return rows.filter(next_step_on__gte=first, next_step_on__lt=end)


def filter_choices(name: str) -> list[tuple[str, str]]:
    """The values that a filter of the list offers, each with its label."""
    if name == "stage":
        return [(key, str(words)) for key, words in STAGE_WORDS.items()]
    if name == "next":
        return list(zip(STEPS, (_("due"), _("within a week"), _("later")), strict=False))
    if name == "campaign":
        rows = Campaign.objects.filter(archived_at=None).order_by("name")
        return [(str(pk), label) for pk, label in rows.values_list("pk", "name")[:200]]
    present = Lead.objects.filter(archived_at=None)
    if name == "owner":
        people = present.exclude(owner_email="").order_by("owner_name", "owner_email")
        found = people.values_list("owner_email", "owner_name").distinct()
        return [(email, owner or email) for email, owner in found[:200]]
    sources = present.exclude(source="").order_by("source")
    return [(source, source) for source in sources.values_list("source", flat=True).distinct()[:200]]

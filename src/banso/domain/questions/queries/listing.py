"""The lists of questions, forms and answers as somebody filters and sorts them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from banso.domain.questions.models import Answer, Asked, FormItem, Question, QuestionForm
from banso.domain.questions.queries.records import COUNTED, forms, questions
from banso.kit.searching import every_word

FILTERS = ("state", "kind", "form")
STATES = ("archived", "all")
_ORDERS = {
    "question": ("text_ja",),
    "question_en": ("text_en",),
    "kind": ("kind",),
    "accounts": ("accounts",),
    "put": ("put",),
    "twice": ("twice",),
    "made": ("created_at",),
}


@dataclass(frozen=True, slots=True)
class QuestionListing:
    """What of the catalogue somebody asks for; archived questions only where the state says so."""

    search: str = ""
    chosen: Mapping[str, str] = field(default_factory=dict)
    sort: str = "made"

    @property
    def order(self) -> tuple[str, ...]:
        """The columns to sort by, for paging."""
        minus, names = self.sort.startswith("-"), _ORDERS[self.sort.lstrip("-")]
        return tuple(f"-{name}" if minus else name for name in names)

    @property
    def filtered(self) -> bool:
        return bool(self.search or self.chosen)


def read_listing(given: Mapping[str, str]) -> QuestionListing:
    """The listing that an address asks for; what means nothing is left out."""
    chosen = {name: given[name][:60] for name in FILTERS if given.get(name)}
    if chosen.get("state") not in STATES:
        chosen.pop("state", None)
    sort = given.get("sort", "made")
    if sort.lstrip("-") not in _ORDERS:
        sort = "made"
    return QuestionListing(given.get("q", "").strip()[:200], chosen, sort)


def listed(listing: QuestionListing) -> QuerySet[Question]:
    """The questions of a listing, not sorted.

    Each has `accounts` (how many customers answered), `put` (how often it was put) and `twice` (of these, how
    often although the answer was known).
    """
    wanted = every_word(listing.search, "text_ja__icontains", "text_en__icontains", "key__icontains")
    rows = questions().order_by().filter(wanted)
    state = listing.chosen.get("state")
    if state != "all":
        rows = rows.filter(archived_at__isnull=state != "archived")
    if "kind" in listing.chosen:
        rows = rows.filter(kind=listing.chosen["kind"])
    if "form" in listing.chosen:
        inside = FormItem.objects.filter(form__key=listing.chosen["form"])
        rows = rows.filter(pk__in=inside.values("question"))
    answered = Answer.objects.filter(question=OuterRef("pk"), removed_at=None).order_by().values("question")
    asked = Asked.objects.filter(COUNTED, question=OuterRef("pk")).order_by().values("question")
    return rows.annotate(
        accounts=_number(answered.annotate(n=Count("account", distinct=True)).values("n")),
        put=_number(asked.annotate(n=Count("pk")).values("n")),
        twice=_number(asked.filter(known=True).annotate(n=Count("pk")).values("n")),
    )


def _number(rows: Any) -> Coalesce:  # noqa: ANN401 - a queryset of one number
    return Coalesce(Subquery(rows, output_field=IntegerField()), 0)


def listed_forms(*, archived: bool = False, search: str = "", purpose: str = "") -> QuerySet[QuestionForm]:
    """The forms in use, or those that were archived."""
    rows = forms().filter(archived_at__isnull=not archived)
    rows = rows.filter(every_word(search, "title_ja__icontains", "title_en__icontains"))
    return rows.filter(purpose=purpose) if purpose else rows

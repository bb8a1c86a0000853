"""How good handoffs were, by item and by salesperson; with the number of cases beside it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from banso.domain.handoffs.models import Handoff, HandoffGrade, HandoffItem
from banso.domain.handoffs.queries.records import handoffs
from banso.domain.handoffs.rules.frozen import KEYS, number_of
from banso.domain.sales.facts import ITEM_WORDS
from banso.kit.clock import now

SPAN = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class ItemQuality:
    """One of the ten items over `n` handoffs: in how many it went back, and proved wrong later."""

    number: int
    key: str
    title: str
    n: int
    returned: int
    wrong: int


@dataclass(frozen=True, slots=True)
class SellerQuality:
    """A salesperson's handoffs: how many were returned at least once, and how many items proved wrong."""

    name: str
    n: int
    returned: int
    wrong: int
    items_back: int

    @property
    def items(self) -> int:
        return self.n * len(KEYS)

    @property
    def right(self) -> int:
        """Items that were accepted as they came, and stayed right."""
        return max(0, self.items - self.items_back - self.wrong)


def by_item(*, since: datetime | None = None) -> list[ItemQuality]:
    """The ten items over the handoffs that were submitted since."""
    rows = _since(since)
    n = rows.count()
    items = HandoffItem.objects.filter(handoff__in=rows, returns__gt=0).order_by()
    back = dict(items.values_list("key").annotate(n=Count("pk")))
    grades = HandoffGrade.objects.filter(handoff__in=rows).order_by()
    wrong = dict(grades.values_list("key").annotate(n=Count("handoff", distinct=True)))
    return [
        ItemQuality(number_of(key), key, str(ITEM_WORDS[key]), n, back.get(key, 0), wrong.get(key, 0))
        for key in KEYS
    ]


def by_seller(*, since: datetime | None = None) -> list[SellerQuality]:
    """Everybody who submitted since, whoever submitted most first."""
    rows = _since(since).order_by()
    found = rows.values_list("seller_email", "seller_name").annotate(
        n=Count("pk"), back=Count("pk", filter=Q(returns__gt=0))
    )
    whose = ("handoff__seller_email", "handoff__seller_name")
    returned = HandoffItem.objects.filter(handoff__in=rows).order_by()
    items = {(email, name): n for email, name, n in returned.values_list(*whose).annotate(n=Sum("returns"))}
    grades = HandoffGrade.objects.filter(handoff__in=rows).order_by()
    wrong = {(email, name): n for email, name, n in grades.values_list(*whose).annotate(n=Count("pk"))}
    said = [
        SellerQuality(name or email, n, back, wrong.get((email, name), 0), items.get((email, name)) or 0)
        for email, name, n, back in found
    ]
    return sorted(said, key=lambda each: (-each.n, each.name))


def of_seller(handoff: Handoff) -> SellerQuality:
    """The last 90 days of whoever handed this over."""
    since = now() - SPAN
    rows = _since(since).filter(seller_email=handoff.seller_email, seller_name=handoff.seller_name)
    items = HandoffItem.objects.filter(handoff__in=rows).aggregate(n=Sum("returns"))["n"] or 0
    return SellerQuality(
        handoff.seller_name,
        rows.count(),
        rows.filter(returns__gt=0).count(),
        HandoffGrade.objects.filter(handoff__in=rows).count(),
        items,
    )


def graded_keys(handoff_id: UUID) -> set[str]:
    """The items of a handoff that proved wrong."""
    return set(HandoffGrade.objects.filter(handoff=handoff_id).values_list("key", flat=True))


def _since(since: datetime | None) -> QuerySet[Handoff]:
    return handoffs().filter(submitted_at__gte=since) if since else handoffs()

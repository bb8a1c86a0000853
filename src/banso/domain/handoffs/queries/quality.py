"""How good handoffs were, by item and by salesperson; with the number of cases beside it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, QuerySet

from banso.domain.handoffs.models import Handoff, HandoffGrade, HandoffItem
from banso.domain.handoffs.queries.records import handoffs
from banso.domain.handoffs.rules.frozen import KEYS, number_of
from banso.domain.sales.facts import ITEM_WORDS
from banso.kit.clock import now

SPAN = timedelta(days=90)
# An item of a handoff.
Flaw = tuple[UUID, str]


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
    """A salesperson's handoffs.

    Attributes:
        n: how many there are.
        returned: how many of them were returned at least once.
        wrong: items that proved wrong later, however often.
        items_back: items that were returned, however often.
        right: items that were accepted as they came, and stayed right.
    """

    name: str
    n: int
    returned: int
    wrong: int
    items_back: int
    right: int

    @property
    def items(self) -> int:
        return self.n * len(KEYS)


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
    found: dict[tuple[str, str], dict[UUID, int]] = defaultdict(dict)
    for handoff, email, name, returns in rows.values_list("pk", "seller_email", "seller_name", "returns"):
        found[email, name][handoff] = returns
    back, wrong = _flaws(rows)
    said = [_quality(name or email, mine, back, wrong) for (email, name), mine in found.items()]
    return sorted(said, key=lambda each: (-each.n, each.name))


def of_seller(handoff: Handoff) -> SellerQuality:
    """The last 90 days of whoever handed this over."""
    rows = _since(now() - SPAN).order_by()
    rows = rows.filter(seller_email=handoff.seller_email, seller_name=handoff.seller_name)
    return _quality(handoff.seller_name, dict(rows.values_list("pk", "returns")), *_flaws(rows))


def _flaws(rows: QuerySet[Handoff]) -> tuple[set[Flaw], set[Flaw]]:
    """The items of handoffs that were returned, and those that proved wrong later."""
    back = HandoffItem.objects.filter(handoff__in=rows, returns__gt=0).order_by()
    wrong = HandoffGrade.objects.filter(handoff__in=rows).order_by()
    return set(back.values_list("handoff", "key")), set(wrong.values_list("handoff", "key"))


def _quality(name: str, returns: Mapping[UUID, int], back: set[Flaw], wrong: set[Flaw]) -> SellerQuality:
    back, wrong = ({each for each in flaws if each[0] in returns} for flaws in (back, wrong))
    n = len(returns)
    return SellerQuality(
        name, n, sum(times > 0 for times in returns.values()), len(wrong), len(back),
        right=n * len(KEYS) - len(back | wrong),
    )  # fmt: skip


def _since(since: datetime | None) -> QuerySet[Handoff]:
    return handoffs().filter(submitted_at__gte=since) if since else handoffs()

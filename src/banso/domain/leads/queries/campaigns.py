"""Campaigns and sources: what they cost, and what came of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from banso.domain.contracts.queries import costs, rates
from banso.domain.leads.models import Campaign, Lead, LeadStage
from banso.kit.errors import NotFound

_BEFORE = "campaign:"
_MET = (LeadStage.APPOINTMENT, LeadStage.CONVERTED)


@dataclass(frozen=True, slots=True)
class Cost:
    """What a campaign cost in a month, as entered."""

    month: date
    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Yield:
    """What came of a campaign or a source; `cost` is in the reporting currency.

    Attributes:
        leads: that are not archived; `met` of them came to an appointment or beyond, `converted` became
            accounts, `won` a deal that was won.
        worth: what the won deals are worth a year, in whole units of the reporting currency.
    """

    leads: int = 0
    met: int = 0
    converted: int = 0
    won: int = 0
    worth: int = 0
    cost: Decimal = Decimal(0)

    @property
    def per_lead(self) -> Decimal | None:
        """Cost by lead; None where nothing was entered or nothing came."""
        return self.cost / self.leads if self.cost and self.leads else None

    @property
    def per_deal(self) -> Decimal | None:
        """Cost by won deal; None where nothing was entered or nothing was won."""
        return self.cost / self.won if self.cost and self.won else None


def campaigns() -> QuerySet[Campaign]:
    """The campaigns that are not archived, the newest first."""
    return Campaign.objects.filter(archived_at=None)


def campaign_by_id(campaign_id: UUID) -> Campaign:
    """One campaign of this workspace, archived ones too.

    Raises:
        NotFound: there is none.
    """
    found = Campaign.objects.filter(pk=campaign_id).first()
    if found is None:
        raise NotFound(_("There is no such campaign."))
    return found


def cost_id(campaign_id: UUID, month: date) -> str:
    """What the cost entry of a campaign's month is called."""
    return f"{_BEFORE}{campaign_id}:{month:%Y-%m}"


def campaign_costs(campaign_id: UUID) -> list[Cost]:
    """What a campaign cost, month by month."""
    rows = costs().filter(external_id__startswith=f"{_BEFORE}{campaign_id}:").order_by("month")
    return [Cost(row.month, row.amount, row.currency) for row in rows]


def yields_by_campaign(rows: Iterable[Campaign]) -> dict[UUID, Yield]:
    """What came of these campaigns, and what they cost."""
    ids = [row.pk for row in rows]
    spent = _spent(ids)
    found = _counted("campaign", Q(campaign__in=ids))
    return {pk: _with_cost(found.get(pk, {}), spent.get(pk, Decimal(0))) for pk in ids}


def yields_by_source() -> list[tuple[str, Yield]]:
    """What came of each source, with the cost of its campaigns; the one with most leads first."""
    of_campaign = dict(Campaign.objects.values_list("pk", "source"))
    spent: dict[str, Decimal] = defaultdict(Decimal)
    for pk, amount in _spent(list(of_campaign)).items():
        spent[of_campaign[pk]] += amount
    found = _counted("source", Q())
    names = sorted({*found, *spent}, key=lambda name: (-found.get(name, {}).get("leads", 0), name))
    return [(name, _with_cost(found.get(name, {}), spent.get(name, Decimal(0)))) for name in names]


def _spent(ids: list[UUID]) -> dict[UUID, Decimal]:
    wanted, known = set(ids), rates()
    found: dict[UUID, Decimal] = defaultdict(Decimal)
    for row in costs().filter(external_id__startswith=_BEFORE):
        campaign = UUID(row.external_id.split(":")[1])
        if campaign in wanted:
            found[campaign] += known.convert(row.amount, row.currency, row.month)
    return found


def _counted(by: str, which: Q) -> dict[Any, dict[str, int]]:
    won = Q(deal__status="won")
    rows = Lead.objects.filter(which, archived_at=None).values(by).order_by(by)
    counted = rows.annotate(
        leads=Count("pk"),
        met=Count("pk", filter=Q(stage__in=_MET)),
        converted=Count("pk", filter=Q(stage=LeadStage.CONVERTED)),
        won=Count("pk", filter=won),
        worth=Sum("deal__size", filter=won, default=0),
    )
    names = ("leads", "met", "converted", "won", "worth")
    return {row[by]: {name: row[name] for name in names} for row in counted}


def _with_cost(counts: Mapping[str, int], cost: Decimal) -> Yield:
    return Yield(**counts, cost=cost)

from decimal import Decimal

from banso.domain.kpis.definitions.deals import PROPOSED, WORKED_DEALS, happened
from banso.domain.sales.facts import DealLost, DealWon
from banso.engine.metrics.declaration import Aggregate, Example, Kpi, Text, Unit, Variant

_WON = "if(type = 'sales.deal_won', 1, 0)"

KPI = Kpi(
    slug="win_rate",
    owner="sales",
    name=Text("Win rate", "成約率"),
    question=Text("Which share of deals is won?", "商談のうちどれだけを受注できたか？"),
    unit=Unit.RATIO,
    source="seed 000",
    variants=(
        Variant(
            "proposals",
            Text("Of proposals", "提案数に対する比率"),
            Text(
                "Deals won ÷ deals that reached a proposal and closed in the period.",
                "受注した商談÷期間中に終わった商談のうち提案に至ったもの。",
            ),
            rows=happened("deal_won", "deal_lost", numerator=_WON, where=PROPOSED),
            aggregate=Aggregate.SHARE,
            facts=(DealWon, DealLost),
            dimensions=("owner", "source"),
        ),
        Variant(
            "closed",
            Text("Of all that closed", "終わった商談に対する比率"),
            Text(
                "Deals won ÷ (won + lost) in the period.", "受注÷（受注＋失注）。期間中に終わった商談で計算。"
            ),
            rows=happened("deal_won", "deal_lost", numerator=_WON),
            aggregate=Aggregate.SHARE,
            facts=(DealWon, DealLost),
            dimensions=("owner", "source"),
        ),
    ),
    examples=(
        Example(WORKED_DEALS, "2024-Q1", Decimal(1) / Decimal(2), "", Decimal(1), Decimal(2)),
        Example(WORKED_DEALS, "2024-Q1", Decimal(1) / Decimal(3), "closed", Decimal(1), Decimal(3)),
        Example(WORKED_DEALS, "2024-03", None),
        Example(WORKED_DEALS, "2024-03", Decimal(0), "closed"),
    ),
)

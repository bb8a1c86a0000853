from decimal import Decimal

from banso.domain.kpis.definitions.deals import WORKED_DEALS, happened
from banso.domain.sales.facts import DealWon
from banso.engine.metrics.declaration import Example, Kpi, Text, Unit, Variant

KPI = Kpi(
    slug="deals_won",
    owner="sales",
    name=Text("Deals won", "成約数"),
    question=Text("How many deals were won?", "何件の商談を受注したか？"),
    unit=Unit.COUNT,
    source="seed 000, seed 001, seed 002",
    variants=(
        Variant(
            "count",
            Text("By the day of winning", "受注日"),
            Text("Deals won in the period.", "期間中に受注した商談の件数。"),
            rows=happened("deal_won"),
            facts=(DealWon,),
            dimensions=("owner", "source"),
        ),
    ),
    examples=(Example(WORKED_DEALS, "2024-Q1", Decimal(1)), Example(WORKED_DEALS, "2024-01", Decimal(0))),
)

from decimal import Decimal

from banso.domain.kpis.definitions.deals import WORKED_DEALS, happened
from banso.domain.sales.facts import DealCreated
from banso.engine.metrics.declaration import Example, Kpi, Text, Unit, Variant

KPI = Kpi(
    slug="deals_created",
    owner="sales",
    name=Text("Deals opened", "商談数"),
    question=Text("How many deals began?", "何件の商談が始まったか？"),
    unit=Unit.COUNT,
    source="seed 001",
    variants=(
        Variant(
            "count",
            Text("By the day they began", "開始日"),
            Text("Deals that began in the period.", "期間中に始まった商談の件数。"),
            rows=happened("deal_created"),
            facts=(DealCreated,),
            dimensions=("owner", "source"),
        ),
    ),
    examples=(Example(WORKED_DEALS, "2024-01", Decimal(2)), Example(WORKED_DEALS, "2024-02", Decimal(2))),
)

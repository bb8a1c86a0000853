from decimal import Decimal

from banso.domain.kpis.definitions.deals import WORKED_DEALS, pipeline
from banso.domain.sales.facts import DealStood
from banso.engine.metrics.declaration import Example, Kpi, Text, Unit, Variant

KPI = Kpi(
    slug="pipeline_value",
    owner="sales",
    name=Text("Pipeline", "パイプライン"),
    question=Text("What are the open deals worth?", "進行中の商談の金額はいくらか？"),
    unit=Unit.MONEY,
    source="docs/kpis",
    variants=(
        Variant(
            "open",
            Text("On the last day", "期末日"),
            Text(
                "Sum of the amounts of the deals that are open at the end of the period.",
                "期末に進行中の商談の金額の合計。",
            ),
            rows=pipeline("amount"),
            facts=(DealStood,),
            dimensions=("owner", "source"),
        ),
    ),
    examples=(
        Example(WORKED_DEALS, "2024-01", Decimal(1000)),
        Example(WORKED_DEALS, "2024-02", Decimal(1300)),
        Example(WORKED_DEALS, "2023-12", Decimal(0)),
    ),
)

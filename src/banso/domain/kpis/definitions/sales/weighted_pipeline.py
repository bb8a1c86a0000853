from decimal import Decimal

from banso.domain.kpis.definitions.deals import WORKED_DEALS, pipeline
from banso.domain.sales.facts import DealStood
from banso.engine.metrics.declaration import Example, Kpi, Text, Unit, Variant

KPI = Kpi(
    slug="weighted_pipeline",
    owner="sales",
    name=Text("Weighted pipeline", "加重パイプライン"),
    question=Text(
        "What are the open deals worth by their chances?", "確度で重み付けした進行中の商談はいくらか？"
    ),
    unit=Unit.MONEY,
    source="docs/kpis",
    variants=(
        Variant(
            "stages",
            Text("By the stages' probabilities", "段階の確度"),
            Text(
                "Sum of amount × the probability of its stage of the deals open at the end of the period.",
                "期末に進行中の商談について、金額×その段階の確度の合計。",
            ),
            rows=pipeline("toDecimal128(amount * probability, 6)"),
            facts=(DealStood,),
            dimensions=("owner", "source"),
        ),
    ),
    examples=(
        Example(WORKED_DEALS, "2024-01", Decimal(500)),
        Example(WORKED_DEALS, "2024-02", Decimal(130)),
    ),
)

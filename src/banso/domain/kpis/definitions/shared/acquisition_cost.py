from decimal import Decimal

from banso.domain.contracts.facts import CostEntered
from banso.domain.kpis.definitions.costs import cost, cost_rows
from banso.engine.metrics.declaration import Example, Grain, Kpi, Text, Unit, Variant

_COSTS = (cost("2024-01", "sales", 300), cost("2024-01", "marketing", 100), cost("2024-01", "cogs", 75))

KPI = Kpi(
    slug="acquisition_cost",
    owner="shared",
    name=Text("Sales and marketing cost", "営業・マーケティング費用"),
    question=Text("What did winning customers cost?", "顧客の獲得にいくらかかったか？"),
    unit=Unit.MONEY,
    better="none",
    source="docs/kpis: cac",
    variants=(
        Variant(
            "entered",
            Text("As entered", "記録された費用"),
            Text(
                "Sum of the period's cost entries of the categories sales and marketing.",
                "期間中の費用のうち、営業とマーケティングの合計。",
            ),
            rows=cost_rows("sales", "marketing"),
            facts=(CostEntered,),
            grains=(Grain.MONTH, Grain.QUARTER, Grain.HALF, Grain.YEAR),
        ),
    ),
    examples=(Example(_COSTS, "2024-01", Decimal(400)), Example(_COSTS, "2024-02", Decimal(0))),
)

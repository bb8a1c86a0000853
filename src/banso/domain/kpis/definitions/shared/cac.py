from decimal import Decimal

from banso.domain.kpis.definitions.costs import cost
from banso.domain.kpis.definitions.ledger import WORKED
from banso.engine.metrics.declaration import Example, Grain, Kpi, Text, Unit, Values, Variant

_KNOWN = (*WORKED, cost("2024-01", "sales", 300), cost("2024-01", "marketing", 100))


def _per_customer(values: Values) -> Decimal | None:
    cost_, customers = values["cost"], values["new"]
    # No cost entered is not a cost of nothing.
    return cost_ / customers if cost_ and customers else None


KPI = Kpi(
    slug="cac",
    owner="shared",
    name=Text("CAC", "顧客獲得コスト（CAC）"),
    question=Text("What does it cost to win a customer?", "新規顧客1社の獲得にいくらかかっているか？"),
    unit=Unit.MONEY,
    better="down",
    source="seed 002",
    variants=(
        Variant(
            "entered",
            Text("Per new customer", "新規1社あたり"),
            Text(
                "Sales and marketing cost of the period ÷ new customers of the period.",
                "期間の営業・マーケティング費用÷期間の新規顧客数。",
            ),
            parts={"cost": "acquisition_cost", "new": "new_customers"},
            formula=_per_customer,
            divides=("cost", "new"),
            divisor_unit=Unit.COUNT,
            grains=(Grain.MONTH, Grain.QUARTER, Grain.HALF, Grain.YEAR),
        ),
    ),
    examples=(
        Example(_KNOWN, "2024-01", Decimal(200), "", Decimal(400), Decimal(2)),
        Example(_KNOWN, "2024-06", None),
        Example(WORKED, "2024-01", None),
    ),
)

from decimal import Decimal

from banso.domain.contracts.facts import SubscriptionLineSet
from banso.domain.kpis.definitions.ledger import A, B, line
from banso.domain.kpis.definitions.lines import lines_in_force
from banso.engine.metrics.declaration import Aggregate, Example, Kpi, Text, Unit, Variant

_LINES = (
    line(A, "A-1", 100, "2024-01-01"),
    line(A, "A-2", 50, "2024-02-01", interval="year"),
    line(B, "B-1", 20, "2024-01-01", "2024-03-01", interval="quarter"),
)

KPI = Kpi(
    slug="purchase_frequency",
    owner="success",
    name=Text("Purchases per month", "購買頻度"),
    question=Text("How often does a customer pay in a month?", "顧客は1か月に何回支払うか？"),
    unit=Unit.TIMES,
    source="seed 003",
    variants=(
        Variant(
            "observed",
            Text("On the last day", "期末日"),
            Text(
                "Payments per month of a customer's paid lines in force on the last day, "
                "averaged over customers.",
                "期末日に有効な有料の契約明細の月あたり支払回数を顧客ごとに合計し、顧客で平均した値。",
            ),
            rows="SELECT period, account, account AS unit, max(at) AS at, "  # noqa: S608 - constants
            "sum(toDecimal128(yearly, 6) / 12) AS numerator, 1 AS denominator "
            f"FROM ({lines_in_force()}) GROUP BY period, account",
            aggregate=Aggregate.MEAN,
            facts=(SubscriptionLineSet,),
        ),
    ),
    examples=(
        Example(_LINES, "2024-01", (Decimal(1) + Decimal("0.333333")) / 2),
        Example(_LINES, "2024-03", Decimal("1.083333")),
        Example(_LINES, "2023-12", None),
        Example((line(A, "A-1", 52, "2024-01-01", interval="week"),), "2024-01", Decimal("4.333333")),
    ),
)

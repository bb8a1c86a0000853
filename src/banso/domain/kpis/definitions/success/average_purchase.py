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
    slug="average_purchase",
    owner="success",
    name=Text("Average purchase", "平均購買単価"),
    question=Text("What is one payment worth?", "1回の支払いは平均いくらか？"),
    unit=Unit.MONEY,
    source="seed 003",
    variants=(
        Variant(
            "observed",
            Text("On the last day", "期末日"),
            Text(
                "Mean amount of one payment over the paid lines in force on the last day: "
                "12 × MRR ÷ payments a year.",
                "期末日に有効な有料の契約明細について、1回の支払額（MRR×12÷年間の支払回数）の平均。",
            ),
            rows="SELECT period, account, line AS unit, at, mrr * 12 / yearly AS numerator, 1 AS denominator "  # noqa: S608 - constants
            f"FROM ({lines_in_force()})",
            aggregate=Aggregate.MEAN,
            facts=(SubscriptionLineSet,),
        ),
    ),
    examples=(
        Example(_LINES, "2024-01", Decimal(80)),
        Example(_LINES, "2024-03", Decimal(350)),
        Example(_LINES, "2023-12", None),
        Example((line(A, "A-1", 52, "2024-01-01", interval="week"),), "2024-01", Decimal(12)),
    ),
)

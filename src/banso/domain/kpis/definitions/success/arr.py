from decimal import Decimal

from banso.domain.contracts.facts import MrrMoved
from banso.domain.kpis.definitions.ledger import WORKED, standing
from banso.engine.metrics.declaration import Example, Kpi, Text, Unit, Variant

KPI = Kpi(
    slug="arr",
    owner="success",
    name=Text("ARR", "ARR（年間経常収益）"),
    question=Text("What is today's MRR over a year?", "今の契約が1年続くといくらになるか？"),
    unit=Unit.MONEY,
    source="docs/kpis: MRR ledger",
    variants=(
        Variant(
            "end",
            Text("On the last day", "期末日"),
            Text("Twelve times the MRR on the period's last day.", "期間の最終日のMRR×12。"),
            rows="SELECT period, account, account AS unit, until - 1 AS at, closing * 12 AS numerator, "  # noqa: S608
            f"1 AS denominator FROM ({standing(without='opening')}) WHERE closing != 0",
            facts=(MrrMoved,),
        ),
    ),
    examples=(Example(WORKED, "2024-12", Decimal(3480)), Example(WORKED, "2025-03", Decimal(3120))),
)

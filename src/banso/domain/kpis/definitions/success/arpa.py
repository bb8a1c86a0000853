from decimal import Decimal

from banso.domain.contracts.facts import MrrMoved
from banso.domain.kpis.definitions.ledger import WORKED, standing
from banso.engine.metrics.declaration import Aggregate, Example, Kpi, Text, Unit, Variant

KPI = Kpi(
    slug="arpa",
    owner="success",
    name=Text("ARPA", "顧客単価（ARPA）"),
    question=Text(
        "What does a customer pay per month on average?", "1社あたり平均で毎月いくら支払っているか？"
    ),
    unit=Unit.MONEY,
    source="seed 000, seed 001",
    variants=(
        Variant(
            "end",
            Text("On the last day", "期末日"),
            Text(
                "MRR on the period's last day ÷ customers above zero on that day.",
                "期間の最終日のMRR÷その日に有料の顧客数。",
            ),
            rows="SELECT period, account, account AS unit, until - 1 AS at, closing AS numerator, "  # noqa: S608
            f"1 AS denominator FROM ({standing(without='opening')}) WHERE closing > 0",
            aggregate=Aggregate.MEAN,
            facts=(MrrMoved,),
        ),
    ),
    examples=(
        Example(WORKED, "2024-03", Decimal(110)),
        Example(WORKED, "2025-03", Decimal(260) / Decimal(3)),
        Example(WORKED, "2023-12", None),
    ),
)

from decimal import Decimal

from banso.domain.contracts.facts import MrrMoved
from banso.domain.kpis.definitions.ledger import WORKED, standing
from banso.engine.metrics.declaration import Example, Kpi, Text, Unit, Variant

KPI = Kpi(
    slug="mrr",
    owner="success",
    name=Text("MRR", "MRR（月次経常収益）"),
    question=Text("What do all customers together pay per month?", "顧客全体で毎月いくら支払っているか？"),
    unit=Unit.MONEY,
    source="docs/kpis: MRR ledger",
    variants=(
        Variant(
            "end",
            Text("On the last day", "期末日"),
            Text(
                "Sum of every account's MRR on the period's last day; trials count zero.",
                "期間の最終日における各顧客のMRRの合計。試用は0円とする。",
            ),
            rows="SELECT period, account, account AS unit, until - 1 AS at, closing AS numerator, "  # noqa: S608
            f"1 AS denominator FROM ({standing(without='opening')}) WHERE closing != 0",
            facts=(MrrMoved,),
        ),
    ),
    examples=(
        Example(WORKED, "2024-12", Decimal(290)),
        Example(WORKED, "2025-03", Decimal(260)),
        Example(WORKED, "2024-02-29", Decimal(360)),
        Example(WORKED, "2023-12", Decimal(0)),
    ),
)

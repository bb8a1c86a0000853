from decimal import Decimal

from banso.domain.contracts.facts import MrrMoved
from banso.domain.kpis.definitions.ledger import WORKED, standing
from banso.engine.metrics.declaration import Example, Kpi, Text, Unit, Variant

KPI = Kpi(
    slug="customers",
    owner="success",
    name=Text("Customers", "顧客数"),
    question=Text("How many customers pay?", "有料の顧客は何社か？"),
    unit=Unit.COUNT,
    source="docs/kpis: MRR ledger",
    variants=(
        Variant(
            "end",
            Text("On the last day", "期末日"),
            Text(
                "Accounts with an MRR above zero on the period's last day.",
                "期間の最終日にMRRが0円を超える顧客の数。",
            ),
            rows="SELECT period, account, account AS unit, until - 1 AS at, 1 AS numerator, "  # noqa: S608
            f"1 AS denominator FROM ({standing(without='opening')}) WHERE closing > 0",
            facts=(MrrMoved,),
        ),
    ),
    examples=(
        Example(WORKED, "2024-03", Decimal(4)),
        Example(WORKED, "2025-03", Decimal(3)),
        Example(WORKED, "2023-12", Decimal(0)),
    ),
)

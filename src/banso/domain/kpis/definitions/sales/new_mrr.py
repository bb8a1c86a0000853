from decimal import Decimal

from banso.domain.contracts.facts import MrrMoved
from banso.domain.kpis.definitions.ledger import WORKED, movements
from banso.engine.metrics.declaration import Example, Kpi, Text, Unit, Variant

KPI = Kpi(
    slug="new_mrr",
    owner="sales",
    name=Text("New MRR", "新規MRR"),
    question=Text(
        "How much MRR did first-time customers bring?", "初めて契約した顧客から月額いくら増えたか？"
    ),
    unit=Unit.MONEY,
    better="up",
    source="seed 002",
    variants=(
        Variant(
            "amount",
            Text("Amount per month", "月額"),
            Text(
                "Sum of the movements from nothing, for an account's first time.",
                "初めて0円から有料になった顧客のMRRの合計。",
            ),
            rows=movements("new"),
            facts=(MrrMoved,),
        ),
    ),
    examples=(
        Example(WORKED, "2024-01", Decimal(300)),
        Example(WORKED, "2024-09", Decimal(0)),
    ),
)

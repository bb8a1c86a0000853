from decimal import Decimal

from banso.domain.contracts.facts import MrrMoved
from banso.domain.kpis.definitions.ledger import WORKED, movements
from banso.engine.metrics.declaration import Example, Kpi, Text, Unit, Variant

KPI = Kpi(
    slug="contraction_mrr",
    owner="success",
    name=Text("Contraction MRR", "縮小MRR"),
    question=Text("How much MRR was lost to smaller contracts?", "契約の縮小で月額いくら減ったか？"),
    unit=Unit.MONEY,
    better="down",
    source="docs/kpis: MRR ledger",
    variants=(
        Variant(
            "amount",
            Text("Amount per month", "月額"),
            Text(
                "Sum of what accounts pay less while they stay; told as an amount lost.",
                "契約を続けながら減額した金額の合計（減った額を正の数で表す）。",
            ),
            rows=movements("contraction", sign="-"),
            facts=(MrrMoved,),
            measured=True,
        ),
    ),
    examples=(
        Example(WORKED, "2025-01", Decimal(30)),
        Example(WORKED, "2024-10", Decimal(0)),
    ),
)

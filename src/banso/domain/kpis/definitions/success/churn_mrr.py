from decimal import Decimal

from banso.domain.contracts.facts import MrrMoved
from banso.domain.kpis.definitions.ledger import WORKED, movements
from banso.engine.metrics.declaration import Example, Kpi, Text, Unit, Variant

KPI = Kpi(
    slug="churn_mrr",
    owner="success",
    name=Text("Churn MRR", "解約MRR"),
    question=Text("How much MRR left with customers who cancelled?", "解約で月額いくら減ったか？"),
    unit=Unit.MONEY,
    better="down",
    source="seed 000",
    variants=(
        Variant(
            "amount",
            Text("Amount per month", "月額"),
            Text(
                "Sum of what accounts paid that fell to nothing, on the first day at nothing; "
                "told as an amount lost.",
                "0円になった顧客が払っていた月額の合計。0円になった最初の日に計上する（減った額を正の数で表す）。",
            ),
            rows=movements("churn", sign="-"),
            facts=(MrrMoved,),
        ),
    ),
    examples=(
        Example(WORKED, "2024-10", Decimal(200)),
        Example(WORKED, "2024-05", Decimal(60)),
        Example(WORKED, "2024-06", Decimal(0)),
    ),
)

from decimal import Decimal

from banso.domain.contracts.facts import MrrMoved
from banso.domain.kpis.definitions.ledger import WORKED, movements
from banso.engine.metrics.declaration import Example, Kpi, Text, Unit, Variant

KPI = Kpi(
    slug="reactivation_mrr",
    owner="success",
    name=Text("Reactivation MRR", "復活MRR"),
    question=Text(
        "How much MRR came back from customers who had left?", "解約した顧客が戻って月額いくら増えたか？"
    ),
    unit=Unit.MONEY,
    better="up",
    source="docs/kpis: MRR ledger",
    variants=(
        Variant(
            "amount",
            Text("Amount per month", "月額"),
            Text(
                "Sum of the movements from nothing of accounts that had paid before.",
                "以前に契約していた顧客が0円から有料に戻ったMRRの合計。",
            ),
            rows=movements("reactivation"),
            facts=(MrrMoved,),
        ),
    ),
    examples=(
        Example(WORKED, "2024-09", Decimal(60)),
        Example(WORKED, "2024-10", Decimal(0)),
    ),
)

from decimal import Decimal

from banso.domain.kpis.definitions.deals import WORKED_DEALS, happened, won
from banso.domain.kpis.definitions.ledger import AMOUNT, B
from banso.domain.sales.facts import DealWon
from banso.engine.metrics.declaration import Aggregate, Example, Kpi, Text, Unit, Variant

KPI = Kpi(
    slug="average_deal",
    owner="sales",
    name=Text("Average deal", "平均単価"),
    question=Text("What is a won deal worth on average?", "受注1件あたりの金額はいくらか？"),
    unit=Unit.MONEY,
    source="seed 000",
    variants=(
        Variant(
            "mean",
            Text("Per deal won", "受注1件あたり"),
            Text("Bookings ÷ deals won in the period.", "期間中の受注金額÷受注件数。"),
            rows=happened("deal_won", numerator=AMOUNT),
            aggregate=Aggregate.MEAN,
            facts=(DealWon,),
            dimensions=("owner", "source"),
        ),
    ),
    examples=(
        Example((*WORKED_DEALS, won(B, "5", "2024-02-28", 200, days=3)), "2024-02", Decimal(400)),
        Example(WORKED_DEALS, "2024-03", None),
    ),
)

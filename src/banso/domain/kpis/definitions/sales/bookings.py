from decimal import Decimal

from banso.domain.kpis.definitions.deals import WORKED_DEALS, happened
from banso.domain.kpis.definitions.ledger import AMOUNT
from banso.domain.sales.facts import DealWon
from banso.engine.metrics.declaration import Example, Kpi, Text, Unit, Variant

KPI = Kpi(
    slug="bookings",
    owner="sales",
    name=Text("Bookings", "売上高・受注金額"),
    question=Text("What are the deals worth that were won?", "受注した商談の金額はいくらか？"),
    unit=Unit.MONEY,
    source="seed 000, seed 002",
    variants=(
        Variant(
            "amount",
            Text("Amount of a year", "年間の金額"),
            Text(
                "Sum of the amounts (a year of their lines) of the deals won in the period.",
                "期間中に受注した商談の金額（明細1年分）の合計。",
            ),
            rows=happened("deal_won", numerator=AMOUNT),
            facts=(DealWon,),
            dimensions=("owner", "source"),
        ),
    ),
    examples=(Example(WORKED_DEALS, "2024-02", Decimal(600)), Example(WORKED_DEALS, "2024-03", Decimal(0))),
)

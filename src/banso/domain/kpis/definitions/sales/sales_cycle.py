from decimal import Decimal

from banso.domain.kpis.definitions.deals import DAYS, WORKED_DEALS, happened, won
from banso.domain.kpis.definitions.ledger import B
from banso.domain.sales.facts import DealLost, DealWon
from banso.engine.metrics.declaration import Aggregate, Example, Kpi, Text, Unit, Variant

_KNOWN = (*WORKED_DEALS, won(B, "5", "2024-02-25", 200, days=3), won(B, "6", "2024-02-28", 200, days=7))

KPI = Kpi(
    slug="sales_cycle",
    owner="sales",
    name=Text("Sales cycle", "商談期間"),
    question=Text("How long does a deal take?", "商談にどれだけの日数がかかっているか？"),
    unit=Unit.DAYS,
    better="down",
    source="docs/kpis",
    variants=(
        Variant(
            "won",
            Text("Won, mean", "受注（平均）"),
            Text(
                "Mean days from the customer's engagement (else from the beginning) to winning.",
                "受注した商談の、顧客の関与（不明なら開始）から受注までの平均日数。",
            ),
            rows=happened("deal_won", numerator=DAYS),
            aggregate=Aggregate.MEAN,
            facts=(DealWon,),
            dimensions=("owner", "source"),
        ),
        Variant(
            "won_median",
            Text("Won, median", "受注（中央値）"),
            Text("The middle of the same days.", "同じ日数の中央値。"),
            rows=happened("deal_won", numerator=DAYS),
            aggregate=Aggregate.MEDIAN,
            facts=(DealWon,),
            dimensions=("owner", "source"),
        ),
        Variant(
            "lost",
            Text("Lost, mean", "失注（平均）"),
            Text("Mean days of the deals that were lost.", "失注した商談の平均日数。"),
            rows=happened("deal_lost", numerator=DAYS),
            aggregate=Aggregate.MEAN,
            facts=(DealLost,),
            dimensions=("owner", "source"),
        ),
        Variant(
            "lost_median",
            Text("Lost, median", "失注（中央値）"),
            Text("The middle of the same days.", "同じ日数の中央値。"),
            rows=happened("deal_lost", numerator=DAYS),
            aggregate=Aggregate.MEDIAN,
            facts=(DealLost,),
            dimensions=("owner", "source"),
        ),
    ),
    examples=(
        Example(_KNOWN, "2024-02", Decimal(17)),
        Example(_KNOWN, "2024-02", Decimal(7), "won_median"),
        Example(_KNOWN, "2024-Q1", Decimal("30.5"), "lost"),
        Example(_KNOWN, "2024-Q1", Decimal("30.5"), "lost_median"),
        Example(WORKED_DEALS, "2024-01", None),
    ),
)

from decimal import Decimal

from banso.domain.contracts.facts import MrrMoved
from banso.domain.kpis.definitions.ledger import AMOUNT, DAY, ENDS, LABELS, TODAY, WORKED, A, moved
from banso.engine.metrics.declaration import Aggregate, Example, Kpi, Text, Unit, Variant

# Nothing is earned beyond today.
_UNTIL = f"arrayMap(e -> least(e, {TODAY} + 1), {ENDS})"
# A movement of an amount earns it for every day since; a month has 365.25 / 12 = 487 / 16 days.
_ROWS = f"""
SELECT span.1 AS period, account, account AS unit, span.2 - 1 AS at, earned * 16 / 487 AS numerator,
    1 AS denominator
FROM (
    SELECT account,
        sumForEach(arrayMap(e -> if(day < e, amount * dateDiff('day', day, e), toDecimal128(0, 6)), {_UNTIL}))
            AS earneds,
        sumForEach(arrayMap(e -> if(day < e, amount, toDecimal128(0, 6)), {_UNTIL})) AS closings
    FROM (SELECT account, {DAY} AS day, {AMOUNT} AS amount FROM facts)
    GROUP BY account
)
ARRAY JOIN arrayZip({LABELS}, {_UNTIL}) AS span, earneds AS earned, closings AS closing
WHERE closing > 0"""  # noqa: S608 - constants

KPI = Kpi(
    slug="revenue_to_date",
    owner="success",
    name=Text("Revenue so far per customer", "1社あたりの累計収益"),
    question=Text("What has a customer brought so far?", "今の顧客はこれまでにいくらもたらしたか？"),
    unit=Unit.MONEY,
    version=2,
    source="seed 001",
    variants=(
        Variant(
            "earned",
            Text("Of today's customers", "有料の顧客について"),
            Text(
                "MRR summed over the time up to the period's end, or up to today where that is sooner, in "
                "months of 30.4375 days; mean over the customers above zero on that day.",
                "期末日（期間の途中なら今日）に有料の顧客について、その日までのMRRを期間で積算した額（1か月＝30.4375日）の平均。",
            ),
            rows=_ROWS,
            aggregate=Aggregate.MEAN,
            facts=(MrrMoved,),
        ),
    ),
    examples=(
        Example((moved(A, "new", "2021-01-01", 0, 487),), "2024-12", Decimal(1461 * 16)),
        Example(WORKED, "2023-12", None),
        # 16 days are 256 / 487 of a month.
        Example((moved(A, "new", "2024-01-01", 0, 487),), "2024-01", Decimal(256), as_of="2024-01-16"),
    ),
)

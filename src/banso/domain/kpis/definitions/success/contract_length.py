from decimal import Decimal

from banso.domain.contracts.facts import MrrMoved
from banso.domain.kpis.definitions.ledger import DAY, ENDS, KIND, LABELS, TODAY, WORKED
from banso.engine.metrics.declaration import Aggregate, Example, Kpi, Text, Unit, Variant

# Nothing has lasted beyond today.
_UNTIL = f"arrayMap(e -> least(e, {TODAY} + 1), {ENDS})"
# Days above zero = days since every rise from nothing less days since every fall to nothing.
_ROWS = f"""
SELECT span.1 AS period, account, account AS unit, span.2 - 1 AS at, paid AS numerator, 1 AS denominator
FROM (
    SELECT account,
        sumForEach(arrayMap(e -> if(day < e, turn * dateDiff('day', day, e), 0), {_UNTIL})) AS paids
    FROM (
        SELECT account, {DAY} AS day, {KIND} AS kind, multiIf(kind = 'churn', -1, 1) AS turn
        FROM facts WHERE kind IN ('new', 'reactivation', 'churn')
    )
    GROUP BY account
)
ARRAY JOIN arrayZip({LABELS}, {_UNTIL}) AS span, paids AS paid
WHERE paid > 0"""  # noqa: S608 - constants

KPI = Kpi(
    slug="contract_length",
    owner="success",
    name=Text("Length of contract", "契約継続期間"),
    question=Text("How long do customers pay?", "顧客はどれだけの期間契約しているか？"),
    unit=Unit.DAYS,
    version=2,
    source="seed 003",
    variants=(
        Variant(
            "observed",
            Text("Observed so far", "これまでの実績"),
            Text(
                "Mean number of days above zero up to the period's end, or up to today where that is sooner, "
                "of every account that ever paid.",
                "これまでに有料になったすべての顧客について、期末（期間の途中なら今日）までに有料だった日数の平均。",
            ),
            rows=_ROWS,
            aggregate=Aggregate.MEAN,
            facts=(MrrMoved,),
        ),
    ),
    examples=(
        Example(WORKED, "2024-05", (Decimal(152) * 2 + 92 + 90) / 4),
        Example(WORKED, "2023-12", None),
        Example(WORKED[:1], "2024-01", Decimal(10), as_of="2024-01-10"),
    ),
)

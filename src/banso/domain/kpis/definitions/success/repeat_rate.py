from decimal import Decimal

from banso.domain.contracts.facts import SubscriptionLineSet
from banso.domain.kpis.definitions.ledger import ENDS, LABELS, WORKED_LINES, A, line
from banso.engine.metrics.declaration import Aggregate, Example, Kpi, Text, Unit, Variant

# A purchase is a day on which a paid line of the account begins; several lines of one day are one purchase.
_PURCHASES = f"""
SELECT span.1 AS period, account, account AS unit, span.2 - 1 AS at,
    arraySort(arrayDistinct(arrayFilter(day -> day < span.2, begun))) AS days
FROM (
    SELECT account, groupArray(began) AS begun FROM (
        SELECT account, subject,
            min(toDate(simpleJSONExtractString(payload, 'valid_from'))) AS began
        FROM facts WHERE toDecimal128(simpleJSONExtractString(payload, 'mrr'), 6) > 0
        GROUP BY account, subject
    ) GROUP BY account
)
ARRAY JOIN arrayZip({LABELS}, {ENDS}) AS span
WHERE length(days) > 0"""  # noqa: S608 - constants

_TO_SECOND = (
    "SELECT period, account, unit, days[2] AS at, dateDiff('day', days[1], days[2]) AS numerator, "  # noqa: S608
    f"1 AS denominator FROM ({_PURCHASES}) WHERE length(days) > 1"
)

KPI = Kpi(
    slug="repeat_rate",
    owner="success",
    name=Text("Repeat rate", "リピート率"),
    question=Text("Which share of customers bought again?", "顧客のうちどれだけが2回以上購入したか？"),
    unit=Unit.RATIO,
    source="seed 003",
    variants=(
        Variant(
            "customers",
            Text("By customers", "顧客数"),
            Text(
                "Customers with purchases on two or more days up to the period's end ÷ all who ever bought. "
                "A purchase is the beginning of a paid subscription line.",
                "期末までに2日以上購入した顧客÷これまでに購入した顧客。購入とは有料の契約明細の開始をいう。",
            ),
            rows="SELECT period, account, unit, at, if(length(days) > 1, 1, 0) AS numerator, "  # noqa: S608
            f"1 AS denominator FROM ({_PURCHASES})",
            aggregate=Aggregate.SHARE,
            facts=(SubscriptionLineSet,),
        ),
        Variant(
            "time_to_second",
            Text("Days to the second purchase", "2回目の購入までの日数"),
            Text(
                "Mean number of days from the first to the second purchase, "
                "of customers who have bought twice.",
                "2回以上購入した顧客について、初回から2回目の購入までの日数の平均。",
            ),
            rows=_TO_SECOND,
            aggregate=Aggregate.MEAN,
            facts=(SubscriptionLineSet,),
            unit=Unit.DAYS,
        ),
        Variant(
            "median_to_second",
            Text("Days to the second purchase, median", "2回目の購入までの日数（中央値）"),
            Text(
                "The middle number of days from the first to the second purchase.",
                "初回から2回目の購入までの日数の中央値。",
            ),
            rows=_TO_SECOND,
            aggregate=Aggregate.MEDIAN,
            facts=(SubscriptionLineSet,),
            unit=Unit.DAYS,
        ),
    ),
    examples=(
        Example(WORKED_LINES, "2024-06", Decimal(0), "", Decimal(0), Decimal(4)),
        Example(WORKED_LINES, "2024-09", Decimal(2) / Decimal(4)),
        Example(WORKED_LINES, "2024-09", Decimal(395) / Decimal(2), "time_to_second"),
        Example(WORKED_LINES, "2024-09", Decimal("197.5"), "median_to_second"),
        Example((*WORKED_LINES, line(A, "A-0", 5, "2024-01-01")), "2024-06", Decimal(0)),
        Example(WORKED_LINES, "2023-12", None),
    ),
)

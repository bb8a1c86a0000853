from decimal import Decimal

from banso.domain.contracts.facts import MrrMoved
from banso.domain.kpis.definitions.ledger import AMOUNT, DAY, ENDS, KIND, LABELS, STARTS, WORKED, standing
from banso.engine.metrics.declaration import Aggregate, Example, Grain, Kpi, Text, Unit, Variant

_STAYED_OR_LEFT = standing(counts={"churns": "kind = 'churn'"}, without="closing")
_ACCOUNTS = (
    "SELECT period, account, account AS unit, until - 1 AS at, if(churns > 0, 0, 1) AS numerator, "  # noqa: S608
    f"1 AS denominator FROM ({_STAYED_OR_LEFT}) WHERE opening > 0"
)
# The period is the month in which an account began; each later month up to the moment of knowledge is a row.
_COHORT = f"""
SELECT period, account, concat('+', toString(months)) AS unit, until - 1 AS at, months,
    if(arraySum(arrayMap((d, a) -> if(d < until, a, toDecimal128(0, 6)), days, amounts)) > 0, 1, 0)
        AS numerator,
    1 AS denominator
FROM (
    SELECT span.1 AS period, span.2 AS began, account, days, amounts,
        arrayJoin(range(toUInt32(dateDiff('month', began, today) + 1))) AS months,
        least(addMonths(began, months + 1), today + 1) AS until
    FROM (
        SELECT account, toDate({{as_of:DateTime64(6, 'UTC')}}, {{zone:String}}) AS today,
            groupArray(day) AS days, groupArray(amount) AS amounts, minIf(day, kind = 'new') AS first
        FROM (SELECT account, {DAY} AS day, {KIND} AS kind, {AMOUNT} AS amount FROM facts)
        GROUP BY account HAVING countIf(kind = 'new') > 0
    )
    ARRAY JOIN arrayFilter(s -> first >= s.2 AND first < s.3, arrayZip({LABELS}, {STARTS}, {ENDS})) AS span
    WHERE began <= today
)"""  # noqa: S608 - constants

KPI = Kpi(
    slug="retention_rate",
    owner="success",
    name=Text("Retention rate", "リテンション率（顧客維持率）"),
    question=Text("Which share of customers stayed?", "顧客のうちどれだけが契約を続けているか？"),
    unit=Unit.RATIO,
    source="seed 001, seed 004",
    variants=(
        Variant(
            "accounts",
            Text("By customers", "顧客数"),
            Text(
                "Accounts above zero at the period's start that did not fall to zero in it ÷ all of these: "
                "1 − churn rate.",
                "期初に有料だった顧客のうち、期間中に0円にならなかった顧客の割合（1−解約率）。",
            ),
            rows=_ACCOUNTS,
            aggregate=Aggregate.SHARE,
            facts=(MrrMoved,),
        ),
        Variant(
            "cohort",
            Text("By starting month", "契約開始月ごと"),
            Text(
                "Of the accounts that began in the month, the share above zero at the end of each month "
                "since; by months it is a row of the cohort table, as a whole the mean over them.",
                "その月に契約を開始した顧客のうち、以後の各月末に有料である割合。"
                "経過月数で分けるとコホート表の1行になり、分けなければその平均になる。",
            ),
            rows=_COHORT,
            aggregate=Aggregate.SHARE,
            facts=(MrrMoved,),
            dimensions=("months",),
            grains=(Grain.MONTH,),
        ),
    ),
    examples=(
        Example(WORKED, "2024-10", Decimal(3) / Decimal(4)),
        Example(WORKED, "2024-06", Decimal(1)),
        Example(WORKED, "2024-01", None),
    ),
)

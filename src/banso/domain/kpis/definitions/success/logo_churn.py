from decimal import Decimal

from banso.domain.contracts.facts import MrrMoved, SubscriptionEnded, SubscriptionLineSet
from banso.domain.kpis.definitions.ledger import LOST, MONTHS, SPANS, WORKED, WORKED_LINES, standing
from banso.engine.metrics.declaration import Aggregate, Example, Grain, Kpi, Text, Unit, Variant

_STAYED_OR_LEFT = standing(counts={"churns": "kind = 'churn'"}, without="closing")
_ACCOUNTS = (
    "SELECT period, account, account AS unit, until - 1 AS at, if(churns > 0, 1, 0) AS numerator, "  # noqa: S608
    f"1 AS denominator FROM ({_STAYED_OR_LEFT}) WHERE opening > 0"
)


def _revenue(spans: str, unit: str) -> str:
    return (
        f"SELECT period, account, {unit} AS unit, until - 1 AS at, lost AS numerator, "  # noqa: S608 - constants
        f"opening AS denominator FROM ({standing(spans, flows={'lost': LOST}, without='closing')}) "
        "WHERE opening > 0 OR lost > 0"
    )


# Paid versions of a line put together; it is open at the start when one of them covers the day before.
_CONTRACTS = f"""
SELECT span.1 AS period, account, line AS unit, span.2 AS at,
    if(ends_on >= span.2 AND ends_on < span.3 AND alone, 1, 0) AS numerator, 1 AS denominator
FROM (
    SELECT account, subject AS line,
        groupArrayIf((valid_from, valid_until), paid) AS versions,
        maxIf(toDateOrZero(simpleJSONExtractString(payload, 'ends_on')), last) AS ends_on,
        max(last AND JSONLength(payload, 'successors') = 0) AS alone
    FROM (
        SELECT account, subject, payload, type = 'contracts.subscription_ended' AS last,
            toDateOrZero(simpleJSONExtractString(payload, 'valid_from')) AS valid_from,
            ifNull(toDateOrNull(simpleJSONExtractString(payload, 'valid_until')), toDate('2149-06-06'))
                AS valid_until,
            NOT last AND toDecimal128(simpleJSONExtractString(payload, 'mrr'), 6) > 0 AS paid
        FROM facts
    )
    GROUP BY account, line
)
ARRAY JOIN arrayFilter(s -> arrayExists(v -> v.1 < s.2 AND v.2 >= s.2, versions), {SPANS}) AS span"""  # noqa: S608

KPI = Kpi(
    slug="logo_churn",
    owner="success",
    name=Text("Churn rate", "解約率（チャーンレート）"),
    question=Text("Which share of customers cancelled?", "顧客のうちどれだけが解約したか？"),
    unit=Unit.RATIO,
    better="down",
    source="seed 001, seed 003",
    variants=(
        Variant(
            "accounts",
            Text("By customers", "顧客数"),
            Text(
                "Accounts that fell to zero in the period ÷ accounts above zero at its start.",
                "期間中に0円になった顧客÷期初に有料だった顧客。",
            ),
            rows=_ACCOUNTS,
            aggregate=Aggregate.SHARE,
            facts=(MrrMoved,),
        ),
        Variant(
            "contracts",
            Text("By contracts", "契約数"),
            Text(
                "Subscription lines that ended in the period without a line of the same product taking over "
                "÷ lines that were paid for at its start.",
                "期間中に後継（同じ製品の次の契約）なしに終了した契約明細÷期初に有料だった契約明細。",
            ),
            rows=_CONTRACTS,
            aggregate=Aggregate.SHARE,
            facts=(SubscriptionLineSet, SubscriptionEnded),
        ),
        Variant(
            "revenue",
            Text("By revenue", "金額"),
            Text(
                "MRR lost to churn and contraction in the period ÷ MRR at its start.",
                "期間中の解約と縮小で減ったMRR÷期初のMRR。",
            ),
            rows=_revenue(SPANS, "account"),
            aggregate=Aggregate.RATIO,
            facts=(MrrMoved,),
            row_unit=Unit.MONEY,
        ),
        Variant(
            "monthly_revenue",
            Text("By revenue, per month", "金額（月平均）"),
            Text(
                "Over the months of the period: MRR lost to churn and contraction "
                "÷ MRR at each month's start.",
                "期間内の各月について、解約と縮小で減ったMRRの合計÷各月初のMRRの合計。",
            ),
            rows=_revenue(MONTHS, "formatDateTime(since, '%Y-%m')"),
            aggregate=Aggregate.RATIO,
            facts=(MrrMoved,),
            row_unit=Unit.MONEY,
            grains=(Grain.MONTH, Grain.QUARTER, Grain.HALF, Grain.YEAR),
        ),
    ),
    examples=(
        Example(WORKED, "2024-10", Decimal(1) / Decimal(4)),
        Example(WORKED, "2024-05", Decimal(1) / Decimal(4)),
        Example(WORKED, "2024-06", Decimal(0)),
        Example(WORKED, "2024-01", None),
        Example(WORKED_LINES, "2024-07", Decimal(0), "contracts", Decimal(0), Decimal(3)),
        Example(WORKED_LINES, "2024-10", Decimal(1) / Decimal(4), "contracts", Decimal(1), Decimal(4)),
        Example(WORKED_LINES, "2025-01", Decimal(0), "contracts", Decimal(0), Decimal(3)),
        Example(WORKED, "2024-10", Decimal(200) / Decimal(490), "revenue"),
        Example(WORKED, "2025-01", Decimal(30) / Decimal(290), "revenue"),
        Example(
            WORKED, "2024-Q4", Decimal(200) / Decimal(1070), "monthly_revenue", Decimal(200), Decimal(1070)
        ),
    ),
)

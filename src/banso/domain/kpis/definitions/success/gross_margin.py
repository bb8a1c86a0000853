from decimal import Decimal

from banso.domain.contracts.facts import CostEntered, MarginSet, MrrMoved
from banso.domain.kpis.definitions.activity import on_plan
from banso.domain.kpis.definitions.costs import CATEGORY, MONTH, cost, margin
from banso.domain.kpis.definitions.ledger import AMOUNT, DAY, MONTHS, WORKED, A, D, moved
from banso.engine.metrics.declaration import Aggregate, Example, Grain, Kpi, Text, Unit, Variant

_OURS = (moved(A, "new", "2024-01-01", 0, 100), cost("2024-01", "cogs", 50))
_OF = "simpleJSONExtractString(payload"
# Each month's margin is the same for every account, so that a breakdown divides what the whole divides. The
# rows of the workspace itself carry the costs and the settings; a window hands them to the accounts' rows.
_ROWS = f"""
SELECT period, account, formatDateTime(since, '%Y-%m') AS unit, until - 1 AS at,
    mrr * if(cogs > 0, toDecimal256(1, 18) - toDecimal256(cogs, 18) / total, toDecimal256(share, 18))
        AS numerator,
    mrr AS denominator
FROM (
    SELECT span.1 AS period, span.2 AS since, span.3 AS until, account, mrr,
        sum(mrr) OVER (PARTITION BY since, until, period) AS total,
        sum(cost) OVER (PARTITION BY since, until, period) AS cogs,
        max(if(own, arrayLast(m -> m.1 <= since, settings).2, toDecimal128(0, 6)))
            OVER (PARTITION BY since, until, period) AS share,
        max(own AND arrayExists(m -> m.1 <= since, settings))
            OVER (PARTITION BY since, until, period) AS known
    FROM (
        SELECT account, max(type != 'contracts.mrr_moved') AS own,
            sumForEach(arrayMap(
                s -> if(type = 'contracts.mrr_moved' AND day < s.3, amount, toDecimal128(0, 6)), {MONTHS}
            )) AS mrrs,
            sumForEach(arrayMap(
                s -> if(category = 'cogs' AND month = s.2, amount, toDecimal128(0, 6)), {MONTHS}
            )) AS costs,
            arraySort(groupArrayIf((valid_from, share), type = 'contracts.margin_set')) AS settings
        FROM (
            SELECT account, type,
                if(type = 'contracts.mrr_moved', {DAY}, toDate(0)) AS day,
                if(type = 'contracts.cost_entered', {MONTH}, toDate(0)) AS month,
                if(type = 'contracts.cost_entered', {CATEGORY}, '') AS category,
                if(type = 'contracts.margin_set', toDecimal128(0, 6), {AMOUNT}) AS amount,
                if(type = 'contracts.margin_set', toDate({_OF}, 'valid_from')), toDate(0)) AS valid_from,
                if(type = 'contracts.margin_set', toDecimal128({_OF}, 'share'), 6), toDecimal128(0, 6))
                    AS share
            FROM facts
        )
        GROUP BY account
    )
    ARRAY JOIN {MONTHS} AS span, mrrs AS mrr, costs AS cost
)
WHERE mrr > 0 AND (cogs > 0 OR known)"""  # noqa: S608 - constants

KPI = Kpi(
    slug="gross_margin",
    owner="success",
    name=Text("Gross margin", "粗利率"),
    question=Text(
        "Which share of revenue is left after the cost of the service?", "売上から原価を引いて残る割合は？"
    ),
    unit=Unit.RATIO,
    source="docs/kpis: ltv",
    version=2,
    variants=(
        Variant(
            "monthly",
            Text("Of the months' MRR", "各月のMRRに対して"),
            Text(
                "For each month of the period, 1 − cost of goods sold ÷ MRR on its last day; "
                "in months without such cost entries the margin that the workspace has set.",
                "期間内の各月について、1−売上原価÷月末のMRR。原価の記録がない月は、設定した粗利率を使う。",
            ),
            rows=_ROWS,
            aggregate=Aggregate.RATIO,
            facts=(MrrMoved, CostEntered, MarginSet),
            row_unit=Unit.MONEY,
            grains=(Grain.MONTH, Grain.QUARTER, Grain.HALF, Grain.YEAR),
        ),
    ),
    examples=(
        # D is our own: neither its MRR nor its share of the costs counts.
        Example(
            (*_OURS, moved(D, "new", "2024-01-01", 0, 300), on_plan(D, "", internal=True)),
            "2024-01",
            Decimal("0.5"),
        ),
        Example((*WORKED, cost("2024-01", "cogs", 75)), "2024-01", Decimal("0.75")),
        Example((*WORKED, margin("2023-04", "0.8"), margin("2024-02", "0.7")), "2024-01", Decimal("0.8")),
        Example(
            (*WORKED, margin("2023-04", "0.8"), cost("2024-01", "cogs", 75), cost("2024-01", "sales", 9)),
            "2024-Q1",
            Decimal(225 + 288 + 352) / 1100,
        ),
        Example(WORKED, "2024-01", None),
    ),
)

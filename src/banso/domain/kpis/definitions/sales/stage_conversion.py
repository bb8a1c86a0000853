from decimal import Decimal

from banso.domain.kpis.definitions.deals import WORKED_DEALS, stood
from banso.domain.kpis.definitions.ledger import SPANS, B, C
from banso.domain.sales.facts import DealStood
from banso.engine.metrics.declaration import Aggregate, Example, Kpi, Text, Unit, Variant

# Whoever has won has passed every stage.
_BEYOND = 1_000
_STATES = (
    "SELECT account, occurred_at, subject AS unit, toDate(occurred_at, {zone:String}) AS day, "
    "simpleJSONExtractInt(payload, 'stage_at') AS place, JSONExtractString(payload, 'stage_name') AS name, "
    "simpleJSONExtractString(payload, 'status') AS status FROM facts "
    "WHERE type = 'sales.deal_stood' AND simpleJSONExtractString(payload, 'stage') != ''"
)
_ROWS = (
    "SELECT span.1 AS period, account, concat(unit, ' · ', step) AS unit, entered AS at, "  # noqa: S608 - constants
    "if(reached > place, 1, 0) AS numerator, 1 AS denominator, step FROM ("
    "SELECT argMax(account, occurred_at) AS account, unit, place, any(name) AS step, min(day) AS entered "
    f"FROM ({_STATES}) WHERE status = 'open' GROUP BY unit, place) AS entries "
    f"INNER JOIN (SELECT unit, max(if(status = 'won', {_BEYOND}, place)) AS reached FROM ({_STATES}) "
    "GROUP BY unit) AS ends USING (unit) "
    f"ARRAY JOIN arrayFilter(s -> entered >= s.2 AND entered < s.3, {SPANS}) AS span"
)
# The day on which those that moved on first stood beyond the stage, once they had come into it.
_TIMES = (
    "SELECT span.1 AS period, account, concat(unit, ' · ', step) AS unit, entered AS at, "  # noqa: S608 - constants
    "dateDiff('day', entered, arrayMin(p -> p.3, onward)) AS numerator, 1 AS denominator, step FROM ("
    "SELECT *, arrayFilter(p -> p.1 >= since AND p.2 > place, path) AS onward FROM ("
    "SELECT argMax(account, occurred_at) AS account, unit, place, any(name) AS step, min(day) AS entered, "
    f"min(occurred_at) AS since FROM ({_STATES}) WHERE status = 'open' GROUP BY unit, place) AS entries "
    f"INNER JOIN (SELECT unit, groupArray((occurred_at, if(status = 'won', {_BEYOND}, place), day)) AS path "
    f"FROM ({_STATES}) GROUP BY unit) AS paths USING (unit)) "
    f"ARRAY JOIN arrayFilter(s -> entered >= s.2 AND entered < s.3, {SPANS}) AS span WHERE notEmpty(onward)"
)
# 5 is taken back to its first stage, and on again; 6 starts in the second stage, is taken back, and stays.
_WANDERING = (
    *WORKED_DEALS,
    stood(B, "5", "2024-01-10", 100, step=1),
    stood(B, "5", "2024-01-20", 100, step=2, stage_at=1),
    stood(B, "5", "2024-01-22", 100, step=3),
    stood(B, "5", "2024-02-20", 100, step=4, stage_at=1),
    stood(C, "6", "2024-01-05", 100, step=1, stage_at=1),
    stood(C, "6", "2024-01-07", 100, step=2),
)

KPI = Kpi(
    slug="stage_conversion",
    owner="sales",
    name=Text("Conversion between stages", "転換率"),
    question=Text("Which share of deals moves on?", "商談のうちどれだけが次の段階へ進んだか？"),
    unit=Unit.RATIO,
    source="seed 002",
    variants=(
        Variant(
            "moved_on",
            Text("Deals by stage", "商談の段階別"),
            Text(
                "Deals that went beyond a stage ÷ deals that entered it in the period; by stage where it is "
                "broken down.",
                "段階に入った商談のうち、その先へ進んだものの割合。期間は段階に入った日で数え、内訳で段階別に分かれる。",
            ),
            rows=_ROWS,
            aggregate=Aggregate.SHARE,
            facts=(DealStood,),
            dimensions=("step",),
        ),
        Variant(
            "days",
            Text("Days until they moved on, mean", "次の段階までの日数（平均）"),
            Text(
                "Mean days from entering a stage in the period to first standing beyond it, of the deals "
                "that went beyond; by stage where it is broken down.",
                "期間中に段階に入って先へ進んだ商談の、入ってから初めて先の段階に立つまでの平均日数。内訳で段階別に分かれる。",
            ),
            rows=_TIMES,
            aggregate=Aggregate.MEAN,
            facts=(DealStood,),
            unit=Unit.DAYS,
            dimensions=("step",),
        ),
        Variant(
            "days_median",
            Text("Days until they moved on, median", "次の段階までの日数（中央値）"),
            Text("The middle of the same days.", "同じ日数の中央値。"),
            rows=_TIMES,
            aggregate=Aggregate.MEDIAN,
            facts=(DealStood,),
            unit=Unit.DAYS,
            dimensions=("step",),
        ),
    ),
    examples=(
        Example(WORKED_DEALS, "2024-01", Decimal(3) / Decimal(4), "", Decimal(3), Decimal(4)),
        Example(WORKED_DEALS, "2024-02", Decimal(0), "", Decimal(0), Decimal(2)),
        Example(WORKED_DEALS, "2024-03", None),
        # A deal that is another account's by now has come into a stage once.
        Example(
            (*WORKED_DEALS, stood(B, "4", "2024-02-16", 1200, step=2)),
            "2024-02",
            Decimal(0),
            "",
            Decimal(0),
            Decimal(2),
        ),
        # 1 took 15 and 26 days, 2 none.
        Example(WORKED_DEALS, "2024-01", Decimal(41) / 3, "days", Decimal(41), Decimal(3)),
        Example(WORKED_DEALS, "2024-01", Decimal(15), "days_median"),
        Example(WORKED_DEALS, "2024-02", None, "days"),
        # 5 took 10 days the first time; 6 was never beyond a stage after it had come into it.
        Example(_WANDERING, "2024-01", Decimal(51) / 4, "days"),
        Example(_WANDERING, "2024-01", Decimal("12.5"), "days_median"),
    ),
)

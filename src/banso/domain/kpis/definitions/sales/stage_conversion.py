from decimal import Decimal

from banso.domain.kpis.definitions.deals import WORKED_DEALS
from banso.domain.kpis.definitions.ledger import SPANS
from banso.domain.sales.facts import DealStood
from banso.engine.metrics.declaration import Aggregate, Example, Kpi, Text, Unit, Variant

# Whoever has won has passed every stage.
_BEYOND = 1_000
_STATES = (
    "SELECT account, subject AS unit, toDate(occurred_at, {zone:String}) AS day, "
    "simpleJSONExtractInt(payload, 'stage_at') AS place, JSONExtractString(payload, 'stage_name') AS name, "
    "simpleJSONExtractString(payload, 'status') AS status FROM facts "
    "WHERE type = 'sales.deal_stood' AND simpleJSONExtractString(payload, 'stage') != ''"
)
_ROWS = (
    "SELECT span.1 AS period, account, concat(unit, ' · ', step) AS unit, entered AS at, "  # noqa: S608 - constants
    "if(reached > place, 1, 0) AS numerator, 1 AS denominator, step FROM ("
    "SELECT account, unit, place, any(name) AS step, min(day) AS entered "
    f"FROM ({_STATES}) WHERE status = 'open' GROUP BY account, unit, place) AS entries "
    f"INNER JOIN (SELECT unit, max(if(status = 'won', {_BEYOND}, place)) AS reached FROM ({_STATES}) "
    "GROUP BY unit) AS ends USING (unit) "
    f"ARRAY JOIN arrayFilter(s -> entered >= s.2 AND entered < s.3, {SPANS}) AS span"
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
    ),
    examples=(
        Example(WORKED_DEALS, "2024-01", Decimal(3) / Decimal(4), "", Decimal(3), Decimal(4)),
        Example(WORKED_DEALS, "2024-02", Decimal(0), "", Decimal(0), Decimal(2)),
        Example(WORKED_DEALS, "2024-03", None),
    ),
)

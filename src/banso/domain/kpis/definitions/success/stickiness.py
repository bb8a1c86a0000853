from decimal import Decimal

from banso.domain.kpis.definitions.activity import DECIDED, FOUR_WEEKS, MONTH, WORKED_USE, active
from banso.domain.usage.facts import ActivityDefined
from banso.engine.metrics.declaration import Aggregate, Example, Kpi, Text, Unit, Variant


def _rows(spans: str) -> str:
    return (
        "SELECT period, account, person AS unit, last AS at, days AS numerator, "  # noqa: S608 - constants
        f"dateDiff('day', since, until) AS denominator FROM ({active(spans)})"
    )


KPI = Kpi(
    slug="stickiness",
    owner="success",
    name=Text("Stickiness", "定着度（DAU÷MAU）"),
    question=Text(
        "On which share of days does an active person come?", "使っている人は、月のうちどれだけの日に使うか？"
    ),
    unit=Unit.RATIO,
    source="seed 001",
    variants=(
        Variant(
            "month",
            Text("Calendar month", "暦月"),
            Text(
                "Mean DAU of the calendar month ÷ its MAU, which is the active days of all active people ÷ "
                "(people × days).",
                "暦月のDAUの平均÷MAU。アクティブな人全員のアクティブ日数÷（人数×日数）に等しい。",
            ),
            rows=_rows(MONTH),
            aggregate=Aggregate.RATIO,
            facts=(ActivityDefined,),
        ),
        Variant(
            "28_days",
            Text("28 days", "28日間"),
            Text("The same over the 28 days up to the last day.", "期間の最終日までの28日間で同様に計算。"),
            rows=_rows(FOUR_WEEKS),
            aggregate=Aggregate.RATIO,
            facts=(ActivityDefined,),
        ),
    ),
    examples=(
        # ann 3 days, bob 1, eve 1, of 3 people and 30 days.
        Example(DECIDED, "2024-04", Decimal(5) / Decimal(90), "", Decimal(5), Decimal(90), usage=WORKED_USE),
        Example(DECIDED, "2024-06", None, usage=WORKED_USE),
        Example(DECIDED, "2024-04-28", Decimal(4) / Decimal(84), "28_days", usage=WORKED_USE),
    ),
)

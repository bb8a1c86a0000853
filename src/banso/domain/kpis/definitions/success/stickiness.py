from decimal import Decimal

from banso.domain.kpis.definitions.activity import AT_BOTH, DECIDED, FOUR_WEEKS, MONTH, WORKED_USE, active
from banso.domain.usage.facts import ActivityDefined
from banso.engine.metrics.declaration import Aggregate, Example, Kpi, Text, Unit, Variant


def _rows(spans: str) -> str:
    return (
        "SELECT period, account, person AS unit, last AS at, length(days) AS numerator, "  # noqa: S608
        f"passed AS denominator, days FROM ({active(spans)})"
    )


_TOGETHER = "length(groupUniqArrayArray(days))"

KPI = Kpi(
    slug="stickiness",
    owner="success",
    name=Text("Stickiness", "定着度（DAU÷MAU）"),
    question=Text(
        "On which share of days does an active person come?", "使っている人は、月のうちどれだけの日に使うか？"
    ),
    unit=Unit.RATIO,
    version=2,
    source="seed 001",
    variants=(
        Variant(
            "month",
            Text("Calendar month", "暦月"),
            Text(
                "Mean DAU of the calendar month ÷ its MAU, which is the active days of all active people ÷ "
                "(people × days). Who works for several accounts is counted once; days to come do not count.",
                "暦月のDAUの平均÷MAU。アクティブな人全員のアクティブ日数÷（人数×日数）に等しい。"
                "複数の顧客に属する人は1人と数え、これからの日は含まない。",
            ),
            rows=_rows(MONTH),
            aggregate=Aggregate.RATIO,
            together=_TOGETHER,
            carried=("days",),
            facts=(ActivityDefined,),
        ),
        Variant(
            "28_days",
            Text("28 days", "28日間"),
            Text("The same over the 28 days up to the last day.", "期間の最終日までの28日間で同様に計算。"),
            rows=_rows(FOUR_WEEKS),
            aggregate=Aggregate.RATIO,
            together=_TOGETHER,
            carried=("days",),
            facts=(ActivityDefined,),
        ),
    ),
    examples=(
        # ann 3 days, bob 1, eve 1, of 3 people and 30 days.
        Example(DECIDED, "2024-04", Decimal(5) / Decimal(90), "", Decimal(5), Decimal(90), usage=WORKED_USE),
        Example(DECIDED, "2024-06", None, usage=WORKED_USE),
        # One person, on the 2nd and the 3rd; on the 4th four days of the month have begun.
        Example((), "2024-04", Decimal(2) / Decimal(30), "", Decimal(2), Decimal(30), usage=AT_BOTH),
        Example((), "2024-04", Decimal(2) / Decimal(4), usage=AT_BOTH, as_of="2024-04-04"),
        Example((), "2024-04-28", Decimal(2) / Decimal(28), "28_days", usage=AT_BOTH),
        Example(DECIDED, "2024-04-28", Decimal(4) / Decimal(84), "28_days", usage=WORKED_USE),
    ),
)

from decimal import Decimal

from banso.domain.kpis.definitions.activity import WORKED_USE
from banso.domain.kpis.definitions.ledger import SPANS
from banso.engine.metrics.declaration import Aggregate, Example, Kpi, Text, Unit, Variant

_ROWS = (
    "SELECT span.1 AS period, account, concat(person, ' · ', toString(started_at, {zone:String})) AS unit, "  # noqa: S608
    "day AS at, seconds AS numerator, 1 AS denominator FROM "
    f"(SELECT *, arrayJoin(arrayFilter(s -> day >= s.2 AND day < s.3, {SPANS})) AS span FROM sessions)"
)

KPI = Kpi(
    slug="session_duration",
    owner="success",
    name=Text("Session duration", "セッション時間"),
    question=Text("How long do people stay?", "1回の利用はどのくらい続くか？"),
    unit=Unit.SECONDS,
    source="seed 001",
    variants=(
        Variant(
            "mean",
            Text("Mean", "平均"),
            Text(
                "Mean time from the first to the last event of the sessions that began in the period. "
                "A session ends after 30 minutes without an event; one of a single event lasts 0 seconds.",
                "期間中に始まったセッションの、最初から最後のイベントまでの時間の平均。"
                "30分間イベントがなければセッションは終わる。イベント1件だけのセッションは0秒。",
            ),
            rows=_ROWS,
            aggregate=Aggregate.MEAN,
            measured=True,
        ),
        Variant(
            "median",
            Text("Median", "中央値"),
            Text("The middle of the same times.", "同じ時間の中央値。"),
            rows=_ROWS,
            aggregate=Aggregate.MEDIAN,
        ),
    ),
    examples=(
        # ann 09:00-09:20, 10:00, bob 00:00.
        Example((), "2024-04-01", Decimal(400), usage=WORKED_USE),
        Example((), "2024-04-01", Decimal(0), "median", usage=WORKED_USE),
        Example((), "2024-05-01", Decimal(600), "median", usage=WORKED_USE),
        Example((), "2024-06", None, usage=WORKED_USE),
    ),
)

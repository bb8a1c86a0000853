from decimal import Decimal

from banso.domain.kpis.definitions.ledger import SPANS, A, B
from banso.domain.kpis.definitions.promises import STANDING, promised
from banso.domain.promises.facts import PROMISE_FACTS
from banso.engine.metrics.declaration import Aggregate, Example, Kpi, Text, Unit, Variant

_ROWS = (
    "SELECT span.1 AS period, account, concat(wording, ' · ', toString(due_on)) AS unit, state_on AS at, "  # noqa: S608
    "dateDiff('day', due_on, state_on) AS numerator, 1 AS denominator, said_by, kind, product, owner "
    f"FROM ({STANDING}) ARRAY JOIN arrayFilter(s -> state_on >= s.2 AND state_on < s.3, {SPANS}) AS span "
    "WHERE state = 'late'"
)
_DIMENSIONS = ("said_by", "kind", "product", "owner")
_WORKED = (
    promised(A, "a day late", "2024-05-10", "late", "2024-05-11"),
    promised(A, "a week late", "2024-04-30", "late", "2024-05-07"),
    promised(B, "a month late", "2024-04-10", "late", "2024-05-10"),
    promised(B, "in time", "2024-05-10", "kept", "2024-05-10"),
    promised(B, "never", "2024-05-01", "broken", "2024-05-09"),
)

KPI = Kpi(
    slug="promise_days_late",
    owner="shared",
    name=Text("Days late", "約束の遅れ日数"),
    question=Text("How late are the promises that we keep late?", "遅れて守った約束は何日遅れたか？"),
    unit=Unit.DAYS,
    better="down",
    source="docs/beyond",
    variants=(
        Variant(
            "mean",
            Text("Mean", "平均"),
            Text(
                "Mean days from its date to the day it was kept, of the promises kept late in the period.",
                "期間中に遅れて守った約束の、期限から守った日までの日数の平均。",
            ),
            rows=_ROWS,
            aggregate=Aggregate.MEAN,
            facts=PROMISE_FACTS,
            dimensions=_DIMENSIONS,
        ),
        Variant(
            "median",
            Text("Median", "中央値"),
            Text("The middle of the same days.", "同じ日数の中央値。"),
            rows=_ROWS,
            aggregate=Aggregate.MEDIAN,
            facts=PROMISE_FACTS,
            dimensions=_DIMENSIONS,
        ),
    ),
    examples=(
        Example(_WORKED, "2024-05", Decimal(38) / Decimal(3)),
        Example(_WORKED, "2024-05", Decimal(7), "median"),
        Example(_WORKED, "2024-04", None),
    ),
)

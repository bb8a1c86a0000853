from decimal import Decimal

from banso.domain.kpis.definitions.ledger import SPANS, A, B
from banso.domain.kpis.definitions.promises import STANDING, WAS_DUE, promised
from banso.domain.promises.facts import PROMISE_FACTS
from banso.engine.metrics.declaration import Aggregate, Example, Kpi, Text, Unit, Variant

_ROWS = (
    "SELECT span.1 AS period, account, concat(wording, ' · ', toString(due_on)) AS unit, due_on AS at, "  # noqa: S608
    "if(state = 'kept', 1, 0) AS numerator, 1 AS denominator, said_by, kind, product, owner "
    f"FROM ({STANDING}) ARRAY JOIN arrayFilter(s -> due_on >= s.2 AND due_on < s.3, {SPANS}) AS span "
    f"WHERE {WAS_DUE}"
)
_WORKED = (
    promised(A, "on its day", "2024-05-10", "kept", "2024-05-10"),
    promised(A, "early", "2024-05-31", "kept", "2024-04-02"),
    promised(A, "late", "2024-05-10", "late", "2024-05-11"),
    promised(B, "broken", "2024-05-01", "broken", "2024-04-20"),
    promised(B, "still open", "2024-05-20"),
    promised(B, "waived in time", "2024-05-20", "waived", "2024-05-20"),
    promised(B, "waived afterwards", "2024-05-20", "waived", "2024-05-21"),
    promised(B, "a mistake", "2024-05-20", removed=True),
    # Kept after all, and put off before: what it says last counts.
    promised(B, "amended", "2024-05-02", number=1),
    promised(B, "amended", "2024-06-02", "kept", "2024-06-01", number=3),
)

KPI = Kpi(
    slug="promise_kept_rate",
    owner="shared",
    name=Text("Promises kept", "約束遵守率"),
    question=Text("How many of our promises do we keep in time?", "約束をどれだけ期限までに守ったか？"),
    unit=Unit.RATIO,
    source="docs/kpis",
    variants=(
        Variant(
            "on_time",
            Text("In time", "期限まで"),
            Text(
                "Promises kept on or before their date ÷ promises due in the period, once their day is over. "
                "Kept late, broken and open ones are not kept; waived by the customer by its date, a promise "
                "was never due.",
                "期限までに守った約束÷期間中に期限の日が過ぎた約束。遅れて守ったもの、守れなかったもの、"
                "終わっていないものは守れなかったと数える。期限の日までにお客様が取り下げた約束は数えない。",
            ),
            rows=_ROWS,
            aggregate=Aggregate.SHARE,
            facts=PROMISE_FACTS,
            dimensions=("said_by", "kind", "product", "owner"),
        ),
    ),
    examples=(
        Example(_WORKED, "2024-05", Decimal(2) / Decimal(6), "", Decimal(2), Decimal(6)),
        Example(_WORKED, "2024-06", Decimal(1), "", Decimal(1), Decimal(1)),
        Example(_WORKED, "2024-07", None),
        # While the twentieth lasts, what is due on it may still be kept.
        Example(_WORKED, "2024-05", Decimal(1) / Decimal(3), as_of="2024-05-20"),
    ),
)

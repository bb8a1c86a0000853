from decimal import Decimal

from banso.domain.kpis.definitions.quotes import EDITION, WORKED_QUOTES, paper_facts
from banso.domain.quotes.facts import QuoteSent
from banso.engine.metrics.declaration import Example, Kpi, Text, Unit, Variant

KPI = Kpi(
    slug="quotes_sent",
    owner="sales",
    name=Text("Quotes sent", "見積書の提出件数"),
    question=Text("How many quotes went to customers?", "見積書を何件提出したか？"),
    unit=Unit.COUNT,
    source="seed 001",
    variants=(
        Variant(
            "versions",
            Text("Every version", "すべての版"),
            Text(
                "Versions of quotes that were sent in the period.",
                "期間中に提出した見積書の件数（版ごとに数える）。",
            ),
            rows=paper_facts("sent"),
            facts=(QuoteSent,),
            dimensions=("owner",),
        ),
        Variant(
            "numbers",
            Text("Each number once", "見積番号ごとに1件"),
            Text(
                "Quotes whose first version was sent in the period.",
                "期間中に初版を提出した見積書の件数。",
            ),
            rows=paper_facts("sent", where=f"{EDITION} = 1"),
            facts=(QuoteSent,),
            dimensions=("owner",),
        ),
    ),
    examples=(
        Example(WORKED_QUOTES, "2024-01", Decimal(1)),
        Example(WORKED_QUOTES, "2024-02", Decimal(2)),
        Example(WORKED_QUOTES, "2024-02", Decimal(1), "numbers"),
        Example(WORKED_QUOTES, "2024-03", Decimal(0)),
    ),
)

from decimal import Decimal

from banso.domain.contracts.facts import MrrMoved
from banso.domain.kpis.definitions.ledger import KIND, SPANS, WORKED
from banso.engine.metrics.declaration import Example, Kpi, Text, Unit, Variant

_ROWS = f"""
SELECT span.1 AS period, account, account AS unit, day AS at, 1 AS numerator, 1 AS denominator
FROM (SELECT account, toDate(simpleJSONExtractString(payload, 'day')) AS day FROM facts WHERE {KIND} = 'new')
ARRAY JOIN arrayFilter(s -> day >= s.2 AND day < s.3, {SPANS}) AS span"""  # noqa: S608 - constants

KPI = Kpi(
    slug="new_customers",
    owner="sales",
    name=Text("New customers", "新規顧客数"),
    question=Text("How many customers paid for the first time?", "初めて有料になった顧客は何社か？"),
    unit=Unit.COUNT,
    source="seed 000",
    variants=(
        Variant(
            "first",
            Text("First ever", "初回契約"),
            Text(
                "Accounts whose MRR rose above zero for the first time; those who came back are not counted.",
                "MRRが初めて0円を超えた顧客の数。復活した顧客は数えない。",
            ),
            rows=_ROWS,
            facts=(MrrMoved,),
        ),
    ),
    examples=(Example(WORKED, "2024-01", Decimal(2)), Example(WORKED, "2024-09", Decimal(0))),
)

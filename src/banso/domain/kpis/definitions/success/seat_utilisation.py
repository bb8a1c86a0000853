from decimal import Decimal

import msgspec

from banso.domain.contracts.facts import SubscriptionLineSet
from banso.domain.kpis.definitions.activity import DECIDED, MONTH, WORKED_USE, active
from banso.domain.kpis.definitions.ledger import ENDS, LABELS, A, B, line
from banso.domain.usage.facts import ActivityDefined
from banso.engine.metrics.declaration import Aggregate, Example, Kpi, Text, Unit, Variant

_SEATS = f"""
SELECT span.1 AS period, span.2 - 1 AS at, account, sum(seats) AS paid FROM (
    SELECT account, toDate(simpleJSONExtractString(payload, 'valid_from')) AS valid_from,
        toDateOrNull(simpleJSONExtractString(payload, 'valid_until')) AS valid_until,
        simpleJSONExtractUInt(payload, 'seats') AS seats
    FROM facts WHERE type = 'contracts.subscription_line_set'
        AND toDecimal128(simpleJSONExtractString(payload, 'mrr'), 6) > 0
)
ARRAY JOIN arrayFilter(s -> valid_from < s.2 AND ifNull(valid_until >= s.2, true),
    arrayZip({LABELS}, {ENDS})) AS span
WHERE seats > 0 GROUP BY period, at, account"""  # noqa: S608 - constants

KPI = Kpi(
    slug="seat_utilisation",
    owner="success",
    name=Text("Seat utilisation", "シート利用率"),
    question=Text(
        "How many of the seats that are paid are used?",
        "契約しているシートのうちどれだけが使われているか？",
    ),
    unit=Unit.RATIO,
    source="seed 003",
    variants=(
        Variant(
            "month",
            Text("Active in the month", "月内にアクティブ"),
            Text(
                "People active in the calendar month of the last day ÷ seats of the paid lines in force on "
                "that day, of accounts that pay by seat.",
                "最終日の暦月にアクティブだった人数÷その日に有効な有料の契約明細のシート数（シート契約のある顧客のみ）。",
            ),
            rows="SELECT period, account, account AS unit, at, people AS numerator, paid AS denominator "  # noqa: S608
            f"FROM ({_SEATS}) AS seats LEFT JOIN "
            f"(SELECT period, account, count() AS people FROM ({active(MONTH)}) "
            "GROUP BY period, account) AS used "
            "USING (period, account)",
            aggregate=Aggregate.RATIO,
            facts=(SubscriptionLineSet, ActivityDefined),
            measured=True,
        ),
    ),
    examples=(
        Example(
            (*DECIDED, *(
                msgspec.structs.replace(line(account, name, 100, "2024-01-01"), seats=seats)
                for account, name, seats in ((A, "A-1", 3), (A, "A-2", 2), (B, "B-1", 5))
            )),
            "2024-04", Decimal(3) / Decimal(10), "", Decimal(3), Decimal(10), usage=WORKED_USE,
        ),
        Example((line(A, "A-1", 100, "2024-01-01"),), "2024-04", None, usage=WORKED_USE),
    ),
)  # fmt: skip

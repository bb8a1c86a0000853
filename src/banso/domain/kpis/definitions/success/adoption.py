from decimal import Decimal

from banso.domain.contracts.facts import MrrMoved
from banso.domain.kpis.definitions.activity import (
    CUSTOMERS,
    DECIDED,
    PLANS,
    REPORT,
    WORKED_USE,
    entitled,
    uses,
)
from banso.domain.kpis.definitions.ledger import SPANS
from banso.domain.usage.facts import FeatureDefined
from banso.engine.metrics.declaration import Aggregate, Example, Kpi, Text, Unit, Variant

_USED = (
    "SELECT period, account, until, max(has(names, name)) AS used, "  # noqa: S608 - constants
    "length(arrayDistinct(arrayFlatten(groupArrayIf(people, has(names, name))))) AS users, "
    "length(arrayDistinct(arrayFlatten(groupArray(people)))) AS everybody "
    f"FROM ({entitled(SPANS)}) AS entitled LEFT JOIN ({uses(SPANS)}) AS uses USING (period, account) "
    "GROUP BY period, account, until"
)

KPI = Kpi(
    slug="adoption",
    owner="success",
    name=Text("Adoption", "活用度（製品利用率）"),
    question=Text(
        "Which share of customers uses what they are entitled to?",
        "顧客のうちどれだけが、使える機能を実際に使っているか？",
    ),
    unit=Unit.RATIO,
    source="seed 001",
    variants=(
        Variant(
            "accounts",
            Text("By customers", "顧客数"),
            Text(
                "Customers who used at least one feature in the period ÷ customers entitled to one.",
                "期間中に1つ以上の機能を使った顧客÷1つ以上の機能を使える顧客。",
            ),
            rows="SELECT period, account, account AS unit, until - 1 AS at, toUInt8(used) AS numerator, "  # noqa: S608
            f"1 AS denominator FROM ({_USED})",
            aggregate=Aggregate.SHARE,
            facts=(MrrMoved, FeatureDefined),
        ),
        Variant(
            "persons",
            Text("By people", "人数"),
            Text(
                "People who used at least one feature ÷ people of those customers who did anything.",
                "1つ以上の機能を使った人数÷その顧客のうち何らかの利用があった人数。",
            ),
            rows="SELECT period, account, account AS unit, until - 1 AS at, users AS numerator, "  # noqa: S608
            f"everybody AS denominator FROM ({_USED}) WHERE everybody > 0",
            aggregate=Aggregate.RATIO,
            facts=(MrrMoved, FeatureDefined),
            measured=True,
        ),
    ),
    examples=(
        Example(
            (*CUSTOMERS, *DECIDED, *PLANS), "2024-04", Decimal(2) / Decimal(3), "", Decimal(2), Decimal(3),
            usage=WORKED_USE,
        ),
        Example(
            (*CUSTOMERS, *DECIDED, *PLANS), "2024-04", Decimal(3) / Decimal(4), "persons", usage=WORKED_USE
        ),
        Example(
            (*CUSTOMERS, *DECIDED[:2], *PLANS), "2024-04", Decimal(1) / Decimal(2),
            usage=tuple(each for each in WORKED_USE if each.name == REPORT),
        ),
        Example((*CUSTOMERS, *PLANS), "2024-04", None, usage=WORKED_USE),
    ),
)  # fmt: skip

from decimal import Decimal

from banso.domain.contracts.facts import MrrMoved
from banso.domain.kpis.definitions.activity import CUSTOMERS, DECIDED, PLANS, WORKED_USE, entitled, uses
from banso.domain.kpis.definitions.ledger import SPANS
from banso.domain.usage.facts import FeatureDefined
from banso.engine.metrics.declaration import Aggregate, Example, Kpi, Text, Unit, Variant

_USED = (
    "SELECT period, account, feature, until, max(has(names, name)) AS used, "  # noqa: S608 - constants
    "length(arrayDistinct(arrayFlatten(groupArrayIf(people, has(names, name))))) AS users, "
    "length(arrayDistinct(arrayFlatten(groupArray(people)))) AS everybody "
    f"FROM ({entitled(SPANS)}) AS entitled LEFT JOIN ({uses(SPANS)}) AS uses USING (period, account) "
    "GROUP BY period, account, feature, until"
)
_PAIR = "concat(feature, ' · ', toString(account))"

KPI = Kpi(
    slug="feature_adoption",
    owner="success",
    name=Text("Feature adoption", "機能別利用率"),
    question=Text(
        "Which share of those entitled to a feature uses it?",
        "機能を使える顧客のうちどれだけが使っているか？",
    ),
    unit=Unit.RATIO,
    source="seed 001",
    variants=(
        Variant(
            "accounts",
            Text("By customers", "顧客数"),
            Text(
                "Pairs of customer and feature that were used in the period ÷ pairs that the customers' "
                "plans entitle to; break it down by feature.",
                "期間中に使われた「顧客×機能」の組÷プランで使える組。機能別に内訳を表示できる。",
            ),
            rows=f"SELECT period, account, {_PAIR} AS unit, until - 1 AS at, "  # noqa: S608 - constants
            f"toUInt8(used) AS numerator, 1 AS denominator, feature FROM ({_USED})",
            aggregate=Aggregate.SHARE,
            facts=(MrrMoved, FeatureDefined),
            dimensions=("feature",),
        ),
        Variant(
            "persons",
            Text("By people", "人数"),
            Text(
                "People who used the feature in the period ÷ people of the entitled customers "
                "who did anything.",
                "期間中にその機能を使った人数÷使える顧客のうち何らかの利用があった人数。",
            ),
            rows=f"SELECT period, account, {_PAIR} AS unit, until - 1 AS at, "  # noqa: S608 - constants
            f"users AS numerator, everybody AS denominator, feature FROM ({_USED}) WHERE everybody > 0",
            aggregate=Aggregate.RATIO,
            facts=(MrrMoved, FeatureDefined),
            dimensions=("feature",),
        ),
    ),
    examples=(
        # Reports: A used it, B did not, C is not entitled. Search: A and B, not C.
        Example(
            (*CUSTOMERS, *DECIDED, *PLANS), "2024-04", Decimal(3) / Decimal(5), "", Decimal(3), Decimal(5),
            usage=WORKED_USE,
        ),
        # Reports: ann of ann, bob, eve; Search: ann, bob, eve of ann, bob, eve, zoe.
        Example(
            (*CUSTOMERS, *DECIDED, *PLANS), "2024-04", Decimal(4) / Decimal(7), "persons", Decimal(4),
            Decimal(7), usage=WORKED_USE,
        ),
        Example((*CUSTOMERS, *PLANS), "2024-04", None, usage=WORKED_USE),
    ),
)  # fmt: skip

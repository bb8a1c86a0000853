from decimal import Decimal

from banso.domain.contracts.facts import MrrMoved
from banso.domain.kpis.definitions.activity import CUSTOMERS, DECIDED, WORKED_USE, active
from banso.domain.kpis.definitions.ledger import SPANS, standing
from banso.domain.usage.facts import ActivityDefined
from banso.engine.metrics.declaration import Aggregate, Example, Kpi, Text, Unit, Variant

_LEDGER = "(SELECT * FROM facts WHERE type = 'contracts.mrr_moved')"

KPI = Kpi(
    slug="active_accounts",
    owner="success",
    name=Text("Active customers", "顧客アクティブ率"),
    question=Text("Which share of customers uses the product?", "顧客のうちどれだけが製品を使っているか？"),
    unit=Unit.RATIO,
    source="seed 001",
    variants=(
        Variant(
            "share",
            Text("Share of customers", "顧客に占める割合"),
            Text(
                "Customers (MRR above zero on the last day) with an active person in the period ÷ customers.",
                "期間中にアクティブな人がいた顧客÷顧客（期末日にMRRが0円を超える）。",
            ),
            rows="SELECT period, account, account AS unit, until - 1 AS at, "  # noqa: S608 - constants
            f"if((period, account) IN (SELECT period, account FROM ({active(SPANS)})), 1, 0) AS numerator, "
            f"1 AS denominator FROM ({standing(without='opening')}) WHERE closing > 0",
            aggregate=Aggregate.SHARE,
            facts=(MrrMoved, ActivityDefined),
        ),
    ),
    examples=(
        Example(
            (*CUSTOMERS, *DECIDED), "2024-04", Decimal(2) / Decimal(3), "", Decimal(2), Decimal(3),
            usage=WORKED_USE,
        ),
        Example(CUSTOMERS, "2024-04", Decimal(1), usage=WORKED_USE),
        Example(CUSTOMERS, "2024-06", Decimal(0), usage=WORKED_USE),
        Example((), "2024-04", None, usage=WORKED_USE),
    ),
)  # fmt: skip

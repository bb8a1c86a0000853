from decimal import Decimal

from banso.domain.contracts.facts import MrrMoved
from banso.domain.kpis.definitions.ledger import WORKED, A, moved, movements, standing
from banso.engine.metrics.declaration import Aggregate, Example, Kpi, Text, Unit, Variant

_GAINED = standing(flows={"gained": "if(kind IN ('upsell'), amount, toDecimal128(0, 6))"}, without="closing")
# A's upsell of 50 and a cross-sell of 40 on one day.
_BOTH = (*WORKED, moved(A, "cross_sell", "2024-07-01", 150, 190, product="Chat"))

KPI = Kpi(
    slug="upsell_mrr",
    owner="shared",
    name=Text("Upsell MRR", "アップセル金額"),
    question=Text(
        "How much more do customers pay for products they had?", "契約中の製品で月額いくら増えたか？"
    ),
    unit=Unit.MONEY,
    source="seed 001, seed 002",
    variants=(
        Variant(
            "amount",
            Text("Amount per month", "月額"),
            Text(
                "Rise in MRR in products that the account had the day before: "
                "a higher plan, price or quantity.",
                "前日に契約していた製品での増額（上位プラン・値上げ・数量増）の合計。",
            ),
            rows=movements("upsell"),
            facts=(MrrMoved,),
        ),
        Variant(
            "accounts",
            Text("Accounts", "社数"),
            Text(
                "Accounts with an upsell in the period.",
                "期間中にアップセルがあった顧客の数。",
            ),
            rows="SELECT period, account, account AS unit, until - 1 AS at, 1 AS numerator, "  # noqa: S608
            f"1 AS denominator FROM ({_GAINED}) WHERE gained > 0",
            facts=(MrrMoved,),
            unit=Unit.COUNT,
        ),
        Variant(
            "rate",
            Text("Share of accounts", "顧客に占める割合"),
            Text(
                "Accounts above zero at the start that had an upsell in the period "
                "÷ accounts above zero at the start.",
                "期初に有料だった顧客のうち、期間中にアップセルがあった顧客の割合。",
            ),
            rows="SELECT period, account, account AS unit, until - 1 AS at, "  # noqa: S608
            f"if(gained > 0, 1, 0) AS numerator, 1 AS denominator FROM ({_GAINED}) WHERE opening > 0",
            aggregate=Aggregate.SHARE,
            facts=(MrrMoved,),
            unit=Unit.RATIO,
        ),
    ),
    examples=(
        Example(_BOTH, "2024-07", Decimal(50)),
        Example(
            _BOTH,
            "2024-07",
            Decimal(1),
            "accounts",
        ),
        Example(
            _BOTH,
            "2024-07",
            Decimal(1) / Decimal(3),
            "rate",
        ),
    ),
)

from decimal import Decimal

from banso.domain.contracts.facts import MrrMoved
from banso.domain.kpis.definitions.ledger import WORKED, A, moved, movements, standing
from banso.engine.metrics.declaration import Aggregate, Example, Kpi, Text, Unit, Variant

_GAINED = standing(
    flows={"gained": "if(kind IN ('upsell', 'cross_sell'), amount, toDecimal128(0, 6))"}, without="closing"
)
# A's upsell of 50 and a cross-sell of 40 on one day.
_BOTH = (*WORKED, moved(A, "cross_sell", "2024-07-01", 150, 190, product="Chat"))

KPI = Kpi(
    slug="expansion_mrr",
    owner="shared",
    name=Text("Expansion MRR", "拡大MRR（アップセル・クロスセル金額）"),
    question=Text(
        "How much more do customers pay who were there already?", "既存顧客の支払いは月額いくら増えたか？"
    ),
    unit=Unit.MONEY,
    source="seed 001, seed 002",
    variants=(
        Variant(
            "amount",
            Text("Amount per month", "月額"),
            Text(
                "Upsell and cross-sell together: what accounts pay more while they stay.",
                "アップセルとクロスセルの合計。契約を続けながら増えた月額。",
            ),
            rows=movements("upsell", "cross_sell"),
            facts=(MrrMoved,),
            measured=True,
        ),
        Variant(
            "accounts",
            Text("Accounts", "社数"),
            Text(
                "Accounts with an upsell or a cross-sell in the period.",
                "期間中にアップセルかクロスセルがあった顧客の数。",
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
                "Accounts above zero at the start that had an upsell or a cross-sell in the period "
                "÷ accounts above zero at the start.",
                "期初に有料だった顧客のうち、期間中にアップセルかクロスセルがあった顧客の割合。",
            ),
            rows="SELECT period, account, account AS unit, until - 1 AS at, "  # noqa: S608
            f"if(gained > 0, 1, 0) AS numerator, 1 AS denominator FROM ({_GAINED}) WHERE opening > 0",
            aggregate=Aggregate.SHARE,
            facts=(MrrMoved,),
            unit=Unit.RATIO,
        ),
    ),
    examples=(
        Example(_BOTH, "2024-07", Decimal(90)),
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
        Example(WORKED, "2024-01", None, "rate"),
    ),
)

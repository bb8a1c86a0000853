from decimal import Decimal

from banso.domain.contracts.facts import MrrMoved
from banso.domain.kpis.definitions.deals import OWNER, PROPOSED, SOURCE, lost, won
from banso.domain.kpis.definitions.ledger import (
    AMOUNT,
    DAY,
    SPANS,
    WORKED,
    A,
    B,
    C,
    D,
    moved,
    movements,
    standing,
)
from banso.domain.sales.facts import DealLost, DealWon
from banso.engine.metrics.declaration import Aggregate, Example, Kpi, Text, Unit, Variant

_GAINED = standing(
    flows={"gained": "if(kind IN ('upsell', 'cross_sell'), amount, toDecimal128(0, 6))"}, without="closing"
)
# A's upsell of 50 and a cross-sell of 40 on one day.
_BOTH = (*WORKED, moved(A, "cross_sell", "2024-07-01", 150, 190, product="Chat"))
# A deal is a customer's whose account paid on the day on which the deal began.
_PROPOSED = (
    "SELECT span.1 AS period, account, unit, day AS at, numerator, 1 AS denominator, owner, source FROM ("  # noqa: S608 - constants
    f"SELECT account, subject AS unit, {DAY} AS day, if(type = 'sales.deal_won', 1, 0) AS numerator, "
    "toDate(simpleJSONExtractString(payload, 'created_on')) AS began, "
    f"{OWNER} AS owner, {SOURCE} AS source FROM facts "
    f"WHERE type IN ('sales.deal_won', 'sales.deal_lost') AND {PROPOSED}) AS closed "
    f"INNER JOIN (SELECT account, groupArray(({DAY}, {AMOUNT})) AS moves FROM facts "
    "WHERE type = 'contracts.mrr_moved' GROUP BY account) AS paid USING (account) "
    f"ARRAY JOIN arrayFilter(s -> day >= s.2 AND day < s.3, {SPANS}) AS span "
    "WHERE arraySum(m -> m.2, arrayFilter(m -> m.1 <= began, moves)) > 0"
)
# Of the customers A and C one took what was proposed; nothing was proposed to C the second time, B had left,
# and D became a customer by its deal.
_OFFERED = (
    *WORKED,
    won(A, "1", "2024-07-01", 600, days=30),
    lost(C, "2", "2024-07-10", 100, days=9, proposed=True),
    lost(C, "3", "2024-07-11", 100, days=9, proposed=False),
    won(D, "4", "2024-01-31", 720, days=9),
    lost(B, "5", "2024-10-02", 100, days=9, proposed=True),
)

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
        Variant(
            "of_proposed",
            Text("Of what was proposed", "提案数に対する成功率"),
            Text(
                "Deals won ÷ deals that reached a proposal and closed in the period, of accounts that were "
                "customers when the deal began.",
                "商談の開始時に有料だった顧客の商談について、受注÷期間中に終わったもののうち提案に至ったもの。",
            ),
            rows=_PROPOSED,
            aggregate=Aggregate.SHARE,
            facts=(DealWon, DealLost, MrrMoved),
            unit=Unit.RATIO,
            dimensions=("owner", "source"),
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
        Example(_OFFERED, "2024-07", Decimal(1) / Decimal(2), "of_proposed", Decimal(1), Decimal(2)),
        Example(_OFFERED, "2024-01", None, "of_proposed"),
        Example(_OFFERED, "2024-10", None, "of_proposed"),
    ),
)

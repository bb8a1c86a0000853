from decimal import Decimal

from banso.domain.kpis.definitions.deals import REFERRAL, WORKED_DEALS, happened
from banso.domain.kpis.definitions.ledger import AMOUNT
from banso.domain.sales.facts import DealCreated, DealWon
from banso.engine.metrics.declaration import Example, Kpi, Text, Unit, Variant

_REFERRED = f"{REFERRAL} != ''"

KPI = Kpi(
    slug="referral_deals",
    owner="shared",
    name=Text("Referrals", "紹介"),
    question=Text("How many deals do customers bring?", "既存顧客の紹介で何件の商談が生まれたか？"),
    unit=Unit.COUNT,
    source="seed 002",
    variants=(
        Variant(
            "deals",
            Text("Deals opened", "商談数"),
            Text(
                "Deals that began in the period and were referred by an existing customer.",
                "期間中に始まった商談のうち、既存顧客の紹介によるものの件数。",
            ),
            rows=happened("deal_created", where=_REFERRED),
            facts=(DealCreated,),
            dimensions=("owner", "source"),
        ),
        Variant(
            "won_value",
            Text("Value won", "受注金額"),
            Text(
                "Sum of the amounts of such deals that were won in the period.",
                "期間中に受注した、既存顧客の紹介による商談の金額の合計。",
            ),
            rows=happened("deal_won", numerator=AMOUNT, where=_REFERRED),
            facts=(DealWon,),
            unit=Unit.MONEY,
            dimensions=("owner", "source"),
        ),
    ),
    examples=(
        Example(WORKED_DEALS, "2024-01", Decimal(1)),
        Example(WORKED_DEALS, "2024-02", Decimal(0)),
        Example(WORKED_DEALS, "2024-02", Decimal(600), "won_value"),
    ),
)

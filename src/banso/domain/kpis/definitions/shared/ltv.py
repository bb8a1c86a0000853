from decimal import Decimal

from banso.domain.kpis.definitions.costs import margin
from banso.domain.kpis.definitions.ledger import WORKED, A, B, line, moved
from banso.engine.metrics.declaration import Example, Grain, Kpi, Text, Unit, Values, Variant

_DAYS_OF_A_MONTH = Decimal("30.4375")
_MONTHLY = (Grain.MONTH, Grain.QUARTER, Grain.HALF, Grain.YEAR)
_HALF_MARGIN = (*WORKED, margin("2024-01", "0.5"))
_FOUR_YEARS = (
    moved(A, "new", "2021-01-01", 0, 100),
    moved(B, "new", "2021-01-01", 0, 100),
    moved(A, "contraction", "2024-12-15", 100, 90),
    line(A, "A", 100, "2021-01-01", "2024-12-15"),
    line(B, "B", 100, "2021-01-01"),
)


def _margin(values: Values) -> Decimal | None:
    arpa, share, churn = values["arpa"], values["margin"], values["churn"]
    return arpa * share / churn if arpa is not None and share is not None and churn else None


def _factors(values: Values) -> Decimal | None:
    purchase, often, days = values["purchase"], values["often"], values["days"]
    if purchase is None or often is None or days is None:
        return None
    return purchase * often * days / _DAYS_OF_A_MONTH


def _revenue(values: Values) -> Decimal | None:
    so_far, arpa, churn = values["so_far"], values["arpa"], values["churn"]
    return so_far + arpa / churn if so_far is not None and arpa is not None and churn else None


KPI = Kpi(
    slug="ltv",
    owner="shared",
    name=Text("LTV", "LTV（顧客生涯価値）"),
    question=Text(
        "What is a customer worth over the whole time?", "顧客1社は取引全体でいくらの価値をもたらすか？"
    ),
    unit=Unit.MONEY,
    source="seed 001, seed 003",
    version=2,
    variants=(
        Variant(
            "margin",
            Text("Margin", "粗利"),
            Text(
                "ARPA × gross margin ÷ monthly revenue churn.",
                "顧客単価（ARPA）×粗利率÷月次の金額解約率。",
            ),
            parts={"arpa": "arpa", "margin": "gross_margin", "churn": "logo_churn:monthly_revenue"},
            formula=_margin,
            grains=_MONTHLY,
        ),
        Variant(
            "factors",
            Text("Three factors", "単価×頻度×期間"),
            Text(
                "Average purchase × purchases per month × months of contract so far.",
                "平均購買単価×1か月の購買頻度×契約継続期間（これまでの月数）。",
            ),
            parts={
                "purchase": "average_purchase",
                "often": "purchase_frequency",
                "days": "contract_length",
            },
            formula=_factors,
        ),
        Variant(
            "revenue",
            Text("Revenue", "収益"),
            Text(
                "Revenue so far per customer + expected revenue to come (ARPA ÷ monthly revenue churn).",
                "1社あたりのこれまでの累計収益＋今後見込まれる収益（ARPA÷月次の金額解約率）。",
            ),
            parts={"so_far": "revenue_to_date", "arpa": "arpa", "churn": "logo_churn:monthly_revenue"},
            formula=_revenue,
            grains=_MONTHLY,
        ),
    ),
    examples=(
        # October 2024: ARPA 290 / 3, churn 200 / 490.
        Example(_HALF_MARGIN, "2024-10", Decimal(290) / 3 * Decimal("0.5") / (Decimal(200) / 490), "margin"),
        Example(_HALF_MARGIN, "2024-11", None, "margin"),
        Example(WORKED, "2024-10", None, "margin"),
        # Four years are 48 months; one payment of 100 a month.
        Example(_FOUR_YEARS, "2024-12-14", Decimal(100) * 1444 / _DAYS_OF_A_MONTH, "factors"),
        Example(_FOUR_YEARS[:2], "2024-12", None, "factors"),
        Example(_FOUR_YEARS, "2024-11", None, "revenue"),
    ),
)

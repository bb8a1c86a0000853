from decimal import Decimal

from banso.domain.contracts.facts import MrrMoved
from banso.domain.kpis.definitions.ledger import (
    MONTH_BEFORE,
    TWELVE_MONTHS,
    WORKED,
    YEAR_BEFORE,
    standing,
)
from banso.engine.metrics.declaration import Aggregate, Example, Grain, Kpi, Text, Unit, Variant


def _rows(spans: str, extra: str = "") -> str:
    return (
        f"SELECT period, account, account AS unit, until - 1 AS at, least(closing, opening) AS numerator, "  # noqa: S608
        f"opening AS denominator{extra} FROM ({standing(spans)}) WHERE opening > 0"
    )


# A month without customers to begin with breaks the chain: then there is no product of twelve.
_CHAIN = (
    "SELECT * FROM (SELECT *, uniqExact(part) OVER (PARTITION BY period) AS links "  # noqa: S608 - constants
    f"FROM ({_rows(TWELVE_MONTHS, ', toString(since) AS part')})) WHERE links = 12"
)
# May, October and January moved; the other months of the year are 1.
_YEAR = Decimal(380) / 440 * Decimal(290) / 490 * Decimal(260) / 290

KPI = Kpi(
    slug="grr",
    owner="shared",
    name=Text("GRR (gross revenue retention)", "総売上維持率（GRR）"),
    question=Text(
        "How much of what customers paid is left, without any expansion?",
        "拡大分を除いて、以前の支払いはどれだけ残っているか？",
    ),
    unit=Unit.RATIO,
    source="docs/kpis",
    variants=(
        Variant(
            "yoy",
            Text("Year on year", "前年同月比"),
            Text(
                "Accounts above zero on the last day of the same month a year earlier: their MRR on the last "
                "day of the period, each account's capped at what it paid then ÷ their MRR then.",
                "前年同月の末日に有料だった顧客について、期間の最終日のMRR（顧客ごとに基準時の額を上限とする）÷前年同月の末日のMRR。",
            ),
            rows=_rows(YEAR_BEFORE),
            aggregate=Aggregate.RATIO,
            facts=(MrrMoved,),
            row_unit=Unit.MONEY,
        ),
        Variant(
            "mom",
            Text("Month on month", "前月比"),
            Text(
                "Accounts above zero on the previous month's last day: their MRR on the last day of the "
                "period, each account's capped at what it paid then ÷ their MRR then.",
                "前月の末日に有料だった顧客について、期間の最終日のMRR（顧客ごとに基準時の額を上限とする）÷前月の末日のMRR。",
            ),
            rows=_rows(MONTH_BEFORE),
            aggregate=Aggregate.RATIO,
            facts=(MrrMoved,),
            row_unit=Unit.MONEY,
        ),
        Variant(
            "compounded",
            Text("Twelve months compounded", "12か月の月次を掛け合わせ"),
            Text(
                "Product of the twelve month-on-month rates up to the period's end. It differs from year on "
                "year because each month also counts the customers won since.",
                "期末までの12か月の前月比を掛け合わせた値。途中で獲得した顧客も各月に入るため前年同月比とは一致しない。",
            ),
            rows=_CHAIN,
            aggregate=Aggregate.CHAINED,
            facts=(MrrMoved,),
            row_unit=Unit.MONEY,
            grains=(Grain.MONTH, Grain.QUARTER, Grain.HALF, Grain.YEAR),
        ),
    ),
    examples=(
        Example(WORKED, "2025-03", Decimal(210) / Decimal(440), "yoy", Decimal(210), Decimal(440)),
        Example(WORKED, "2024-07", Decimal(1), "mom", Decimal(380), Decimal(380)),
        Example(WORKED, "2024-12", None, "yoy"),
        Example(WORKED, "2025-01", _YEAR, "compounded"),
        Example(WORKED, "2024-12", None, "compounded"),
    ),
)

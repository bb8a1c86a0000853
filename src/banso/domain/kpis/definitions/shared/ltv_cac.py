from decimal import Decimal
from uuid import UUID

from banso.domain.kpis.definitions.costs import cost, margin
from banso.domain.kpis.definitions.ledger import WORKED, moved
from banso.engine.metrics.declaration import Example, Grain, Kpi, Text, Unit, Values, Variant

_E = (moved(UUID(int=0xE), "new", "2024-10-05", 0, 110), cost("2024-10", "sales", 250))
_KNOWN = (*WORKED, *_E, margin("2024-01", "0.5"))


def _ratio(values: Values) -> Decimal | None:
    ltv, cac = values["ltv"], values["cac"]
    return ltv / cac if ltv is not None and cac else None


KPI = Kpi(
    slug="ltv_cac",
    owner="shared",
    name=Text("LTV / CAC", "LTV/CAC（ユニットエコノミクス）"),
    question=Text(
        "How many times over does a customer return what winning it cost?",
        "顧客の生涯価値は獲得コストの何倍か？",
    ),
    unit=Unit.TIMES,
    version=2,
    source="seed 002",
    variants=(
        Variant(
            "margin",
            Text("With the LTV of the margin", "粗利のLTV"),
            Text("LTV (margin) ÷ CAC of the same period.", "同じ期間のLTV（粗利）÷CAC。"),
            parts={"ltv": "ltv:margin", "cac": "cac"},
            formula=_ratio,
            divides=("ltv", "cac"),
            row_unit=Unit.MONEY,
            grains=(Grain.MONTH, Grain.QUARTER, Grain.HALF, Grain.YEAR),
        ),
    ),
    examples=(
        # ARPA 400 / 4 = 100, margin 0.5, churn 200 / 490, CAC 250.
        Example(_KNOWN, "2024-10", Decimal(100) * Decimal("0.5") / (Decimal(200) / 490) / 250),
        Example(_KNOWN, "2024-11", None),
        Example(WORKED, "2024-10", None),
    ),
)

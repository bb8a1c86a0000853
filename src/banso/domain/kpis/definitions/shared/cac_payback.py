from decimal import Decimal
from uuid import UUID

from banso.domain.kpis.definitions.costs import cost, margin
from banso.domain.kpis.definitions.ledger import WORKED, moved
from banso.engine.metrics.declaration import Example, Grain, Kpi, Text, Unit, Values, Variant

_E = (moved(UUID(int=0xE), "new", "2024-10-05", 0, 110), cost("2024-10", "sales", 250))


def _months(values: Values) -> Decimal | None:
    cac, arpa, share = values["cac"], values["arpa"], values["margin"]
    # Without a margin nothing ever comes back.
    if cac is None or arpa is None or share is None or arpa * share <= 0:
        return None
    return cac / (arpa * share)


KPI = Kpi(
    slug="cac_payback",
    owner="shared",
    name=Text("CAC payback", "CAC回収期間"),
    question=Text(
        "After how many months has a customer earned back what winning it cost?",
        "顧客の獲得にかかった費用を何か月で回収できるか？",
    ),
    unit=Unit.MONTHS,
    better="down",
    source="docs/kpis: ltv_cac, cac_payback",
    variants=(
        Variant(
            "margin",
            Text("Months of margin", "粗利で回収する月数"),
            Text(
                "CAC ÷ (ARPA × gross margin), all of the same period.",
                "CAC÷（顧客単価（ARPA）×粗利率）。いずれも同じ期間の値。",
            ),
            parts={"cac": "cac", "arpa": "arpa", "margin": "gross_margin"},
            formula=_months,
            grains=(Grain.MONTH, Grain.QUARTER, Grain.HALF, Grain.YEAR),
        ),
    ),
    examples=(
        # CAC 250; ARPA 400 / 4 = 100 with a margin of 0.5: 50 a month.
        Example((*WORKED, *_E, margin("2024-01", "0.5")), "2024-10", Decimal(5)),
        # Costs of goods as high as the MRR: nothing comes back.
        Example((*WORKED, *_E, cost("2024-10", "cogs", 400)), "2024-10", None),
        Example((*WORKED, *_E), "2024-10", None),
        Example((*WORKED, margin("2024-01", "0.5")), "2024-10", None),
    ),
)

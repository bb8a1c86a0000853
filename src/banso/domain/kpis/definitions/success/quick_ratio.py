from decimal import Decimal

from banso.domain.contracts.facts import MrrMoved
from banso.domain.kpis.definitions.ledger import GAINED, LOST, WORKED, standing
from banso.engine.metrics.declaration import Aggregate, Example, Kpi, Text, Unit, Variant

KPI = Kpi(
    slug="quick_ratio",
    owner="success",
    name=Text("Quick ratio", "クイックレシオ"),
    question=Text("How much MRR is won for each that is lost?", "失ったMRRの何倍を獲得しているか？"),
    unit=Unit.TIMES,
    source="docs/kpis",
    variants=(
        Variant(
            "mrr",
            Text("By MRR", "MRR"),
            Text(
                "(New + expansion + reactivation) ÷ (contraction + churn), of the period's movements.",
                "期間中の（新規＋拡大＋復活）÷（縮小＋解約）。",
            ),
            rows="SELECT period, account, account AS unit, until - 1 AS at, gained AS numerator, "  # noqa: S608
            f"lost AS denominator FROM ({standing(flows={'gained': GAINED, 'lost': LOST})}) "
            "WHERE gained > 0 OR lost > 0",
            aggregate=Aggregate.RATIO,
            facts=(MrrMoved,),
            row_unit=Unit.MONEY,
        ),
    ),
    examples=(
        Example(WORKED, "FY2024", Decimal(550) / Decimal(260), "", Decimal(550), Decimal(260)),
        Example(WORKED, "2024-03", None),
    ),
)

from decimal import Decimal

from banso.domain.handoffs.facts import HandoffReturned, HandoffSubmitted
from banso.domain.kpis.definitions.handed import DIMENSIONS, WORKED, handed
from banso.engine.metrics.declaration import Aggregate, Example, Kpi, Text, Unit, Variant

_BACK = f"(SELECT subject FROM facts WHERE type = '{HandoffReturned.type}')"  # noqa: S608 - a constant

KPI = Kpi(
    slug="handoff_return_rate",
    owner="shared",
    name=Text("Handoffs returned", "引継ぎの差し戻し率"),
    question=Text("How many handoffs went back to sales?", "どれだけの引継ぎが営業に差し戻されたか？"),
    unit=Unit.RATIO,
    better="down",
    source="seed 002",
    variants=(
        Variant(
            "submitted",
            Text("Of those submitted", "提出に対して"),
            Text(
                "Handoffs that were returned at least once, whenever that was ÷ handoffs submitted in the "
                "period.",
                "一度でも差し戻された引継ぎ（時期は問わない）÷期間中に提出された引継ぎ。",
            ),
            rows=handed(f"unit IN {_BACK} AS numerator, 1 AS denominator", HandoffSubmitted.type),
            aggregate=Aggregate.SHARE,
            facts=(HandoffSubmitted, HandoffReturned),
            dimensions=DIMENSIONS,
        ),
    ),
    examples=(
        Example(WORKED, "2026-03", Decimal(1) / Decimal(3), "", Decimal(1), Decimal(3)),
        Example(WORKED, "2026-04", None),
    ),
)

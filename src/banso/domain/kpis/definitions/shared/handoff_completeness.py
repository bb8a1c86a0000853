from decimal import Decimal

from banso.domain.handoffs.facts import HandoffSubmitted
from banso.domain.kpis.definitions.handed import DIMENSIONS, WORKED, handed
from banso.engine.metrics.declaration import Aggregate, Example, Kpi, Text, Unit, Variant

KPI = Kpi(
    slug="handoff_completeness",
    owner="shared",
    name=Text("Handoff completeness", "引継ぎの記入率"),
    question=Text(
        "How much of the ten items was there when deals were won?",
        "受注の時点で、10項目のうちどれだけに中身があったか？",
    ),
    unit=Unit.RATIO,
    source="seed 002",
    variants=(
        Variant(
            "items",
            Text("Items with content", "中身のある項目"),
            Text(
                "Items with content at the moment of winning ÷ the ten items, over the handoffs submitted in "
                "the period. Deals closed before Banso have none.",
                "期間中に提出された引継ぎについて、受注の時点で中身のあった項目÷10項目。Banso導入前に決着した商談は含まない。",
            ),
            rows=handed(
                "simpleJSONExtractUInt(payload, 'filled') AS numerator, "
                "simpleJSONExtractUInt(payload, 'items') AS denominator",
                HandoffSubmitted.type,
            ),
            aggregate=Aggregate.RATIO,
            facts=(HandoffSubmitted,),
            dimensions=DIMENSIONS,
        ),
    ),
    examples=(
        Example(WORKED, "2026-03", Decimal(29) / Decimal(30), "", Decimal(29), Decimal(30)),
        Example(WORKED, "2026-04", None),
    ),
)

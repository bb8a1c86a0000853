from decimal import Decimal

from banso.domain.kpis.definitions.leads import CREATED, DIMENSIONS, WORKED_LEADS
from banso.domain.leads.facts import LeadCreated
from banso.engine.metrics.declaration import Example, Kpi, Text, Unit, Variant

KPI = Kpi(
    slug="leads_created",
    owner="sales",
    name=Text("New leads", "新規見込み客数"),
    question=Text("How many leads came in?", "新しい見込み客が何件入ったか？"),
    unit=Unit.COUNT,
    source="seed 000",
    variants=(
        Variant(
            "created",
            Text("By the day they came in", "流入日"),
            Text("Leads that came in within the period.", "期間中に入った見込み客の件数。"),
            rows=CREATED,
            facts=(LeadCreated,),
            dimensions=DIMENSIONS,
        ),
    ),
    examples=(
        Example(WORKED_LEADS, "2024-01", Decimal(3)),
        Example(WORKED_LEADS, "2024-03", Decimal(0)),
    ),
)

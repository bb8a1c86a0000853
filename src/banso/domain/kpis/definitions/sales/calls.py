from decimal import Decimal

from banso.domain.kpis.definitions.leads import DIMENSIONS, WORKED_LEADS, lead_facts
from banso.domain.leads.facts import LeadTouched
from banso.engine.metrics.declaration import Example, Kpi, Text, Unit, Variant

KPI = Kpi(
    slug="calls",
    owner="sales",
    name=Text("Calls to leads", "架電数"),
    question=Text("How often were leads called?", "見込み客に何回電話したか？"),
    unit=Unit.COUNT,
    source="seed 000",
    variants=(
        Variant(
            "calls",
            Text("Calls", "電話"),
            Text(
                "Calls to leads in the period, reached or not.",
                "期間中の見込み客への架電。つながらないものも含む。",
            ),
            rows=lead_facts(
                "lead_touched", who="who", where="simpleJSONExtractString(payload, 'kind') = 'call'"
            ),
            facts=(LeadTouched,),
            dimensions=DIMENSIONS,
        ),
        Variant(
            "touches",
            Text("Every contact", "すべての接触"),
            Text(
                "Calls, mails, visits, meetings and messages on SNS to leads in the period.",
                "期間中の見込み客への電話・メール・訪問・打ち合わせ・SNSの件数。",
            ),
            rows=lead_facts("lead_touched", who="who"),
            facts=(LeadTouched,),
            dimensions=DIMENSIONS,
        ),
    ),
    examples=(
        Example(WORKED_LEADS, "2024-01", Decimal(3)),
        Example(WORKED_LEADS, "2024-01", Decimal(4), "touches"),
    ),
)

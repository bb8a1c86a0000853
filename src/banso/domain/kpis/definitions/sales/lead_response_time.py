from decimal import Decimal

from banso.domain.kpis.definitions.leads import DIMENSIONS, WORKED_LEADS, lead_facts
from banso.domain.leads.facts import LeadTouched
from banso.engine.metrics.declaration import Aggregate, Example, Kpi, Text, Unit, Variant

_ROWS = lead_facts(
    "lead_touched", who="who", numerator="simpleJSONExtractUInt(payload, 'seconds')",
    where="simpleJSONExtractBool(payload, 'first')",
)  # fmt: skip

KPI = Kpi(
    slug="lead_response_time",
    owner="sales",
    name=Text("Lead response time", "初回接触時間"),
    question=Text(
        "How long does a lead wait for the first contact?",
        "見込み客が入ってから最初に接触するまで、どのくらいかかるか？",
    ),
    unit=Unit.SECONDS,
    better="down",
    source="docs/kpis",
    variants=(
        Variant(
            "mean",
            Text("Mean", "平均"),
            Text(
                "Mean time from a lead's coming in to the first contact, of the leads first contacted in the "
                "period.",
                "期間中に初めて接触した見込み客の、流入から初回接触までの時間の平均。",
            ),
            rows=_ROWS,
            aggregate=Aggregate.MEAN,
            facts=(LeadTouched,),
            dimensions=DIMENSIONS,
        ),
        Variant(
            "median",
            Text("Median", "中央値"),
            Text("The middle of the same times.", "同じ時間の中央値。"),
            rows=_ROWS,
            aggregate=Aggregate.MEDIAN,
            facts=(LeadTouched,),
            dimensions=DIMENSIONS,
        ),
    ),
    examples=(
        Example(WORKED_LEADS, "2024-01", Decimal(14_400)),
        Example(WORKED_LEADS, "2024-Q1", Decimal(7_200), "median"),
        Example(WORKED_LEADS, "2024-03", None),
    ),
)

from decimal import Decimal

from banso.domain.kpis.definitions.leads import DIMENSIONS, WORKED_LEADS, lead_facts
from banso.domain.leads.facts import AppointmentClosed, AppointmentSet
from banso.engine.metrics.declaration import Aggregate, Example, Kpi, Text, Unit, Variant

_STATE = "simpleJSONExtractString(payload, 'state')"

KPI = Kpi(
    slug="appointments",
    owner="sales",
    name=Text("Appointments", "アポ獲得数"),
    question=Text("How many first meetings were set?", "商談の約束を何件取り付けたか？"),
    unit=Unit.COUNT,
    source="seed 000",
    variants=(
        Variant(
            "set",
            Text("Set", "獲得"),
            Text("First meetings that were set in the period.", "期間中に取り付けた初回商談の件数。"),
            rows=lead_facts("appointment_set", who="caller"),
            facts=(AppointmentSet,),
            dimensions=DIMENSIONS,
        ),
        Variant(
            "held",
            Text("Held", "実施"),
            Text(
                "First meetings that were told of as held in the period.",
                "期間中に実施と記録された初回商談の件数。",
            ),
            rows=lead_facts("appointment_closed", who="caller", where=f"{_STATE} = 'held'"),
            facts=(AppointmentClosed,),
            dimensions=DIMENSIONS,
        ),
        Variant(
            "held_rate",
            Text("Share held", "実施率"),
            Text(
                "Meetings that were held ÷ meetings that were told of in the period.",
                "期間中に結果を記録した初回商談のうち、実施されたものの割合。",
            ),
            rows=lead_facts("appointment_closed", who="caller", numerator=f"if({_STATE} = 'held', 1, 0)"),
            aggregate=Aggregate.SHARE,
            facts=(AppointmentClosed,),
            unit=Unit.RATIO,
            dimensions=DIMENSIONS,
        ),
    ),
    examples=(
        Example(WORKED_LEADS, "2024-01", Decimal(2)),
        Example(WORKED_LEADS, "2024-01", Decimal(1), "held"),
        Example(WORKED_LEADS, "2024-01", Decimal("0.5"), "held_rate"),
        Example(WORKED_LEADS, "2024-03", None, "held_rate"),
    ),
)

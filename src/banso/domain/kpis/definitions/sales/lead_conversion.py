from decimal import Decimal

from banso.domain.kpis.definitions.deals import won
from banso.domain.kpis.definitions.leads import DIMENSIONS, WORKED_LEADS, lead_steps
from banso.domain.kpis.definitions.ledger import A
from banso.domain.leads.facts import AppointmentSet, LeadConverted, LeadCreated
from banso.domain.sales.facts import DealWon
from banso.engine.metrics.declaration import Aggregate, Example, Kpi, Text, Unit, Variant

_KNOWN = (*WORKED_LEADS, won(A, "1", "2024-02-20", 600, days=31))
_FACTS = (LeadCreated, AppointmentSet, LeadConverted)


def _variant(slug: str, name: Text, says: Text, entered: str, moved_on: str) -> Variant:
    facts = (*_FACTS, DealWon)
    return Variant(
        slug, name, says, rows=lead_steps(entered, moved_on), aggregate=Aggregate.SHARE, facts=facts,
        dimensions=DIMENSIONS,
    )  # fmt: skip


KPI = Kpi(
    slug="lead_conversion",
    owner="sales",
    name=Text("Conversion of leads", "見込み客の転換率（The Model）"),
    question=Text("Which share of leads comes how far?", "見込み客のうちどれだけが次の工程へ進んだか？"),
    unit=Unit.RATIO,
    source="seed 002",
    variants=(
        _variant(
            "appointment",
            Text("To an appointment", "アポ獲得まで"),
            Text(
                "Leads with an appointment ÷ leads that came in within the period, whenever it was set.",
                "期間中に入った見込み客のうち、アポを獲得したものの割合。獲得の時期は問わない。",
            ),
            "created",
            "met > toDate('1970-01-01')",
        ),
        _variant(
            "deal",
            Text("From an appointment to a deal", "アポから商談まで"),
            Text(
                "Leads that became a deal ÷ leads whose first appointment was set in the period.",
                "期間中に初めてアポを獲得した見込み客のうち、商談になったものの割合。",
            ),
            "met",
            "deal != ''",
        ),
        _variant(
            "won",
            Text("From a lead to a won deal", "受注まで"),
            Text(
                "Leads whose deal was won ÷ leads that came in within the period, whenever it was won.",
                "期間中に入った見込み客のうち、受注に至ったものの割合。受注の時期は問わない。",
            ),
            "created",
            "deal_won",
        ),
    ),
    examples=(
        Example(_KNOWN, "2024-01", Decimal(2) / Decimal(3), "", Decimal(2), Decimal(3)),
        Example(_KNOWN, "2024-01", Decimal("0.5"), "deal"),
        Example(_KNOWN, "2024-01", Decimal(1) / Decimal(3), "won"),
        Example(_KNOWN, "2024-03", None),
    ),
)

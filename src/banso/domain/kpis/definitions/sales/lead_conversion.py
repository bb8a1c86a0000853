from decimal import Decimal
from typing import Any

from banso.domain.kpis.definitions.deals import won
from banso.domain.kpis.definitions.leads import DIMENSIONS, WORKED_LEADS, converted, lead_steps, lead_times
from banso.domain.kpis.definitions.ledger import A
from banso.domain.leads.facts import AppointmentSet, LeadConverted, LeadCreated
from banso.domain.sales.facts import DealWon
from banso.engine.metrics.declaration import Aggregate, Example, Kpi, Text, Unit, Variant

_KNOWN = (*WORKED_LEADS, won(A, "1", "2024-02-20", 600, days=31))
_WITHOUT_DEAL = (*_KNOWN, converted("2", "2024-01-25", ""))
_FACTS = (LeadCreated, AppointmentSet, LeadConverted)


def _variant(slug: str, name: Text, says: Text, entered: str, moved_on: str) -> Variant:
    facts = (*_FACTS, DealWon)
    return Variant(
        slug, name, says, rows=lead_steps(entered, moved_on), aggregate=Aggregate.SHARE, facts=facts,
        dimensions=DIMENSIONS,
    )  # fmt: skip


def _times(slug: str, name: Text, says: Text, entered: str, moved_on: str) -> tuple[Variant, Variant]:
    """Mean and median of the days that a step took."""
    given: dict[str, Any] = {
        "rows": lead_times(entered, moved_on), "facts": (*_FACTS, DealWon), "unit": Unit.DAYS,
        "dimensions": DIMENSIONS,
    }  # fmt: skip
    mean = Text(
        f"Mean days {says.en}, of the leads that came so far; counted in the period in which they began.",
        f"{says.ja}の平均日数。そこまで進んだ見込み客を、起点となった日の期間で数える。",
    )
    middle = Text("The middle of the same days.", "同じ日数の中央値。")
    return (
        Variant(
            slug, Text(f"{name.en}, mean", f"{name.ja}（平均）"), mean, aggregate=Aggregate.MEAN, **given
        ),
        Variant(
            f"{slug}_median", Text(f"{name.en}, median", f"{name.ja}（中央値）"), middle,
            aggregate=Aggregate.MEDIAN, **given,
        ),
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
            "met",
        ),
        _variant(
            "deal",
            Text("From an appointment to a deal", "アポから商談まで"),
            Text(
                "Leads that became a deal ÷ leads whose first appointment was set in the period.",
                "期間中に初めてアポを獲得した見込み客のうち、商談になったものの割合。",
            ),
            "met",
            "dealt",
        ),
        _variant(
            "won",
            Text("From a lead to a won deal", "受注まで"),
            Text(
                "Leads whose deal was won ÷ leads that came in within the period, whenever it was won.",
                "期間中に入った見込み客のうち、受注に至ったものの割合。受注の時期は問わない。",
            ),
            "created",
            "won_on",
        ),
        *_times(
            "appointment_days",
            Text("Days to an appointment", "アポ獲得までの日数"),
            Text(
                "from coming in to the first appointment's being set",
                "見込み客になってから最初のアポを獲得するまで",
            ),
            "created",
            "met",
        ),
        *_times(
            "deal_days",
            Text("Days from an appointment to a deal", "アポから商談までの日数"),
            Text("from the first appointment's being set to the deal", "最初のアポの獲得から商談になるまで"),
            "met",
            "dealt",
        ),
        *_times(
            "won_days",
            Text("Days from a lead to a won deal", "受注までの日数"),
            Text("from coming in to winning", "見込み客になってから受注するまで"),
            "created",
            "won_on",
        ),
    ),
    examples=(
        Example(_KNOWN, "2024-01", Decimal(2) / Decimal(3), "", Decimal(2), Decimal(3)),
        Example(_KNOWN, "2024-01", Decimal("0.5"), "deal"),
        # A lead that is converted without a deal came no further than its appointment.
        Example(_WITHOUT_DEAL, "2024-01", Decimal("0.5"), "deal"),
        Example(_WITHOUT_DEAL, "2024-01", Decimal(10), "deal_days", Decimal(10), Decimal(1)),
        Example(_KNOWN, "2024-01", Decimal(1) / Decimal(3), "won"),
        Example(_KNOWN, "2024-03", None),
        # 1 took 5 days, 2 took 7; 1 became a deal 10 days later, and was won 46 days after it came in.
        Example(_KNOWN, "2024-01", Decimal(6), "appointment_days", Decimal(12), Decimal(2)),
        Example(_KNOWN, "2024-01", Decimal(6), "appointment_days_median"),
        Example(_KNOWN, "2024-01", Decimal(10), "deal_days"),
        Example(_KNOWN, "2024-01", Decimal(10), "deal_days_median"),
        Example(_KNOWN, "2024-01", Decimal(46), "won_days"),
        Example(_KNOWN, "2024-01", Decimal(46), "won_days_median"),
        Example(_KNOWN, "2024-02", None, "won_days"),
    ),
)

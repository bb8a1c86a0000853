"""Leads on pages that gather several areas: what is due today, and where a deal came from."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpResponse

from banso.domain.leads import queries
from banso.domain.leads.models import Appointment
from banso.domain.leads.views.frame import shown
from banso.domain.leads.views.listing import Row, told
from banso.domain.sales.queries import deal_by_id
from banso.kit.access import BansoRequest, page
from banso.kit.tenancy import today

_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Card:
    """The first leads of a list, and how many there are."""

    rows: list[Row]
    count: int


def next_steps_card(request: BansoRequest, *, everybody: bool = False) -> Card | None:
    """The leads whose next step is due for whoever looks, or for anybody; None for whoever sees no leads."""
    if not request.access.may("leads.view"):
        return None
    rows = queries.next_steps_of(request.access.person_id, today(), everybody=everybody)
    return Card(told(rows[:_SHOWN]), rows.count())


def appointments_card(request: BansoRequest, *, everybody: bool = False) -> list[Appointment]:
    """The first meetings that whoever looks, or anybody, has today, and those that are not told of yet."""
    if not request.access.may("leads.view"):
        return []
    zone = ZoneInfo(request.access.workspace.timezone)
    midnight = datetime.combine(today() + timedelta(days=1), time(), tzinfo=zone)
    rows = queries.due_appointments(request.access.person_id, midnight, everybody=everybody)
    return list(rows[:_SHOWN])


@page(permission="leads.view")
def of_deal(request: BansoRequest, deal_id: UUID) -> HttpResponse:
    """The lead that a deal came from; a part of the deal's page."""
    found = queries.lead_of_deal(deal_by_id(deal_id).pk)
    context = {"lead": found, "activities": queries.activities_of(found.pk).count() if found else 0}
    return shown(request, "fragments/deal", context)

"""Appointments and target lists over the API."""

from http import HTTPStatus
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Status

from banso.domain.leads import actions, queries
from banso.domain.leads.facts import APPOINTMENT_WORDS
from banso.domain.leads.models import Appointment, TargetList
from banso.domain.leads.schemas import (
    AddedOut,
    AppointmentIn,
    AppointmentOut,
    AppointmentPatch,
    ListLeadsIn,
    TargetListOut,
)
from banso.kit.access import ApiAuth, access_of
from banso.kit.errors import InputError, NotFound
from banso.kit.paging import Page, PageOf, page_of

appointments_router = Router(tags=["leads"])
lists_router = Router(tags=["leads"])


@appointments_router.get("", response=PageOf[AppointmentOut], auth=ApiAuth("leads.view"))
def list_appointments(
    request: HttpRequest, *, state: str = "", limit: int | None = None, cursor: str | None = None
) -> Page[Appointment]:
    """First meetings, the one that begins last first; `state` is set, held, missed or cancelled."""
    if state and state not in APPOINTMENT_WORDS:
        raise InputError(
            _("This is none of the choices."), field="state", came=state, wanted=", ".join(APPOINTMENT_WORDS)
        )
    rows = Appointment.objects.filter(state=state) if state else Appointment.objects.all()
    return page_of(rows, limit=limit, cursor=cursor, order=("-starts_at",), request=request)


@appointments_router.post("", response={201: AppointmentOut}, auth=ApiAuth("leads.edit"))
def set_appointment(request: HttpRequest, payload: AppointmentIn) -> Status[Appointment]:
    """Set a first meeting with a lead, which stands at the stage of an appointment from then on."""
    values = payload.dict(exclude={"lead_id"})
    made = actions.set_appointment(payload.lead_id, values, by=access_of(request).actor)
    return Status(HTTPStatus.CREATED, made)


@appointments_router.patch("/{uuid:appointment_id}", response=AppointmentOut, auth=ApiAuth("leads.edit"))
def close_appointment(request: HttpRequest, appointment_id: UUID, payload: AppointmentPatch) -> Appointment:
    """Say whether the meeting was held (`set` takes that back), or put it to another moment."""
    by = access_of(request).actor
    with transaction.atomic():
        if payload.starts_at is not None:
            actions.move_appointment(appointment_id, payload.starts_at, by=by)
        if payload.state:
            actions.close_appointment(appointment_id, payload.state, by=by)
    return queries.appointment_by_id(appointment_id)


@lists_router.get("", response=PageOf[TargetListOut], auth=ApiAuth("leads.view"))
def list_target_lists(
    request: HttpRequest, limit: int | None = None, cursor: str | None = None
) -> Page[TargetList]:
    """Target lists, the newest first."""
    rows = queries.counted_lists()
    return page_of(rows, limit=limit, cursor=cursor, order=("-created_at",), request=request)


@lists_router.post("/{uuid:list_id}/leads", response=AddedOut, auth=ApiAuth("leads.edit"))
def add_leads(request: HttpRequest, list_id: UUID, payload: ListLeadsIn) -> dict[str, int]:
    """Put up to 1,000 leads on a list; those that are on it already are left alone."""
    wanted = set(payload.lead_ids)
    if queries.leads().filter(pk__in=wanted).count() != len(wanted):
        raise NotFound(_("There is no such lead."))
    return {"added": len(actions.add_leads(list_id, payload.lead_ids, by=access_of(request).actor))}

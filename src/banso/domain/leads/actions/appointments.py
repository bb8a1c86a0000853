"""First meetings: set, held, not held."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from banso.domain.leads.actions.writing import campaign_name, demand_workable, locked, save_changed, seen
from banso.domain.leads.definitions import APPOINTMENT_MOVED, APPOINTMENT_OFF, APPOINTMENT_SET
from banso.domain.leads.facts import APPOINTMENT_WORDS, NO_ACCOUNT, AppointmentClosed, AppointmentSet
from banso.domain.leads.models import Appointment, Lead
from banso.domain.leads.queries.calls import appointment_by_id
from banso.domain.leads.queries.leads import subject_of
from banso.domain.leads.rules.values import mail, moment
from banso.domain.work.actions import notify
from banso.domain.workspaces.queries import members_by_email, members_who_may
from banso.engine.journal.record import record, retract
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import Conflict, InputError
from banso.kit.ids import stable_id
from banso.kit.tenancy import current_workspace_id
from banso.kit.texts import line, prose

STATES = tuple(APPOINTMENT_WORDS)
_LONGEST = 24 * 60


def set_appointment(lead_id: UUID, values: Mapping[str, object], *, by: Actor) -> Appointment:
    """Set a first meeting with a lead, which stands at the stage of an appointment from then on.

    Args:
        lead_id: which.
        values: `starts_at`, and if known `minutes`, `place`, `who`, `seller_email` or `seller_name`, `note`.
        by: who sets it.

    Raises:
        NotFound: no such lead.
        InputError: no moment, or a value that cannot be used.
        Conflict: the lead is archived, or was converted.
    """
    clean = _clean(values)
    with transaction.atomic():
        lead = locked(lead_id)
        demand_workable(lead)
        before = seen(lead)
        row = Appointment(
            workspace_id=current_workspace_id(), lead=lead, by_id=by.id, by_label=by.label[:200], **clean
        )
        _put_seller(row, lead)
        row.save()
        lead.stage = "appointment"
        save_changed(lead, before, by=by)
        _tell(row, lead, by=by)
        _inform(row, lead, APPOINTMENT_SET, by=by)
    return row


def close_appointment(appointment_id: UUID, state: str, *, by: Actor) -> Appointment:
    """Say that a meeting was held, not held or called off, or ("set") that none of it is known yet.

    Raises:
        NotFound: no such appointment.
        InputError: another state.
    """
    if state not in STATES:
        raise InputError(
            _("This is none of the choices."), field="state", came=state, wanted=", ".join(STATES)
        )
    with transaction.atomic():
        lead = locked(appointment_by_id(appointment_id).lead_id)
        row = appointment_by_id(appointment_id)
        if row.state != state:
            row.state, row.updated_at = state, now()
            row.save(update_fields=["state", "updated_at"])
            if state == "set":
                retract([_id(row, "closed")], by=by, reason="not known any more")
                _inform(row, lead, APPOINTMENT_SET, by=by)
            else:
                record(_closed(row, lead), by=by, id=_id(row, "closed"))
                if state == "cancelled":
                    _inform(row, lead, APPOINTMENT_OFF, by=by)
    return row


def move_appointment(appointment_id: UUID, starts_at: datetime, *, by: Actor) -> Appointment:
    """Put a meeting that is to come to another moment.

    Raises:
        NotFound: no such appointment.
        InputError: the moment has no offset.
        Conflict: it is over.
    """
    starts_at = moment("starts_at", starts_at) or starts_at
    with transaction.atomic():
        lead = locked(appointment_by_id(appointment_id).lead_id)
        row = appointment_by_id(appointment_id)
        if row.state != "set":
            raise Conflict(_("The appointment is over."))
        if row.starts_at == starts_at:
            return row
        row.starts_at, row.updated_at = starts_at, now()
        row.save(update_fields=["starts_at", "updated_at"])
        _tell(row, lead, by=by)
        _inform(row, lead, APPOINTMENT_MOVED, by=by)
    return row


def _clean(values: Mapping[str, object]) -> dict[str, Any]:
    known = {"starts_at", "minutes", "place", "who", "seller_email", "seller_name", "note"}
    unknown = sorted(set(values) - known)
    if unknown:
        raise InputError(
            _("there is no such field"),
            field=unknown[0][:80],
            came=unknown[0],
            wanted=", ".join(sorted(known)),
        )
    starts_at = moment("starts_at", values.get("starts_at"))
    if starts_at is None:
        raise InputError(_("this is needed"), field="starts_at", wanted="2026-11-21T10:00:00+09:00")
    text = str(values.get("minutes") or 60).strip()
    if not text.isdecimal() or not 0 < int(text) <= _LONGEST:
        raise InputError(
            _("longer than a day, or no whole number of minutes"), field="minutes", came=text,
            wanted=_("at most %(most)s minutes") % {"most": _LONGEST},
        )  # fmt: skip
    return {
        "starts_at": starts_at,
        "minutes": int(text),
        "place": line("place", values.get("place")),
        "who": line("who", values.get("who")),
        "seller_email": mail("seller_email", values.get("seller_email")),
        "seller_name": line("seller_name", values.get("seller_name"), most=120),
        "note": prose("note", values.get("note")),
    }


def _put_seller(row: Appointment, lead: Lead) -> None:
    """Who meets them; whoever works on the lead where nobody is named."""
    if not row.seller_email and not row.seller_name:
        row.seller, row.seller_name, row.seller_email = lead.owner, lead.owner_name, lead.owner_email
        return
    found = members_by_email([row.seller_email]).get(row.seller_email) if row.seller_email else None
    row.seller = found
    row.seller_name = (
        found.get_full_name() if found else row.seller_name or row.seller_email.partition("@")[0]
    )


def _tell(row: Appointment, lead: Lead, *, by: Actor) -> None:
    fact = AppointmentSet(
        account=lead.account_id or NO_ACCOUNT,
        occurred_at=row.set_at,
        subject=subject_of(lead.pk),
        name=lead.company,
        starts_at=row.starts_at,
        place=row.place,
        caller=row.by_label,
        seller=row.seller_name,
        source=lead.source,
        campaign=campaign_name(lead),
    )
    record(fact, by=by, id=_id(row, "set"))


def _inform(row: Appointment, lead: Lead, kind: str, *, by: Actor) -> None:
    """Tell whoever will meet them, in the product and by mail; nobody hears of their own doing.

    Without a key: what is moved to and fro, or called off and set again, is told each time, so that the last
    notice is what holds.
    """
    over = row.starts_at + timedelta(minutes=row.minutes) < now()
    if row.seller_id is None or str(row.seller_id) == by.id or over:
        return
    if row.seller_id not in {person.pk for person in members_who_may("leads.view")}:
        return
    detail = {
        "who": by.label[:120], "company": lead.company, "with": row.who, "place": row.place,
        "starts_at": row.starts_at.isoformat(),
    }  # fmt: skip
    notify(row.seller_id, kind, detail=detail, href=f"leads/{lead.pk}/", mail=True)


def _closed(row: Appointment, lead: Lead) -> AppointmentClosed:
    return AppointmentClosed(
        account=lead.account_id or NO_ACCOUNT,
        occurred_at=now(),
        subject=subject_of(lead.pk),
        name=lead.company,
        state=row.state,
        starts_at=row.starts_at,
        caller=row.by_label,
        seller=row.seller_name,
        source=lead.source,
        campaign=campaign_name(lead),
    )


def _id(row: Appointment, what: str) -> UUID:
    return stable_id(current_workspace_id(), "appointment", row.pk, what)

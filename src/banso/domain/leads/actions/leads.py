"""Making, changing and archiving leads."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from banso.domain.leads.actions.writing import (
    demand_usable,
    locked,
    put_fields,
    save_changed,
    save_new,
    seen,
)
from banso.domain.leads.models import Lead
from banso.domain.leads.rules.values import clean_lead
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import Conflict
from banso.kit.tenancy import current_workspace_id


def create_lead(values: Mapping[str, object], *, by: Actor, source: str = "") -> Lead:
    """Write down somebody who may become a customer.

    Args:
        values: fields of LEAD_CLEANERS; a campaign is named, and made where it is new.
        by: who writes.
        source: kept with the facts, such as "import:<id>".

    Raises:
        InputError: a field that does not exist or cannot be used, or neither a company nor a person.
        Conflict: the external id is taken.
    """
    with transaction.atomic():
        lead = Lead(workspace_id=current_workspace_id())
        put_fields(lead, clean_lead(values))
        demand_usable(lead)
        save_new(lead, by=by, source=source)
    return lead


def update_lead(
    lead_id: UUID,
    values: Mapping[str, object],
    *,
    by: Actor,
    expected_version: int | None = None,
    source: str = "",
) -> Lead:
    """Change the given fields of a lead and leave the others.

    Raises:
        NotFound: no such lead.
        InputError: a field that does not exist or cannot be used.
        Stale: the lead is no longer at `expected_version`.
        Conflict: the external id is taken, or a converted lead is to change its stage.
    """
    with transaction.atomic():
        clean = clean_lead(values)
        lead = locked(lead_id, expected_version=expected_version)
        if lead.stage == "converted" and clean.get("stage", "converted") != "converted":
            raise Conflict(_("The lead was converted: take that back first."))
        before = seen(lead)
        put_fields(lead, clean)
        demand_usable(lead)
        save_changed(lead, before, by=by, source=source)
    return lead


def done_with_step(lead_id: UUID, *, by: Actor) -> Lead:
    """The next step is done, and no other one is known. Raises NotFound."""
    with transaction.atomic():
        lead = locked(lead_id)
        before = seen(lead)
        lead.next_step, lead.next_step_on = "", None
        save_changed(lead, before, by=by)
    return lead


def archive_lead(
    lead_id: UUID, *, by: Actor, restore: bool = False, expected_version: int | None = None
) -> Lead:
    """Put a lead away, or (`restore`) take it out again: lists leave it out, numbers go on counting it.

    Raises:
        NotFound: no such lead.
        Stale: the lead is no longer at `expected_version`.
    """
    with transaction.atomic():
        lead = locked(lead_id, expected_version=expected_version)
        before = seen(lead)
        lead.archived_at = None if restore else lead.archived_at or now()
        save_changed(lead, before, by=by)
    return lead

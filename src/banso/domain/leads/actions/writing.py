"""The one hand that writes leads: rows and facts together."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from banso.domain.accounts.queries.alike import company_key
from banso.domain.contracts.queries.ledger import midnight
from banso.domain.leads.facts import NO_ACCOUNT, LeadCreated, LeadStageChanged
from banso.domain.leads.models import Campaign, Lead
from banso.domain.leads.queries.leads import lead_by_id, subject_of
from banso.domain.leads.rules.phones import phone_key
from banso.domain.privacy.queries import demand_welcome
from banso.domain.workspaces.queries import members_by_email
from banso.engine.journal.record import record
from banso.engine.journal.usage.suppressing import Suppression
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import Conflict, InputError, Stale
from banso.kit.ids import stable_id
from banso.kit.tenancy import current_workspace, current_workspace_id, today
from banso.kit.texts import search_text

# What of a lead is written as it came.
PLAIN = (
    "company", "person", "title", "email", "phone", "source", "owner_email", "owner_name", "stage",
    "unfit_reason", "note", "external_id", "created_on",
)  # fmt: skip


def locked(lead_id: UUID, *, expected_version: int | None = None) -> Lead:
    """The lead, held for this transaction.

    Raises:
        NotFound: there is none.
        Stale: it is no longer at `expected_version`.
    """
    # The row alone is locked; what is read beside it may be missing on the other side of an outer join.
    Lead.objects.select_for_update().filter(pk=lead_id).first()
    found = lead_by_id(lead_id)
    if expected_version is not None and found.version != expected_version:
        raise Stale(_("The lead has been changed since you read it."))
    return found


def put_fields(lead: Lead, clean: Mapping[str, Any], campaigns: dict[str, Campaign] | None = None) -> None:
    """Put cleaned values into a lead; the caller saves it.

    Args:
        lead: what they are put into.
        clean: the cleaned values; a campaign that nobody knows is made.
        campaigns: those read or made before, by name.
    """
    for name in PLAIN:
        if name in clean and not (name == "created_on" and clean[name] is None):
            setattr(lead, name, clean[name])
    if lead.created_on is None:
        lead.created_on = today()
    if "campaign" in clean:
        lead.campaign = _campaign(
            str(clean["campaign"]), lead.source, campaigns if campaigns is not None else {}
        )
    if "owner_email" in clean or "owner_name" in clean:
        _put_owner(lead)
    if lead.stage != "unfit":
        lead.unfit_reason = ""


def _campaign(name: str, source: str, known: dict[str, Campaign]) -> Campaign | None:
    if not name:
        return None
    if name not in known:
        known[name] = Campaign.objects.get_or_create(
            workspace_id=current_workspace_id(), name=name, defaults={"source": source}
        )[0]
    return known[name]


def _put_owner(lead: Lead) -> None:
    member = members_by_email([lead.owner_email]).get(lead.owner_email) if lead.owner_email else None
    lead.owner = member
    if member is not None:
        lead.owner_name = member.get_full_name()
    elif lead.owner_email and not lead.owner_name:
        lead.owner_name = lead.owner_email.partition("@")[0]


def demand_usable(lead: Lead, known: Suppression | None = None) -> None:
    """Raise unless the lead says who it is, is known by an id of its own, and was not erased on request."""
    if not lead.company and not lead.person:
        raise InputError(
            _("A lead needs a company or a person."), field="company", wanted=_("at least one of the two")
        )
    demand_welcome(mail=lead.email, known=known)
    others = Lead.objects.filter(external_id=lead.external_id).exclude(pk=lead.pk)
    if lead.external_id and others.exists():
        raise _taken(lead)


def _taken(lead: Lead) -> Conflict:
    return Conflict(_("Another lead has the external ID %(id)s.") % {"id": lead.external_id})


def demand_workable(lead: Lead) -> None:
    """Raise Conflict unless something can still be tried with the lead itself."""
    if lead.archived_at is not None:
        raise Conflict(_("The lead is archived: restore it first."))
    if lead.stage == "converted":
        raise Conflict(_("The lead was converted: go on with its account."))


def settle(lead: Lead) -> None:
    """Bring what follows from a lead's fields up to date; the caller saves it."""
    # Somebody who came alone stands under their own name.
    lead.company = lead.company or lead.person
    lead.plain = company_key(lead.company)
    lead.phone_key = phone_key(lead.phone)
    lead.search = search_text(lead.company, lead.person, lead.email, lead.phone, lead.phone_key)
    lead.updated_at = now()


def save_new(lead: Lead, *, by: Actor, source: str = "") -> None:
    """Store a lead that nobody knew, and tell of it."""
    settle(lead)
    try:
        with transaction.atomic():
            lead.save(force_insert=True)
    except IntegrityError as error:
        # Somebody else made one of that id between our looking and our writing.
        raise _taken(lead) from error
    tell_created(lead, by=by, source=source)


def save_changed(lead: Lead, before: Mapping[str, Any], *, by: Actor, source: str = "") -> bool:
    """Store what has changed of a lead since `seen`, with the facts that follow; whether anything has."""
    settle(lead)
    after = seen(lead)
    if after == before:
        return False
    lead.version += 1
    lead.save()
    if before["stage"] != after["stage"]:
        record(_moved(lead, str(before["stage"])), by=by, source=source)
    if any(before[name] != after[name] for name in _TOLD):
        tell_created(lead, by=by, source=source)
    return True


_TOLD = ("company", "created_on", "owner_name", "source", "campaign_id", "account_id")


def seen(lead: Lead) -> dict[str, Any]:
    """What of a lead makes a change."""
    names = (
        *PLAIN, "campaign_id", "owner_id", "next_step", "next_step_on", "contacted_at", "account_id",
        "contact_id", "deal_id", "archived_at",
    )  # fmt: skip
    return {name: getattr(lead, name) for name in names}


def tell_created(lead: Lead, *, by: Actor, source: str = "") -> None:
    """Record how the lead came in; told again it is a new version of the same fact."""
    record(created_fact(lead), by=by, id=fact_id(lead, "created"), source=source)


def created_fact(lead: Lead) -> LeadCreated:
    return LeadCreated(
        account=lead.account_id or NO_ACCOUNT,
        occurred_at=born(lead),
        subject=subject_of(lead.pk),
        name=lead.company,
        day=lead.created_on,
        owner=lead.owner_name,
        source=lead.source,
        campaign=campaign_name(lead),
    )


def _moved(lead: Lead, before: str) -> LeadStageChanged:
    return LeadStageChanged(
        account=lead.account_id or NO_ACCOUNT,
        occurred_at=now(),
        subject=subject_of(lead.pk),
        name=lead.company,
        before=before,
        after=lead.stage,
        owner=lead.owner_name,
        source=lead.source,
        campaign=campaign_name(lead),
    )


def born(lead: Lead) -> datetime:
    """When the lead came in: the moment it was written, or its day's midnight."""
    zone = ZoneInfo(current_workspace().timezone)
    written = lead.created_at.astimezone(zone)
    return lead.created_at if written.date() == lead.created_on else midnight(lead.created_on)


def campaign_name(lead: Lead) -> str:
    return lead.campaign.name if lead.campaign else ""


def fact_id(lead: Lead, *parts: object) -> UUID:
    """The stable id of a fact of the lead."""
    return stable_id(current_workspace_id(), "lead", lead.pk, *parts)

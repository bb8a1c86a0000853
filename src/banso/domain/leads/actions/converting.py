"""Making a lead an account, a contact and a deal without losing anything, and taking that back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from banso.domain.accounts.actions import (
    archive_account,
    archive_contact,
    create_account,
    create_contact,
)
from banso.domain.accounts.actions import records as account_records
from banso.domain.accounts.queries import account_by_id, contact_by_id, contacts_of, survivor_of
from banso.domain.leads.actions.activities import follow_step
from banso.domain.leads.actions.writing import campaign_name, fact_id, locked, save_changed, seen
from banso.domain.leads.facts import LeadConverted
from banso.domain.leads.models import Lead, LeadActivity, LeadConversion
from banso.domain.leads.queries.leads import conversion_of, subject_of
from banso.domain.sales.actions import archive_deal, create_deal
from banso.domain.sales.queries import deal_by_id
from banso.engine.journal.record import record, retract
from banso.kit.actor import Actor, ActorKind
from banso.kit.clock import now
from banso.kit.errors import Conflict, InputError
from banso.kit.tenancy import current_workspace_id, today


@dataclass(frozen=True, slots=True)
class Conversion:
    """What a lead is to become.

    Attributes:
        account: one that exists; None makes a new one of the lead's company.
        deal: fields of the deal beside what the lead says; None opens no deal.
    """

    account: UUID | None = None
    deal: Mapping[str, object] | None = field(default_factory=dict)


def convert_lead(
    lead_id: UUID, into: Conversion, *, by: Actor, expected_version: int | None = None
) -> LeadConversion:
    """Make the lead's account, contact and deal. Its activities go along, its source goes on to the deal.

    A contact of the account with the lead's mail address is that contact.

    Raises:
        NotFound: no such lead or account.
        InputError: the deal's fields cannot be used, or the account is archived.
        Conflict: the lead was converted already, or is archived.
        Stale: the lead is no longer at `expected_version`.
    """
    with transaction.atomic():
        lead = locked(lead_id, expected_version=expected_version)
        if lead.stage == "converted":
            raise Conflict(_("The lead was converted already."))
        if lead.archived_at is not None:
            raise Conflict(_("The lead is archived: restore it first."))
        before, note = seen(lead), _source(lead)
        done = LeadConversion(
            workspace_id=current_workspace_id(), lead=lead, stage=lead.stage, by_label=by.label[:200]
        )
        _account(lead, into.account, done, by, note)
        _contact(lead, done, by, note)
        if into.deal is not None:
            values = {**_of_lead(lead), **into.deal, "account_id": done.account_id}
            lead.deal = create_deal(values, by=by, source=note)
            done.deal_id = lead.deal.pk
        done.ids = [str(pk) for pk in _talks(lead, done, note)]
        done.save()
        lead.stage, lead.next_step, lead.next_step_on = "converted", "", None
        save_changed(lead, before, by=by)
        record(_converted(lead, done), by=by, id=fact_id(lead, "converted"))
    return done


def undo_conversion(lead_id: UUID, *, by: Actor) -> Lead:
    """Take a conversion back: what it made is archived, what was there before stays.

    Raises:
        NotFound: no such lead.
        Conflict: it was not converted, or its deal was closed since.
    """
    with transaction.atomic():
        lead = locked(lead_id)
        done = conversion_of(lead_id)
        if done is None:
            raise Conflict(_("The lead was not converted."))
        before = seen(lead)
        if done.deal_id is not None:
            _drop_deal(done.deal_id, by)
        for activity in done.ids:
            account_records.archive_activity(UUID(activity), by=by)
        if done.made_contact and done.contact_id is not None:
            archive_contact(done.contact_id, by=by)
        if done.made_account:
            account = account_by_id(done.account_id)
            # One that has become part of another is that one's by now, which was there before.
            if account.merged_into_id is None:
                archive_account(account.pk, by=by)
        done.undone_at = now()
        done.save(update_fields=["undone_at"])
        retract([fact_id(lead, "converted")], by=by, reason="the conversion was taken back")
        lead.stage, lead.account, lead.contact, lead.deal = done.stage, None, None, None
        follow_step(lead)
        save_changed(lead, before, by=by)
    return lead


def _account(lead: Lead, chosen: UUID | None, done: LeadConversion, by: Actor, note: str) -> None:
    if chosen is None:
        lead.account = create_account({"name": lead.company}, by=by, source=note)
        done.made_account = True
    else:
        lead.account = survivor_of(account_by_id(chosen))
        if lead.account.archived_at is not None:
            raise InputError(
                _("The account is archived."), field="account", came=lead.account.name,
                wanted=_("an account that is in use"),
            )  # fmt: skip
    done.account_id = lead.account.pk


def _contact(lead: Lead, done: LeadConversion, by: Actor, note: str) -> None:
    if not (lead.person or lead.email or lead.phone):
        return
    known = contacts_of(done.account_id).filter(email__iexact=lead.email) if lead.email else None
    lead.contact = known.first() if known is not None else None
    if lead.contact is None:
        values = {
            "name": lead.person or lead.email or lead.company, "email": lead.email, "phone": lead.phone,
            "title": lead.title,
        }  # fmt: skip
        lead.contact = create_contact(done.account_id, values, by=by, source=note)
        done.made_contact = True
    done.contact_id = lead.contact.pk


def _of_lead(lead: Lead) -> dict[str, object]:
    return {
        "name": lead.company, "source": lead.source, "owner_email": lead.owner_email,
        "owner_name": lead.owner_name,
    }  # fmt: skip


def _talks(lead: Lead, done: LeadConversion, note: str) -> list[UUID]:
    """The account gets what was tried, each by whoever did it and when."""
    people = [contact_by_id(done.contact_id).pk] if done.contact_id else []
    made = []
    for row in LeadActivity.objects.filter(lead=lead, archived_at=None).order_by("occurred_at", "id"):
        who = Actor(_kind(row.by_kind), row.by_id, row.by_label)
        values = {
            "kind": row.kind, "occurred_at": row.occurred_at, "minutes": row.minutes,
            "topic": row.topic or row.get_result_display() or row.get_kind_display(),
            "outcome": _outcome(row), "next_step": row.next_step, "next_step_on": row.next_step_on,
            "contacts": people,
        }  # fmt: skip
        made.append(account_records.log_activity(done.account_id, values, by=who, source=note).pk)
    return made


def _outcome(row: LeadActivity) -> str:
    return "\n".join(filter(None, (str(row.get_result_display()) if row.result else "", row.outcome)))


def _kind(text: str) -> ActorKind:
    return next((kind for kind in ("person", "key", "import", "customer") if kind == text), "system")


def _drop_deal(deal_id: UUID, by: Actor) -> None:
    deal = deal_by_id(deal_id)
    if deal.status != "open":
        raise Conflict(_("Its deal “%(name)s” was closed: reopen that first.") % {"name": deal.name})
    archive_deal(deal_id, by=by)


def _converted(lead: Lead, done: LeadConversion) -> LeadConverted:
    return LeadConverted(
        account=done.account_id,
        occurred_at=now(),
        subject=subject_of(lead.pk),
        name=lead.company,
        deal=str(lead.deal_id or ""),
        days=max(0, (today() - lead.created_on).days),
        owner=lead.owner_name,
        source=lead.source,
        campaign=campaign_name(lead),
    )


def _source(lead: Lead) -> str:
    return f"lead:{lead.pk}"

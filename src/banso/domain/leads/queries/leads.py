"""Finding leads and what was done with them."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from banso.domain.leads.models import Lead, LeadActivity, LeadConversion, LeadStage
from banso.engine.journal.models import JournalEntry
from banso.engine.journal.queries import current_facts
from banso.kit.errors import NotFound

CHUNK = 500


def leads() -> QuerySet[Lead]:
    """The leads of the workspace that are not archived."""
    return Lead.objects.filter(archived_at=None)


def with_campaign(rows: QuerySet[Lead]) -> QuerySet[Lead]:
    """The same with their campaigns, and what they became."""
    return rows.select_related("campaign", "account", "contact", "deal")


def lead_by_id(lead_id: UUID) -> Lead:
    """One lead of this workspace, archived ones too.

    Raises:
        NotFound: there is none.
    """
    found = with_campaign(Lead.objects.filter(pk=lead_id)).first()
    if found is None:
        raise NotFound(_("There is no such lead."))
    return found


def leads_by_external_id(external_ids: Iterable[str]) -> dict[str, Lead]:
    """The known leads among those ids, archived ones too."""
    wanted = sorted(set(external_ids) - {""})
    found: dict[str, Lead] = {}
    for start in range(0, len(wanted), CHUNK):
        rows = with_campaign(Lead.objects.filter(external_id__in=wanted[start : start + CHUNK]))
        found.update({row.external_id: row for row in rows})
    return found


def lead_of_deal(deal_id: UUID) -> Lead | None:
    """The lead that a deal came from."""
    return with_campaign(Lead.objects.filter(deal=deal_id)).first()


def activities_of(lead_id: UUID) -> QuerySet[LeadActivity]:
    """What was tried with a lead, the latest first."""
    return LeadActivity.objects.filter(lead=lead_id, archived_at=None)


def conversion_of(lead_id: UUID) -> LeadConversion | None:
    """The conversion that stands."""
    return LeadConversion.objects.filter(lead=lead_id, undone_at=None).first()


def next_steps_of(person_id: UUID | None, until: date, *, everybody: bool = False) -> QuerySet[Lead]:
    """The leads of somebody whose next step is due by `until`, the longest due first; or everybody's."""
    rows = leads().filter(next_step_on__lte=until)
    if not everybody:
        rows = rows.filter(owner=person_id)
    done = (LeadStage.CONVERTED, LeadStage.UNFIT)
    return with_campaign(rows.exclude(stage__in=done)).order_by("next_step_on", "company", "id")


def history_of(lead_id: UUID) -> QuerySet[JournalEntry]:
    """What happened to a lead, the newest first."""
    return current_facts().filter(subject=subject_of(lead_id)).order_by("-occurred_at", "-pk")


def subject_of(lead_id: UUID) -> str:
    """What facts of a lead call it."""
    return f"lead:{lead_id}"

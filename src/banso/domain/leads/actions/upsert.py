"""Leads from outside, one or thousands: matched by external id."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from banso.domain.leads.actions.writing import (
    created_fact,
    demand_usable,
    fact_id,
    locked,
    put_fields,
    save_changed,
    seen,
    settle,
)
from banso.domain.leads.models import Campaign, Lead
from banso.domain.leads.queries.leads import CHUNK, leads_by_external_id
from banso.domain.leads.rules.values import LEAD_CLEANERS, clean_lead
from banso.domain.privacy.queries import suppression
from banso.engine.journal.record import record_all, retract
from banso.engine.journal.usage.suppressing import Suppression
from banso.kit.actor import Actor
from banso.kit.errors import BansoError, InputError
from banso.kit.tenancy import current_workspace_id
from banso.kit.texts import key

Outcome = Literal["created", "changed", "same", "refused"]


@dataclass(slots=True)
class UpsertedLead:
    """What became of one row: `error` says why it was refused, `before` what changed fields were."""

    outcome: Outcome
    external_id: str
    lead_id: UUID | None = None
    error: BansoError | None = None
    before: dict[str, Any] = field(default_factory=dict)
    version: int = 1


def upsert_leads(rows: Sequence[Mapping[str, object]], *, by: Actor, source: str = "") -> list[UpsertedLead]:
    """Make or change many leads; the answer has one entry per row, in order.

    A row that cannot be used is left out and does not disturb the others.

    Args:
        rows: values as for `create_lead`, each with an `external_id`.
        by: who writes.
        source: kept with every fact, such as "import:<id>".
    """
    known = leads_by_external_id(key(row.get("external_id")) for row in rows)
    campaigns, away = {each.name: each for each in Campaign.objects.all()}, suppression()
    fresh: list[Lead] = []
    taken: set[str] = set()
    results = []
    with transaction.atomic():
        for row in rows:
            external_id = key(row.get("external_id"))
            try:
                if not external_id or external_id in taken:
                    raise _unusable(external_id)
                taken.add(external_id)
                clean = clean_lead(row)
                lead = known.get(external_id)
                if lead is None:
                    lead = Lead(workspace_id=current_workspace_id())
                    put_fields(lead, clean, campaigns)
                    demand_named(lead, away)
                    settle(lead)
                    fresh.append(lead)
                    results.append(UpsertedLead("created", external_id, lead.pk))
                else:
                    results.append(_changed(lead, clean, campaigns, away, by=by, source=source))
            except BansoError as error:
                results.append(UpsertedLead("refused", external_id, error=error))
        Lead.objects.bulk_create(fresh, batch_size=CHUNK)
        facts = [(fact_id(lead, "created"), created_fact(lead)) for lead in fresh]
        record_all(facts, by=by, source=source)
    return results


def demand_named(lead: Lead, away: Suppression) -> None:
    """Raise unless the lead says who it is; that its id is free the caller has seen."""
    given, lead.external_id = lead.external_id, ""
    demand_usable(lead, away)
    lead.external_id = given


def _changed(
    lead: Lead,
    clean: Mapping[str, Any],
    campaigns: dict[str, Campaign],
    away: Suppression,
    *,
    by: Actor,
    source: str,
) -> UpsertedLead:
    with transaction.atomic():
        lead = locked(lead.pk)
        # What a conversion has settled, another system's stage does not move.
        rest = {name: value for name, value in clean.items() if name != "stage" or lead.stage != "converted"}
        before = seen(lead)
        shown = _shown(lead)
        put_fields(lead, rest, campaigns)
        demand_usable(lead, away)
        changed = save_changed(lead, before, by=by, source=source)
        was = {name: value for name, value in shown.items() if _shown(lead)[name] != value}
    return UpsertedLead(
        "changed" if changed else "same", lead.external_id, lead.pk, before=was, version=lead.version
    )


def put_back_leads(
    changes: Sequence[tuple[UUID, Mapping[str, object] | None]], *, by: Actor, source: str, reason: str
) -> None:
    """Undo what an import did: leads that it made go, others get their fields back.

    Args:
        changes: the lead, and its fields as they were; None for one that the import made.
        by: who undoes.
        source: kept with the facts.
        reason: kept with what is retracted.
    """
    with transaction.atomic():
        for lead_id, before in changes:
            lead = locked(lead_id)
            if before is None:
                retract([fact_id(lead, "created")], by=by, reason=reason, source=source)
                lead.delete()
                continue
            was = seen(lead)
            put_fields(lead, clean_lead({name: before[name] for name in before if name in LEAD_CLEANERS}))
            save_changed(lead, was, by=by, source=source)


def _shown(lead: Lead) -> dict[str, Any]:
    """A lead's fields as a row gives them."""
    values = {name: getattr(lead, name) for name in LEAD_CLEANERS if name != "campaign"}
    return {**values, "campaign": lead.campaign.name if lead.campaign else ""}


def _unusable(external_id: str) -> InputError:
    if not external_id:
        return InputError(
            _("The lead has no external_id."), field="external_id", wanted=_("an identifier of its own")
        )
    return InputError(
        _("The same external_id came before."), field="external_id", came=external_id,
        wanted=_("each lead once"),
    )  # fmt: skip

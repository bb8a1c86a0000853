"""Changing many leads at once, and taking that back. Each lead passes the same doors as alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from banso.domain.leads.actions.leads import archive_lead, update_lead
from banso.domain.leads.models import Lead, LeadChange
from banso.domain.leads.queries.leads import CHUNK, lead_by_id
from banso.domain.workspaces.actions import note
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import BansoError, Conflict, InputError, NotFound
from banso.kit.tenancy import current_workspace_id

MOST_LEADS = 1_000
ACTS = ("owner", "stage", "campaign", "archive")


@dataclass(frozen=True, slots=True)
class Refused:
    """A lead that stayed as it was, and why."""

    lead: Lead
    error: BansoError


@dataclass(slots=True)
class BulkDone:
    """What a bulk change did; `change` takes it back (None where nothing changed)."""

    changed: list[Lead] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    change: UUID | None = None


def change_leads(lead_ids: Sequence[UUID], act: str, value: str = "", *, by: Actor) -> BulkDone:
    """Do one thing to many leads: those that may not are left as they are and told apart.

    Args:
        lead_ids: at most 1,000; ids of other workspaces are left alone.
        act: one of ACTS.
        value: the owner's mail address, the stage, or the campaign's name.
        by: who changes.

    Raises:
        InputError: too many leads, or another act.
    """
    if act not in ACTS:
        raise InputError(
            _("this cannot be set on many at once"), field="act", came=act, wanted=", ".join(ACTS)
        )
    ids = list(dict.fromkeys(lead_ids))
    if len(ids) > MOST_LEADS:
        raise InputError(
            _("Too many leads at once."), field="leads", came=len(ids),
            wanted=_("at most %(most)s") % {"most": f"{MOST_LEADS:,}"},
        )  # fmt: skip
    does = _act(act, value, by)
    done, before = BulkDone(), []
    for lead in _chosen(ids):
        was = _seen(lead)
        try:
            with transaction.atomic():
                does(lead.pk)
        except BansoError as error:
            done.refused.append(Refused(lead, error))
            continue
        after = lead_by_id(lead.pk)
        if _seen(after) != was:
            done.changed.append(after)
            before.append([str(lead.pk), was, _seen(after)])
    if before:
        with transaction.atomic():
            kept = LeadChange.objects.create(
                workspace_id=current_workspace_id(), before=before, by_id=by.id, by_label=by.label[:200]
            )
            note("leads.changed", target=str(len(before)), by=by, act=act)
        done.change = kept.pk
    return done


def undo_leads(change_id: UUID, *, by: Actor) -> int:
    """Give the leads of a bulk change back what they were, all or none; returns how many.

    Raises:
        NotFound: there is no such change, or it is somebody else's.
        Conflict: it was taken back already, or what it changed was changed again.
    """
    with transaction.atomic():
        change = taken_back(change_id, None, by=by)
        for lead_id, was, became in change.before:
            _put_back(UUID(lead_id), was, became, by)
    return len(change.before)


def taken_back(change_id: UUID, list_id: UUID | None, *, by: Actor) -> LeadChange:
    """A change that its maker takes back, marked as such; of leads, or of a list where one is named.

    Raises:
        NotFound: there is no such change, or it is somebody else's.
        Conflict: it was taken back already.
    """
    changes = LeadChange.objects.select_for_update().filter(pk=change_id, by_id=by.id, target_list=list_id)
    change = changes.first()
    if change is None:
        raise NotFound(_("there is no such change"))
    if change.undone_at is not None:
        raise Conflict(_("this change was taken back already"))
    change.undone_at = now()
    change.save(update_fields=["undone_at"])
    return change


def _act(act: str, value: str, by: Actor) -> Callable[[UUID], object]:
    if act == "owner":
        return lambda pk: update_lead(pk, {"owner_email": value, "owner_name": ""}, by=by)
    if act == "archive":
        return lambda pk: archive_lead(pk, by=by)
    return lambda pk: update_lead(pk, {act: value}, by=by)


def _seen(lead: Lead) -> dict[str, Any]:
    return {
        "stage": lead.stage, "owner_email": lead.owner_email, "owner_name": lead.owner_name,
        "campaign": lead.campaign.name if lead.campaign else "", "archived": lead.archived_at is not None,
        "unfit_reason": lead.unfit_reason,
    }  # fmt: skip


def _put_back(lead_id: UUID, was: dict[str, Any], became: dict[str, Any], by: Actor) -> None:
    """What the change did to the lead, and nothing that others have done to it."""
    lead = lead_by_id(lead_id)
    here, done = _seen(lead), {name for name in was if was[name] != became[name]}
    if any(here[name] != became[name] for name in done):
        raise Conflict(
            _("“%(name)s” was changed again since: nothing was taken back.") % {"name": lead.company}
        )
    if "archived" in done:
        archive_lead(lead_id, by=by, restore=not was["archived"])
    fields: dict[str, object] = {name: was[name] for name in done if name != "archived"}
    if fields:
        update_lead(lead_id, fields, by=by)


def _chosen(ids: Sequence[UUID]) -> list[Lead]:
    found: list[Lead] = []
    for start in range(0, len(ids), CHUNK):
        rows = Lead.objects.filter(pk__in=ids[start : start + CHUNK], archived_at=None)
        found += rows.select_related("campaign").order_by("pk")
    return found

"""Changing many deals at once, and taking that back. Each deal passes the same doors as alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from banso.domain.sales.actions.deals import archive_deal, move_deal, update_deal
from banso.domain.sales.actions.winning import reopen_deal
from banso.domain.sales.models import Deal, DealChange
from banso.domain.sales.queries.deals import CHUNK, deal_by_id
from banso.domain.workspaces.actions import note
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import BansoError, Conflict, InputError, NotFound
from banso.kit.tenancy import current_workspace_id

MOST_DEALS = 1_000
ACTS = ("stage", "owner", "forecast", "archive")


@dataclass(frozen=True, slots=True)
class Refused:
    """A deal that stayed as it was, and why."""

    deal: Deal
    error: BansoError


@dataclass(slots=True)
class BulkDone:
    """What a bulk change did; `change` takes it back (None where nothing changed)."""

    changed: list[Deal] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    change: UUID | None = None


def change_deals(deal_ids: Sequence[UUID], act: str, value: str = "", *, by: Actor) -> BulkDone:
    """Do one thing to many deals: those that may not are left as they are and told apart.

    Args:
        deal_ids: at most 1,000; ids of other workspaces are left alone.
        act: one of ACTS.
        value: the stage, the owner's mail address, or the forecast.
        by: who changes.

    Raises:
        InputError: too many deals, or another act.
    """
    if act not in ACTS:
        raise InputError(
            _("this cannot be set on many at once"), field="act", came=act, wanted=", ".join(ACTS)
        )
    ids = list(dict.fromkeys(deal_ids))
    if len(ids) > MOST_DEALS:
        raise InputError(
            _("Too many deals at once."), field="deals", came=len(ids),
            wanted=_("at most %(most)s") % {"most": f"{MOST_DEALS:,}"},
        )  # fmt: skip
    does = _act(act, value, by)
    done, before = BulkDone(), []
    for deal in _chosen(ids):
        was = _seen(deal)
        try:
            with transaction.atomic():
                does(deal.pk)
        except BansoError as error:
            done.refused.append(Refused(deal, error))
            continue
        after = deal_by_id(deal.pk)
        if _seen(after) != was:
            done.changed.append(after)
            before.append([str(deal.pk), was, _seen(after)])
    if before:
        with transaction.atomic():
            kept = DealChange.objects.create(
                workspace_id=current_workspace_id(), before=before, by_id=by.id, by_label=by.label[:200]
            )
            note("deals.changed", target=str(len(before)), by=by, act=act)
        done.change = kept.pk
    return done


def undo_deals(change_id: UUID, *, by: Actor) -> int:
    """Give the deals of a bulk change back what they were, all or none; returns how many.

    Raises:
        NotFound: there is no such change, or it is somebody else's.
        Conflict: it was taken back already, what it changed was changed again, or a deal may not go back.
    """
    with transaction.atomic():
        change = DealChange.objects.select_for_update().filter(pk=change_id, by_id=by.id).first()
        if change is None:
            raise NotFound(_("there is no such change"))
        if change.undone_at is not None:
            raise Conflict(_("this change was taken back already"))
        change.undone_at = now()
        change.save(update_fields=["undone_at"])
        for deal_id, was, became in change.before:
            _put_back(UUID(deal_id), was, became, by)
    return len(change.before)


def _act(act: str, value: str, by: Actor) -> Callable[[UUID], object]:
    if act == "stage":
        return lambda pk: move_deal(pk, value, by=by)
    if act == "owner":
        return lambda pk: update_deal(pk, {"owner_email": value, "owner_name": ""}, by=by)
    if act == "forecast":
        return lambda pk: update_deal(pk, {"forecast": value}, by=by)
    return lambda pk: archive_deal(pk, by=by)


def _seen(deal: Deal) -> dict[str, Any]:
    return {
        "stage": deal.stage, "status": deal.status, "owner_email": deal.owner_email,
        "owner_name": deal.owner_name, "forecast": deal.forecast, "archived": deal.archived_at is not None,
    }  # fmt: skip


def _put_back(deal_id: UUID, was: dict[str, Any], became: dict[str, Any], by: Actor) -> None:
    """What the change did to the deal, and nothing that others have done to it."""
    deal = deal_by_id(deal_id)
    here, done = _seen(deal), {name for name in was if was[name] != became[name]}
    if any(here[name] != became[name] for name in done):
        raise Conflict(_("“%(name)s” was changed again since: nothing was taken back.") % {"name": deal.name})
    if "archived" in done:
        archive_deal(deal_id, by=by, restore=not was["archived"])
    if "status" in done:
        deal = reopen_deal(deal_id, by=by)
    fields: dict[str, object] = {
        name: was[name] for name in ("owner_email", "owner_name", "forecast") if name in done
    }
    if fields:
        update_deal(deal_id, fields, by=by)
    if "stage" in done and deal.stage != was["stage"]:
        move_deal(deal_id, was["stage"], by=by)


def _chosen(ids: Sequence[UUID]) -> list[Deal]:
    found: list[Deal] = []
    for start in range(0, len(ids), CHUNK):
        found += Deal.objects.filter(pk__in=ids[start : start + CHUNK], archived_at=None).order_by("pk")
    return found

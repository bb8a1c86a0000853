"""Deals from outside, one or thousands: matched by external id.

A row that says `won` passes the gate as every other door does. One with `closed_before_banso` brings history:
it was closed in another system, has no sheet, and makes no subscription lines.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from banso.domain.contracts.queries import today
from banso.domain.contracts.queries.ledger import midnight
from banso.domain.sales.actions.deals import new_deal, update_deal
from banso.domain.sales.actions.telling import Teller
from banso.domain.sales.actions.writing import put_fields, save_new, seen, settle
from banso.domain.sales.models import Deal
from banso.domain.sales.queries.deals import deals_by_external_id
from banso.domain.sales.rules.reasons import reason_of
from banso.domain.sales.rules.stages import place_of, stage_key
from banso.domain.sales.rules.values import clean_deal
from banso.engine.journal.record import record
from banso.kit.actor import Actor
from banso.kit.errors import BansoError, Conflict, InputError

Outcome = Literal["created", "changed", "same", "refused"]
# Fields that mean nothing to a row that is not history.
_CLOSING = ("status", "stage", "closed_on", "reason", "reason_note", "closed_before_banso")


@dataclass(slots=True)
class UpsertedDeal:
    """What became of one row: `error` says why it was refused."""

    outcome: Outcome
    external_id: str
    deal_id: UUID | None = None
    error: BansoError | None = None
    before: dict[str, Any] = field(default_factory=dict)


def upsert_deals(rows: Sequence[Mapping[str, object]], *, by: Actor, source: str = "") -> list[UpsertedDeal]:
    """Make or change many deals; the answer has one entry per row, in order.

    A row that cannot be used, or that the gate refuses, is left out and does not disturb the others.

    Args:
        rows: values as for `create_deal`, each with an `external_id`.
        by: who writes.
        source: kept with every fact, such as "import:<id>".
    """
    known = deals_by_external_id(str(row.get("external_id") or "").strip() for row in rows)
    teller, taken = Teller(), set()
    results = []
    for row in rows:
        external_id = str(row.get("external_id") or "").strip()
        try:
            if not external_id or external_id in taken:
                raise _unusable(external_id)
            taken.add(external_id)
            with transaction.atomic():
                results.append(_one(row, known.get(external_id), teller, by=by, source=source))
        except BansoError as error:
            results.append(UpsertedDeal("refused", external_id, error=error))
    return results


def _one(
    row: Mapping[str, object], deal: Deal | None, teller: Teller, *, by: Actor, source: str
) -> UpsertedDeal:
    clean = clean_deal(row)
    external_id = str(clean["external_id"])
    if clean.get("closed_before_banso"):
        return _history(clean, deal, teller, by=by, source=source)
    if deal is not None and deal.closed_before_banso:
        raise Conflict(_("The deal was closed before Banso: its history stays as it was told."))
    if deal is None:
        if clean.get("account_id") is None:
            raise InputError(
                _("A deal needs an account."), field="account_id", wanted=_("an account of this workspace")
            )
        made = new_deal({name: value for name, value in clean.items() if name not in _CLOSING}, teller)
        # Another system's deal is in its stage already: what our stages ask for is asked at its next move.
        asked = clean.get("stage")
        if asked and clean.get("status", "open") != "won":
            key = stage_key(str(asked), teller.stages)
            made.stage = key if not teller.stages[place_of(key, teller.stages)].won else made.stage
            _reached(made, teller)
        save_new(made, teller, by=by, source=source)
        rest = {name: value for name, value in row.items() if name in _CLOSING}
        if _asks_to_win(rest, teller) or rest.get("status", "open") != "open":
            update_deal(made.pk, rest, by=by, source=source)
        return UpsertedDeal("created", external_id, made.pk)
    if deal.status != "open" and clean.get("status") == "open":
        raise Conflict(_("The deal was closed in Banso: an import does not reopen it."))
    version = deal.version
    after = update_deal(deal.pk, row, by=by, source=source)
    return UpsertedDeal("same" if after.version == version else "changed", external_id, deal.pk)


def _asks_to_win(values: Mapping[str, object], teller: Teller) -> bool:
    stage = values.get("stage")
    return bool(stage) and stage_key(str(stage), teller.stages) == teller.stages[-1].key


def _history(
    clean: Mapping[str, Any], deal: Deal | None, teller: Teller, *, by: Actor, source: str
) -> UpsertedDeal:
    """A deal that was closed in another system: its row and its facts, as they are told."""
    external_id = str(clean["external_id"])
    if deal is not None and not deal.closed_before_banso:
        raise Conflict(_("The deal was worked on in Banso: it was not closed before."))
    status = clean.get("status", deal.status if deal else "open")
    closed_on = clean.get("closed_on", deal.closed_on if deal else None)
    if status == "open" or closed_on is None:
        raise InputError(
            _("A deal that was closed before Banso has an end and its day."),
            field="closed_on", came=str(closed_on or ""), wanted=_("status won or lost, and closed_on"),
        )  # fmt: skip
    fields = {name: value for name, value in clean.items() if name not in _CLOSING and value is not None}
    made = deal is None
    if deal is None:
        deal = new_deal({"created_on": closed_on, **fields}, teller)
        before: dict[str, Any] = {}
    else:
        before = seen(deal)
        put_fields(deal, fields)
    _close_history(deal, clean, status, teller)
    deal.closed_on, deal.closed_before_banso = closed_on, True
    if closed_on > today():
        raise InputError(
            _("A deal that was closed before Banso was not closed in the future."), field="closed_on",
            came=str(closed_on), wanted=_("%(day)s or earlier") % {"day": today()},
        )  # fmt: skip
    if not deal.created_on <= closed_on:
        raise InputError(
            _("The deal was closed before it began."), field="closed_on", came=str(closed_on),
            wanted=_("%(day)s or later") % {"day": deal.created_on},
        )  # fmt: skip
    if not made and seen(deal) == before:
        return UpsertedDeal("same", external_id, deal.pk)
    _store_history(deal, teller, made=made, by=by, source=source)
    return UpsertedDeal("created" if made else "changed", external_id, deal.pk)


def _close_history(deal: Deal, clean: Mapping[str, Any], status: str, teller: Teller) -> None:
    if clean.get("stage"):
        deal.stage = stage_key(str(clean["stage"]), teller.stages)
    elif status == "won":
        deal.stage = teller.stages[-1].key
    deal.status, deal.closings, deal.closed_by = status, 1, ""
    # Where no stage is told nobody knows whether there was a proposal, of those won as of those lost.
    if clean.get("stage"):
        _reached(deal, teller)
    reason = str(clean.get("reason", deal.reason) or "")
    try:
        deal.reason = reason_of(reason, status, teller.reasons)
        deal.reason_note = str(clean.get("reason_note", deal.reason_note) or "")
    except InputError:
        # Another system's own word: kept as it was written, before whatever was said beside it.
        told = str(clean.get("reason_note") or "")
        deal.reason, deal.reason_note = "", "\n".join(each for each in (reason, told) if each)


def _reached(deal: Deal, teller: Teller) -> None:
    """A deal that stands behind the first stage with a proposal has had one."""
    first = next((place for place, each in enumerate(teller.stages) if each.proposal), len(teller.stages))
    if place_of(deal.stage, teller.stages) >= first and deal.proposed_on is None:
        deal.proposed_on = deal.engaged_on or deal.created_on


def _store_history(deal: Deal, teller: Teller, *, made: bool, by: Actor, source: str) -> None:
    settle(deal, teller)
    if made:
        deal.save(force_insert=True)
    else:
        deal.version += 1
        deal.save()
    created_id, created = teller.created(deal)
    record(created, by=by, id=created_id, source=source)
    opened = teller.stood(deal, at=midnight(deal.created_on), status="open")
    record(opened, by=by, id=teller.id_of(deal, "stood", "first"), source=source)
    closed_id, closed = teller.closed(deal)
    record(closed, by=by, id=closed_id, source=source)
    stood = teller.stood(deal, at=closed.occurred_at)
    record(stood, by=by, id=teller.id_of(deal, "stood", "closed"), source=source)


def _unusable(external_id: str) -> InputError:
    if not external_id:
        return InputError(
            _("The deal has no external_id."), field="external_id", wanted=_("an identifier of its own")
        )
    return InputError(
        _("The same external_id came before."), field="external_id", came=external_id,
        wanted=_("each deal once"),
    )  # fmt: skip

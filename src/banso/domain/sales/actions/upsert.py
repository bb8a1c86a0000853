"""Deals from outside, one or thousands: matched by external id.

A row that says `won` passes the gate as every other door does. One with `closed_before_banso` brings history:
it was closed in another system, has no sheet, and makes no subscription lines.
"""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from banso.domain.contracts.queries.ledger import midnight
from banso.domain.sales.actions.deals import new_deal, unborn, update_deal
from banso.domain.sales.actions.telling import Teller, Told
from banso.domain.sales.actions.writing import Known, put_fields, save_new, seen, settle
from banso.domain.sales.models import Deal
from banso.domain.sales.queries.deals import CHUNK, deals_by_external_id
from banso.domain.sales.rules.reasons import reason_of
from banso.domain.sales.rules.stages import place_of, stage_key
from banso.domain.sales.rules.values import DEAL_CLEANERS, clean_deal
from banso.engine.journal.record import record_all
from banso.kit.actor import Actor
from banso.kit.errors import BansoError, Conflict, InputError
from banso.kit.tenancy import today
from banso.kit.texts import key

Outcome = Literal["created", "changed", "same", "refused"]
# What moves or closes a deal, and is no field of it.
_MOVING = frozenset({"stage", "status", "closed_on", "reason", "closed_before_banso"})
# Fields that mean nothing to a row that is not history.
_CLOSING = ("status", "stage", "closed_on", "reason", "reason_note", "closed_before_banso")


@dataclass(slots=True)
class UpsertedDeal:
    """What became of one row: `error` says why it was refused, `before` what changed fields were."""

    outcome: Outcome
    external_id: str
    deal_id: UUID | None = None
    error: BansoError | None = None
    before: dict[str, Any] = field(default_factory=dict)
    version: int = 1


def upsert_deals(rows: Sequence[Mapping[str, object]], *, by: Actor, source: str = "") -> list[UpsertedDeal]:
    """Make or change many deals; the answer has one entry per row, in order.

    A row that cannot be used, or that the gate refuses, is left out and does not disturb the others.

    Args:
        rows: values as for `create_deal`, each with an `external_id`.
        by: who writes.
        source: kept with every fact, such as "import:<id>".
    """
    known = deals_by_external_id(key(row.get("external_id")) for row in rows)
    bringing, taken = _Bringing(rows, by=by, source=source), set()
    results = []
    for row in rows:
        external_id = key(row.get("external_id"))
        try:
            if not external_id or external_id in taken:
                raise _unusable(external_id)
            taken.add(external_id)
            results.append(_one(row, known.get(external_id), bringing))
        except BansoError as error:
            results.append(UpsertedDeal("refused", external_id, error=error))
    bringing.store()
    return results


class _Bringing:
    """Deals that nobody knew, gathered and stored together: rows and facts in a few statements."""

    def __init__(self, rows: Sequence[Mapping[str, object]], *, by: Actor, source: str) -> None:
        self.teller, self.known = Teller(), Known(rows)
        self.by, self.source = by, source
        self._fresh: list[Deal] = []

    def take(self, deal: Deal) -> None:
        """Keep a new deal until `store`. Raises InputError where its currency has no rate."""
        settle(deal, self.teller)
        self._fresh.append(deal)
        self.teller.bare.add(deal.pk)

    def store(self) -> None:
        """Write what was taken.

        Raises:
            Conflict: somebody else has made one of them meanwhile.
        """
        with transaction.atomic():
            try:
                with transaction.atomic():
                    Deal.objects.bulk_create(self._fresh, batch_size=CHUNK)
            except IntegrityError as error:
                raise Conflict(_("Somebody else is bringing the same deals: try again.")) from error
            told = [fact for deal in self._fresh for fact in _told(deal, self.teller)]
            record_all(told, by=self.by, source=self.source)


def _told(deal: Deal, teller: Teller) -> list[Told]:
    """How a deal that nobody knew came to be, and, for history, how it was closed."""
    created_id, created = teller.created(deal)
    history = deal.closed_before_banso
    began = midnight(deal.created_on) if history else created.occurred_at
    opened = teller.stood(deal, at=began, status="open")
    facts: list[Told] = [(created_id, created), (teller.id_of(deal, "stood", "first"), opened)]
    if history:
        closed_id, closed = teller.closed(deal)
        stood = teller.stood(deal, at=closed.occurred_at)
        facts += [(closed_id, closed), (teller.id_of(deal, "stood", "closed"), stood)]
    return facts


def _one(row: Mapping[str, object], deal: Deal | None, bringing: _Bringing) -> UpsertedDeal:
    """What becomes of a row. A deal that nobody knew is stored with the others; a known one at once."""
    clean = clean_deal(row)
    if clean.get("closed_before_banso"):
        return _history(clean, deal, bringing)
    if deal is None:
        return _new(row, clean, bringing)
    if _says_nothing_new(clean, deal, bringing):
        return UpsertedDeal("same", deal.external_id, deal.pk, version=deal.version)
    with transaction.atomic():
        if deal.closed_before_banso:
            raise Conflict(_("The deal was closed before Banso: its history stays as it was told."))
        if deal.status != "open" and clean.get("status") == "open":
            raise Conflict(_("The deal was closed in Banso: an import does not reopen it."))
        version, was = deal.version, _shown(deal)
        after = update_deal(deal.pk, row, by=bringing.by, source=bringing.source)
        if after.version == version:
            return UpsertedDeal("same", deal.external_id, deal.pk, version=version)
        return _changed(after, was)


def _new(row: Mapping[str, object], clean: Mapping[str, Any], bringing: _Bringing) -> UpsertedDeal:
    teller = bringing.teller
    if clean.get("account_id") is None:
        raise InputError(
            _("A deal needs an account."), field="account_id", wanted=_("an account of this workspace")
        )
    made = new_deal(
        {name: value for name, value in clean.items() if name not in _CLOSING}, teller, bringing.known
    )
    # Another system's deal is in its stage already: what our stages ask for is asked at its next move.
    asked = clean.get("stage")
    if asked and clean.get("status", "open") != "won":
        key = stage_key(str(asked), teller.stages)
        made.stage = key if not teller.stages[place_of(key, teller.stages)].won else made.stage
        _reached(made, teller)
    rest = {name: value for name, value in row.items() if name in _CLOSING}
    if _asks_to_win(rest, teller) or rest.get("status", "open") != "open":
        with transaction.atomic(), unborn():
            save_new(made, teller, by=bringing.by, source=bringing.source)
            update_deal(made.pk, rest, by=bringing.by, source=bringing.source)
    else:
        bringing.take(made)
    return UpsertedDeal("created", str(clean["external_id"]), made.pk)


def _says_nothing_new(clean: Mapping[str, Any], deal: Deal, bringing: _Bringing) -> bool:
    """Whether an open deal is as a row says; most rows of a file that comes again are so.

    Nothing is asked of the database for it. What is not sure is left to the act that changes a deal.
    """
    closing = clean.get("reason") or clean.get("closed_on") or clean.get("closed_before_banso")
    if deal.status != "open" or clean.get("status", "open") != "open" or closing:
        return False
    stages = bringing.teller.stages
    if clean.get("stage") and stage_key(str(clean["stage"]), stages) != deal.stage:
        return False
    if "account_id" in clean and clean["account_id"] is None:
        return False
    fields = {name: value for name, value in clean.items() if name not in _MOVING}
    if fields.get("created_on", "") is None:
        del fields["created_on"]
    tried = copy(deal)
    put_fields(tried, fields, bringing.known)
    return seen(tried) == seen(deal)


def _shown(deal: Deal) -> dict[str, Any]:
    """A deal's fields as a row gives them."""
    skipped = {"reason_note", "closed_before_banso"}
    return {name: getattr(deal, name) for name in DEAL_CLEANERS if name not in skipped}


def _changed(deal: Deal, was: Mapping[str, Any]) -> UpsertedDeal:
    now_ = _shown(deal)
    before = {name: value for name, value in was.items() if now_[name] != value}
    return UpsertedDeal("changed", deal.external_id, deal.pk, before=before, version=deal.version)


def _asks_to_win(values: Mapping[str, object], teller: Teller) -> bool:
    stage = values.get("stage")
    return bool(stage) and stage_key(str(stage), teller.stages) == teller.stages[-1].key


def _history(clean: Mapping[str, Any], deal: Deal | None, bringing: _Bringing) -> UpsertedDeal:
    """A deal that was closed in another system: its row and its facts, as they are told."""
    teller = bringing.teller
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
    made, before, was = deal is None, {}, {}
    if deal is None:
        deal = new_deal({"created_on": closed_on, **fields}, teller, bringing.known)
    else:
        before, was = seen(deal), _shown(deal)
        put_fields(deal, fields, bringing.known)
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
    if made:
        bringing.take(deal)
        return UpsertedDeal("created", external_id, deal.pk)
    if seen(deal) == before:
        return UpsertedDeal("same", external_id, deal.pk, version=deal.version)
    settle(deal, teller)
    deal.version += 1
    with transaction.atomic():
        deal.save()
        record_all(_told(deal, teller), by=bringing.by, source=bringing.source)
    return _changed(deal, was)


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


def _unusable(external_id: str) -> InputError:
    if not external_id:
        return InputError(
            _("The deal has no external_id."), field="external_id", wanted=_("an identifier of its own")
        )
    return InputError(
        _("The same external_id came before."), field="external_id", came=external_id,
        wanted=_("each deal once"),
    )  # fmt: skip

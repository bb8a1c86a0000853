"""Making, changing, moving and archiving deals."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from banso.domain.accounts.queries import account_by_id, survivor_of
from banso.domain.sales.actions.requiring import StageClosed, demand_required
from banso.domain.sales.actions.telling import Teller
from banso.domain.sales.actions.winning import lose_deal, reopen_deal, win_deal
from banso.domain.sales.actions.writing import (
    Known,
    demand_open,
    enter_stage,
    locked,
    put_fields,
    save_changed,
    save_new,
    seen,
)
from banso.domain.sales.models import Deal
from banso.domain.sales.queries.deals import deal_by_id
from banso.domain.sales.rules.reasons import reason_of
from banso.domain.sales.rules.stages import stage_key
from banso.domain.sales.rules.values import clean_deal
from banso.engine.journal.record import record
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import Conflict, InputError, Lacking
from banso.kit.tenancy import current_workspace, current_workspace_id, today

# What closes or moves a deal, and is done after its other fields.
_ACTS = frozenset({"stage", "status", "closed_on", "reason", "closed_before_banso"})


def create_deal(values: Mapping[str, object], *, by: Actor, source: str = "") -> Deal:
    """Make a deal with an account; it begins in the first stage, or in `stage` where it may.

    Raises:
        InputError: a field that does not exist or cannot be used, no name, or no account.
        NotFound: no such account.
        Conflict: the external id is taken.
        StageClosed: the stage asks for what the deal does not have.
        GateClosed: it is to begin won, and items are missing.
    """
    with transaction.atomic():
        clean, teller = clean_deal(values), Teller()
        if clean.get("account_id") is None:
            raise InputError(
                _("A deal needs an account."), field="account_id", wanted=_("an account of this workspace")
            )
        if clean.get("closed_before_banso"):
            raise InputError(
                _("Only what comes with an external ID can have been closed before Banso."),
                field="closed_before_banso", came="true", wanted=_("an upsert by external_id"),
            )  # fmt: skip
        deal = new_deal(clean, teller)
        with unborn():
            save_new(deal, teller, by=by, source=source)
            _act(deal, clean, by=by, source=source)
    return deal


@contextmanager
def unborn() -> Iterator[None]:
    """While a deal is made: what refuses it keeps it from being, and so has no page to lead to."""
    try:
        yield
    except StageClosed as error:
        error.lead_nowhere(_("Let it begin in the first stage, and fill them in on its page."))
        raise
    except Lacking as error:
        error.lead_nowhere(_("Bring the deal in open first, and fill them in on its page."))
        raise


def new_deal(clean: Mapping[str, Any], teller: Teller, known: Known | None = None) -> Deal:
    """A deal as cleaned values tell it, in the first stage; the caller stores it."""
    if "name" not in clean:
        raise InputError(_("A deal needs a name."), field="name", wanted=_("what it is about"))
    deal = Deal(
        workspace_id=current_workspace_id(), stage=teller.stages[0].key, currency=current_workspace().currency
    )
    put_fields(
        deal,
        {"created_on": today(), **{name: each for name, each in clean.items() if each is not None}},
        known,
    )
    return deal


def update_deal(
    deal_id: UUID,
    values: Mapping[str, object],
    *,
    by: Actor,
    expected_version: int | None = None,
    source: str = "",
) -> Deal:
    """Change the given fields of a deal and leave the others; its stage and status are acts of their own.

    Raises:
        NotFound: no such deal, or no such account.
        InputError: a field that does not exist or cannot be used.
        Stale: the deal is no longer at `expected_version`.
        Conflict: the external id is taken, or a closed deal is to change.
        StageClosed, GateClosed: the new stage asks for what is missing.
    """
    with transaction.atomic():
        clean = clean_deal(values)
        deal = locked(deal_id, expected_version=expected_version)
        if "closed_before_banso" in clean and clean["closed_before_banso"] != deal.closed_before_banso:
            raise InputError(
                _("Whether a deal was closed before Banso is told by the import that brings it."),
                field="closed_before_banso", came=clean["closed_before_banso"],
                wanted=_("an upsert by external_id"),
            )  # fmt: skip
        fields = {name: value for name, value in clean.items() if name not in _ACTS}
        if fields:
            _change(deal, fields, by=by, source=source)
        _act(deal, clean, by=by, source=source)
    return deal_by_id(deal_id)


def _change(deal: Deal, fields: Mapping[str, Any], *, by: Actor, source: str) -> None:
    _demand_changeable(deal, fields)
    teller, before = Teller(), seen(deal)
    put_fields(deal, {name: value for name, value in fields.items() if name != "created_on" or value})
    save_changed(deal, teller, before=before, by=by, source=source)


def _demand_changeable(deal: Deal, fields: Mapping[str, Any]) -> None:
    if "amount" in fields and deal.lines.all() and fields["amount"] != deal.amount:
        raise InputError(
            _("The amount of a deal with lines is that of its lines."),
            field="amount",
            came=str(fields["amount"]),
            wanted=_("other lines"),
        )
    if "account_id" in fields and fields["account_id"] is None:
        raise InputError(
            _("A deal needs an account."), field="account_id", wanted=_("an account of this workspace")
        )
    told = {"amount", "currency", "account_id", "created_on"} & set(fields)
    if fields.get("created_on", "") is None:
        told.discard("created_on")
    if deal.status != "open" and any(_differs(deal, name, fields[name]) for name in told):
        raise Conflict(_("The deal is closed: reopen it to change what it says."))


def _differs(deal: Deal, name: str, value: object) -> bool:
    """Whether a closed deal would say something else; an account that was merged is its survivor."""
    if name == "account_id" and isinstance(value, UUID) and value != deal.account_id:
        return survivor_of(account_by_id(value)).pk != deal.account_id
    return bool(value != getattr(deal, name))


def _say_why(deal: Deal, clean: Mapping[str, Any], *, by: Actor, source: str) -> None:
    """Take a better reason of a deal that stays closed; its day is that of its closing."""
    day, reason = clean.get("closed_on"), str(clean.get("reason") or "")
    if deal.status == "open":
        if reason or day:
            name = "reason" if reason else "closed_on"
            raise InputError(
                _("Only a closed deal has this."),
                field=name,
                came=reason or day,
                wanted=_("a status as well"),
            )
        return
    if day is not None and day != deal.closed_on:
        raise Conflict(_("The deal is closed: reopen it to change what it says."))
    teller, before = Teller(), seen(deal)
    key = reason_of(reason, deal.status, teller.reasons)
    if key and key != deal.reason:
        deal.reason = key
        save_changed(deal, teller, before=before, by=by, source=source)
        fact_id, fact = teller.closed(deal)
        record(fact, by=by, id=fact_id, source=source)


def _act(deal: Deal, clean: Mapping[str, Any], *, by: Actor, source: str) -> None:
    """Move or close the deal as the values ask for it."""
    status = clean.get("status", deal.status)
    if status != deal.status:
        if status == "open":
            deal = reopen_deal(deal.pk, by=by)
        elif status == "won":
            win_deal(deal.pk, by=by, on=clean.get("closed_on"), reason=clean.get("reason", ""),
                     remark=clean.get("reason_note", ""), source=source)  # fmt: skip
            return
        else:
            lose_deal(deal.pk, by=by, on=clean.get("closed_on"), reason=clean.get("reason", ""),
                      remark=clean.get("reason_note", ""), source=source)  # fmt: skip
            return
    _say_why(deal, clean, by=by, source=source)
    if clean.get("stage"):
        move_deal(deal.pk, clean["stage"], by=by, source=source)


def move_deal(
    deal_id: UUID, stage: str, *, by: Actor, expected_version: int | None = None, source: str = ""
) -> Deal:
    """Put a deal into another stage, by key or name; the last stage wins it.

    Raises:
        NotFound: no such deal in this workspace.
        InputError: no such stage.
        Stale: the deal is no longer at `expected_version`.
        Conflict: it is not open any more.
        StageClosed: the stage, or one on the way, asks for what the deal does not have.
        GateClosed: the stage is the one that wins, and items are missing.
    """
    with transaction.atomic():
        teller = Teller()
        key = stage_key(stage, teller.stages)
        deal = locked(deal_id, expected_version=expected_version)
        if key == deal.stage:
            return deal
        demand_open(deal)
        if key == teller.stages[-1].key:
            return win_deal(deal_id, by=by, expected_version=expected_version, source=source)
        demand_required(deal, key, teller.stages)
        before = seen(deal)
        enter_stage(deal, key, teller)
        save_changed(deal, teller, before=before, by=by, source=source)
    return deal


def archive_deal(
    deal_id: UUID, *, by: Actor, restore: bool = False, expected_version: int | None = None
) -> Deal:
    """Put a deal away, or (`restore`) take it out again: lists leave it out, numbers go on counting it.

    Raises:
        NotFound: no such deal in this workspace.
        Stale: the deal is no longer at `expected_version`.
    """
    with transaction.atomic():
        deal = locked(deal_id, expected_version=expected_version)
        teller, before = Teller(), seen(deal)
        deal.archived_at = None if restore else deal.archived_at or now()
        save_changed(deal, teller, before=before, by=by)
    return deal

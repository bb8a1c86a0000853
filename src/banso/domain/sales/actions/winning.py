"""Winning, losing and reopening a deal. `win_deal` is the only way in which a deal becomes won."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from banso.domain.contracts.actions import LineRow, delete_lines, upsert_lines
from banso.domain.contracts.queries import lines_by_external_id
from banso.domain.sales.actions.requiring import demand_required
from banso.domain.sales.actions.telling import Teller
from banso.domain.sales.actions.writing import (
    closing_id,
    demand_open,
    enter_stage,
    locked,
    save_changed,
    seen,
)
from banso.domain.sales.definitions import Won, winning_steps
from banso.domain.sales.facts import NO_ACCOUNT, DealReopened
from banso.domain.sales.models import Deal
from banso.domain.sales.queries.deals import lines_of, subject_of
from banso.domain.sales.queries.sheet import sheet_of
from banso.domain.sales.rules.gate import GateClosed, Sheet, missing_items
from banso.domain.sales.rules.reasons import reason_of
from banso.domain.sales.rules.worth import STEP
from banso.domain.workspaces.actions import note
from banso.engine.journal.record import record, retract
from banso.kit.actor import Actor
from banso.kit.errors import Conflict, InputError
from banso.kit.tenancy import today
from banso.kit.texts import prose


def win_deal(
    deal_id: UUID,
    *,
    by: Actor,
    on: date | None = None,
    reason: str = "",
    remark: str = "",
    expected_version: int | None = None,
    source: str = "",
) -> Deal:
    """Win a deal: facts, subscription lines, and whatever areas above do at a winning, in one transaction.

    Args:
        deal_id: an open deal.
        by: who wins it.
        on: the day it was won on; today where none is given.
        reason: why, by key or name.
        remark: more on why.
        expected_version: the state that the caller saw.
        source: kept with the facts.

    Raises:
        NotFound: no such deal in this workspace.
        Stale: the deal is no longer at `expected_version`.
        Conflict: it is not open any more.
        GateClosed: items of its sheet are missing; says which.
        StageClosed: a stage on the way, or the one that wins, asks for what the deal does not have.
        InputError: the day lies in the future or before the deal began, the reason is not known, or a line
            cannot become a subscription line.
    """
    with transaction.atomic():
        deal = locked(deal_id, expected_version=expected_version)
        demand_open(deal)
        sheet = sheet_of(deal)
        missing = missing_items(sheet)
        if missing:
            raise GateClosed(missing)
        teller, before = Teller(), seen(deal)
        demand_required(deal, teller.stages[-1].key, teller.stages, sheet=sheet)
        day = _checked_day(deal, on)
        deal.reason = reason_of(reason, "won", teller.reasons)
        deal.reason_note = prose("reason_note", remark)
        enter_stage(deal, teller.stages[-1].key, teller, on=day)
        _close(deal, "won", day, teller, before, by=by, source=source)
        rows = subscription_rows(deal)
        upsert_lines(rows, by=by, source=source or f"deal:{deal.pk}")
        won = _won(deal, day, sheet, rows)
        for step in winning_steps():
            step(won, by=by)
        note("deal.won", target=deal.name, by=by, deal=str(deal.pk))
    return deal


def lose_deal(
    deal_id: UUID,
    *,
    reason: str,
    by: Actor,
    on: date | None = None,
    remark: str = "",
    expected_version: int | None = None,
    source: str = "",
) -> Deal:
    """Say that a deal is lost, and why.

    Raises:
        NotFound: no such deal in this workspace.
        Stale: the deal is no longer at `expected_version`.
        Conflict: it is not open any more.
        InputError: no reason is given, or one that is not known, or the day cannot be.
    """
    with transaction.atomic():
        deal = locked(deal_id, expected_version=expected_version)
        demand_open(deal)
        teller, before = Teller(), seen(deal)
        day = _checked_day(deal, on)
        deal.reason = reason_of(reason, "lost", teller.reasons)
        if not deal.reason:
            raise InputError(
                _("Say why the deal was lost."),
                field="reason",
                wanted=", ".join(str(each) for each in teller.reasons if each.outcome == "lost"),
            )
        deal.reason_note = prose("reason_note", remark)
        _close(deal, "lost", day, teller, before, by=by, source=source)
        note("deal.lost", target=deal.name, by=by, deal=str(deal.pk))
    return deal


def reopen_deal(deal_id: UUID, *, by: Actor, expected_version: int | None = None) -> Deal:
    """Take a winning or losing back: it never was, and the subscription lines that it made go with it.

    Raises:
        NotFound: no such deal in this workspace.
        Stale: the deal is no longer at `expected_version`.
        Conflict: it is open, it was closed before Banso, or its subscription lines were changed since.
    """
    with transaction.atomic():
        deal = locked(deal_id, expected_version=expected_version)
        if deal.status == "open":
            raise Conflict(_("The deal is open."))
        if deal.closed_before_banso:
            raise Conflict(_("The deal was closed before Banso: its history stays as it was told."))
        teller, before, was = Teller(), seen(deal), deal.status
        if was == "won":
            _take_lines_back(deal, by=by)
            working = [each for each in teller.stages if not each.won]
            enter_stage(deal, working[-1].key, teller)
        closing = [teller.id_of(deal, "closed", deal.closings), closing_id(deal, teller)]
        retract(closing, by=by, reason="reopened")
        deal.status, deal.closed_on, deal.closed_by = "open", None, ""
        deal.reason, deal.reason_note = "", ""
        save_changed(deal, teller, before=before, by=by)
        fact = DealReopened(
            account=deal.account_id or NO_ACCOUNT, occurred_at=deal.updated_at, subject=subject_of(deal.pk),
            name=deal.name, status=was,
        )  # fmt: skip
        record(fact, by=by)
        note("deal.reopened", target=deal.name, by=by, deal=str(deal.pk))
    return deal


def subscription_rows(deal: Deal) -> list[LineRow]:
    """The subscription lines that the deal's lines become; their ids are the deal's for ever."""
    if deal.account_id is None:
        return []
    return [
        LineRow(
            external_id=f"deal:{deal.pk}:{number}",
            account=deal.account_id,
            starts_on=line.starts_on or today(),
            ends_on=line.ends_on,
            product=line.product.name,
            plan=line.plan.name if line.plan else "",
            mrr=values.net.quantize(STEP),
            interval=line.interval,
            currency=deal.currency,
            seats=line.seats,
        )
        for number, (line, values) in enumerate(zip(deal.lines.all(), lines_of(deal), strict=True), start=1)
    ]


def _close(
    deal: Deal, status: str, day: date, teller: Teller, before: dict[str, object], *, by: Actor, source: str
) -> None:
    deal.status, deal.closed_on, deal.closed_by = status, day, by.label[:200]
    deal.closings += 1
    # Whoever was faster has closed it between our reading and now, where the database does not lock rows.
    won = Deal.objects.filter(pk=deal.pk, status="open", version=deal.version)
    if not won.update(status=status, closed_on=day):
        raise Conflict(_("Somebody was faster: the deal is not open any more."))
    save_changed(deal, teller, before=before, by=by, source=source)
    fact_id, fact = teller.closed(deal)
    record(fact, by=by, id=fact_id, source=source)


def _checked_day(deal: Deal, on: date | None) -> date:
    day = on or today()
    if not deal.created_on <= day <= today():
        raise InputError(
            _("A deal closes between the day it began and today."),
            field="closed_on",
            came=str(day),
            wanted=_("%(first)s to %(last)s") % {"first": deal.created_on, "last": today()},
        )
    return day


def _won(deal: Deal, day: date, sheet: Sheet, rows: list[LineRow]) -> Won:
    if deal.account_id is None:
        raise Conflict(_("The deal has no account."))
    return Won(
        deal=deal.pk,
        account=deal.account_id,
        name=deal.name,
        on=day,
        owner_id=deal.owner_id,
        owner_name=deal.owner_name,
        amount=deal.amount,
        monthly=deal.monthly,
        currency=deal.currency,
        products=tuple(dict.fromkeys(line.product.name for line in deal.lines.all())),
        subscriptions=tuple(row.external_id for row in rows),
        sheet=sheet,
    )


def _take_lines_back(deal: Deal, *, by: Actor) -> None:
    made = lines_by_external_id([row.external_id for row in subscription_rows(deal)])
    if any(row.version > 1 for row in made.values()):
        raise Conflict(_("The contract was changed since the deal was won: end its lines instead."))
    delete_lines(list(made), by=by)

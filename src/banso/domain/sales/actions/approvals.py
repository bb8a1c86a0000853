"""Asking for approvals that the workspace's rules want, and answering."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from banso.domain.promises.actions import approve
from banso.domain.sales.actions.lines import approve_discount
from banso.domain.sales.actions.requests import (
    close_request,
    held,
    named,
    said,
    still_wanted,
    tell_asker,
    what_of,
)
from banso.domain.sales.actions.writing import demand_open, locked
from banso.domain.sales.definitions import APPROVAL_ASKED
from banso.domain.sales.facts import ApprovalAsked, DiscountRefused
from banso.domain.sales.models import ApprovalRequest, Deal
from banso.domain.sales.queries.approvals import (
    approvers,
    discount_role,
    limits,
    percent_role,
    promise_classes,
    request_by_id,
)
from banso.domain.sales.queries.deals import lines_of
from banso.domain.sales.queries.promises import promises_seen
from banso.domain.sales.rules.worth import largest_discount
from banso.domain.work.actions import notify
from banso.domain.workspaces.actions import note
from banso.engine.journal.record import record
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import Conflict, InputError
from banso.kit.money import plain
from banso.kit.tenancy import current_workspace_id
from banso.kit.texts import prose


def ask_approval(deal_id: UUID, *, by: Actor, remark: str = "") -> list[ApprovalRequest]:
    """Ask for whatever of a deal wants an approval and was not asked for; whoever may give it hears of it.

    Args:
        deal_id: an open deal.
        by: who asks.
        remark: why it should be approved.

    Returns:
        What was asked now; what waits already is not asked twice.

    Raises:
        NotFound: no such deal.
        Conflict: the deal is closed, or nothing of it wants an approval.
    """
    words = prose("remark", remark, most=1000)
    with transaction.atomic():
        deal = locked(deal_id)
        demand_open(deal)
        wanted = _wanted(deal)
        if not wanted:
            raise Conflict(_("Nothing of this deal wants an approval."))
        waiting = ApprovalRequest.objects.filter(deal=deal, state="asked")
        known = {(row.wanted, row.promise_id) for row in waiting}
        made = []
        for values in wanted:
            if (values["wanted"], values.get("promise_id")) in known:
                continue
            row = ApprovalRequest(
                workspace_id=current_workspace_id(), deal=deal, remark=words, by_id=by.id,
                by_label=by.label[:200], at=now(), **values,
            )  # fmt: skip
            made.append(_ask(row, by=by))
    return made


def answer_approval(request_id: UUID, *, approved: bool, by: Actor, reason: str = "") -> ApprovalRequest:
    """Approve or refuse what was asked for; the caller has asked whether `by` may.

    Args:
        request_id: a request that waits.
        approved: whether it may be so.
        by: who answers for it.
        reason: why; needed where it is refused.

    Raises:
        NotFound: no such request.
        Conflict: it was answered already, the promise says something else by now, or the deal is closed.
        InputError: it is refused without a reason.
    """
    words = prose("reason", reason, most=500)
    if not approved and not words:
        raise InputError(_("This is missing."), field="reason", wanted=_("why it is refused"))
    with transaction.atomic():
        found = request_by_id(request_id)
        demand_open(locked(found.deal_id))
        row = held(request_id)
        if row.wanted == "promise" and not still_wanted(row):
            raise Conflict(_("The promise has changed since: have it asked for again."))
        close_request(row, "approved" if approved else "refused", words, by=by)
        if row.wanted == "promise" and row.promise_id is not None:
            approve(row.promise_id, words, approved=approved, by=by)
        elif approved:
            approve_discount(row.deal_id, percent=row.percent or Decimal(0), remark=words, by=by)
        else:
            fact = DiscountRefused(**named(row), percent=plain(row.percent or Decimal(0)), reason=words)
            record(fact, by=by)
        note("deal.approval_answered", target=found.deal.name, by=by, deal=str(row.deal_id), answer=row.state)
        tell_asker(row, by=by)
    return request_by_id(request_id)


def _wanted(deal: Deal) -> list[dict[str, Any]]:
    """What of a deal wants an approval: the values of a request for each."""
    found: list[dict[str, Any]] = []
    if discount_role(deal):
        percent = largest_discount(lines_of(deal))
        # As much as is approved holds for all lines together, too: whoever may answer may allow that.
        found.append({"wanted": "discount", "role": percent_role(percent), "percent": percent})
    lacking = {each.id: each.wording for each in promises_seen(deal.pk) if not each.approved and each.id}
    classes, roles = promise_classes(lacking), limits().promises
    for promise_id, wording in lacking.items():
        found.append(
            {
                "wanted": "promise", "role": roles.get(classes[promise_id], "manager"),
                "promise_id": promise_id, "wording": wording,
            }
        )  # fmt: skip
    return found


def _ask(row: ApprovalRequest, *, by: Actor) -> ApprovalRequest:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(_("Somebody was faster: this was asked for already.")) from error
    fact = ApprovalAsked(
        **named(row), wanted=row.wanted, what=what_of(row), role=row.role, remark=row.remark,
    )  # fmt: skip
    record(fact, by=by)
    detail = {**said(row), "who": by.label, "remark": row.remark}
    href, key = f"deals/approvals/{row.pk}/", f"{APPROVAL_ASKED}:{row.pk}"
    for person in approvers(row.role):
        if str(person) != by.id:
            notify(person, APPROVAL_ASKED, detail=detail, href=href, key=key, mail=True)
    return row

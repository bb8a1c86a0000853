"""Closing requests for approvals: withdrawn, answered, or settled by what happened otherwise."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from banso.domain.sales.definitions import APPROVAL_ANSWERED
from banso.domain.sales.facts import NO_ACCOUNT, ApprovalWithdrawn
from banso.domain.sales.models import ApprovalRequest, Deal
from banso.domain.sales.queries.approvals import discount_role, request_by_id
from banso.domain.sales.queries.deals import deal_by_id, lines_of, subject_of
from banso.domain.sales.queries.promises import promises_seen
from banso.domain.sales.rules.worth import largest_discount
from banso.domain.work.actions import notify
from banso.domain.workspaces.queries import seats
from banso.engine.journal.record import record
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import Conflict
from banso.kit.money import plain


def withdraw_request(request_id: UUID, *, by: Actor) -> ApprovalRequest:
    """Ask no more; doing it twice is no error.

    Raises:
        NotFound: no such request.
        Conflict: it was answered already.
    """
    with transaction.atomic():
        row = request_by_id(request_id)
        if row.state != "withdrawn":
            row = held(request_id)
            close_request(row, "withdrawn", "", by=by)
            record(ApprovalWithdrawn(**named(row), wanted=row.wanted, what=what_of(row)), by=by)
    return request_by_id(request_id)


def settle_discount(deal: Deal, *, by: Actor) -> None:
    """Bring what is asked of a deal's discount in line with its lines: another discount was not asked for."""
    for row in ApprovalRequest.objects.filter(deal=deal, state="asked", wanted="discount"):
        if row.percent != largest_discount(lines_of(deal)) or not discount_role(deal):
            withdraw_request(row.pk, by=by)


def settle_approved(deal_id: UUID, percent: Decimal, remark: str, *, by: Actor) -> None:
    """A discount was approved without the request that waits for it: that is answered, too."""
    for row in ApprovalRequest.objects.filter(deal=deal_id, state="asked", wanted="discount"):
        if row.percent is not None and row.percent <= percent:
            close_request(row, "approved", remark, by=by)
            tell_asker(row, by=by)


def settle_promise(promise_id: UUID, *, approved: bool, remark: str, by: Actor, at: datetime) -> None:
    """A promise was answered for on its own page: the request that waits for it is answered, too."""
    with transaction.atomic():
        # What was asked for after the answer is another question.
        for row in ApprovalRequest.objects.filter(promise_id=promise_id, state="asked", at__lte=at):
            close_request(row, "approved" if approved else "refused", remark, by=by)
            tell_asker(row, by=by)


def settle_claim(promise_id: UUID, *, by: Actor) -> None:
    """Withdraw what is asked of a promise that wants no approval any more, or says something else."""
    with transaction.atomic():
        for row in ApprovalRequest.objects.filter(promise_id=promise_id, state="asked"):
            if not still_wanted(row):
                withdraw_request(row.pk, by=by)


def still_wanted(row: ApprovalRequest) -> bool:
    """Whether the promise of a request wants an approval in the words that were asked for."""
    lacking = {each.id: each.wording for each in promises_seen(row.deal_id) if not each.approved}
    return lacking.get(row.promise_id) == row.wording


def held(request_id: UUID) -> ApprovalRequest:
    """The request, held until the transaction ends; Conflict where it was answered."""
    row = ApprovalRequest.objects.select_for_update().get(pk=request_id)
    if row.state != "asked":
        raise Conflict(_("This was answered already, by %(who)s.") % {"who": row.answered_by or "–"})
    return row


def close_request(row: ApprovalRequest, state: str, answer: str, *, by: Actor) -> None:
    """Write the answer down, once."""
    waiting = ApprovalRequest.objects.filter(pk=row.pk, state="asked")
    row.state, row.answer, row.answered_by, row.answered_at = state, answer, by.label[:200], now()
    changed = waiting.update(
        state=row.state, answer=row.answer, answered_by=row.answered_by, answered_at=row.answered_at
    )
    # Whoever was faster has answered it between our reading and now, where the database does not lock rows.
    if not changed:
        raise Conflict(_("Somebody was faster: this was answered already."))


def tell_asker(row: ApprovalRequest, *, by: Actor) -> None:
    """Tell whoever asked what became of it, unless they answered themselves."""
    if row.by_id == by.id or row.by_id not in {str(seat.person_id) for seat in seats(active=True)}:
        return
    detail = {**said(row), "who": by.label, "approved": row.state == "approved", "answer": row.answer}
    key = f"{APPROVAL_ANSWERED}:{row.pk}"
    notify(
        UUID(row.by_id), APPROVAL_ANSWERED, detail=detail, href=f"deals/{row.deal_id}/", key=key, mail=True
    )


def said(row: ApprovalRequest) -> dict[str, Any]:
    """What notices say of a request."""
    deal = deal_by_id(row.deal_id)
    return {
        "account": deal.account.name if deal.account else deal.name, "name": deal.name, "wanted": row.wanted,
        "what": what_of(row)[:200],
    }  # fmt: skip


def named(row: ApprovalRequest) -> dict[str, Any]:
    """What every fact of a request holds."""
    deal = deal_by_id(row.deal_id)
    return {
        "account": deal.account_id or NO_ACCOUNT, "occurred_at": now(), "subject": subject_of(deal.pk),
        "name": deal.name,
    }  # fmt: skip


def what_of(row: ApprovalRequest) -> str:
    """25% of a discount, or the wording of a promise."""
    return row.wording if row.percent is None else f"{plain(row.percent)}%"

"""Asking for approvals, and answering."""

from http import HTTPStatus
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from banso.domain.sales import actions, queries
from banso.domain.sales.models import ApprovalRequest
from banso.domain.sales.queries.approvals import demand_answerer, request_by_id
from banso.domain.sales.schemas import ApprovalAnswerIn, ApprovalAskIn, ApprovalRequestOut
from banso.kit.access import ApiAuth, access_of
from banso.kit.paging import Page, PageOf, page_of

router = Router(tags=["deals"])


@router.get("", response=PageOf[ApprovalRequestOut], auth=ApiAuth("deals.view"))
def list_requests(
    request: HttpRequest,
    *,
    state: str = "",
    deal_id: UUID | None = None,
    limit: int | None = None,
    cursor: str | None = None,
) -> Page[ApprovalRequest]:
    """Requests for an approval, the newest first; `state` asked gives those that wait, of open deals."""
    rows = queries.open_requests() if state == "asked" else queries.requests()
    if state and state != "asked":
        rows = rows.filter(state=state)
    if deal_id is not None:
        rows = rows.filter(deal=deal_id)
    return page_of(rows.order_by(), limit=limit, cursor=cursor, order=("-at",), request=request)


@router.post("", response={201: list[ApprovalRequestOut]}, auth=ApiAuth("deals.edit"))
def ask_approval(request: HttpRequest, payload: ApprovalAskIn) -> Status[list[ApprovalRequest]]:
    """Ask for whatever of a deal wants an approval and was not asked for; 409 where nothing does."""
    made = actions.ask_approval(payload.deal_id, remark=payload.remark, by=access_of(request).actor)
    return Status(HTTPStatus.CREATED, made)


@router.post("/{uuid:approval_request_id}/answer", response=ApprovalRequestOut, auth=ApiAuth("deals.manage"))
def answer_request(
    request: HttpRequest, approval_request_id: UUID, payload: ApprovalAnswerIn
) -> ApprovalRequest:
    """Approve or refuse; 403 where the rules want a higher role."""
    demand_answerer(access_of(request), request_by_id(approval_request_id))
    return actions.answer_approval(
        approval_request_id, approved=payload.approved, reason=payload.reason, by=access_of(request).actor
    )


@router.delete("/{uuid:approval_request_id}", response=ApprovalRequestOut, auth=ApiAuth("deals.edit"))
def withdraw_request(request: HttpRequest, approval_request_id: UUID) -> ApprovalRequest:
    """Ask no more."""
    return actions.withdraw_request(approval_request_id, by=access_of(request).actor)

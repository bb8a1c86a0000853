"""Handoffs: listing, deciding item by item, returning, accepting, and what both sides say."""

from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from banso.domain.handoffs import actions, queries
from banso.domain.handoffs.models import Handoff, HandoffItem, HandoffMessage
from banso.domain.handoffs.queries.listing import HandoffListing, listed
from banso.domain.handoffs.schemas import (
    AssignIn,
    HandoffOut,
    HandoffRowOut,
    ItemOut,
    MarkIn,
    MessageIn,
    MessageOut,
    ResubmitIn,
    SendIn,
)
from banso.kit.access import ApiAuth, access_of
from banso.kit.api import etag, seen_version, tagged
from banso.kit.api.moments import demand_moment
from banso.kit.paging import Page, PageOf, page_of

router = Router(tags=["handoffs"])
_MANAGE = "handoffs.manage"


@router.get("", response=PageOf[HandoffRowOut], auth=ApiAuth("handoffs.view"))
def list_handoffs(
    request: HttpRequest,
    *,
    q: str = "",
    state: str = "",
    csm_email: str = "",
    seller_email: str = "",
    account_id: UUID | None = None,
    deal_id: UUID | None = None,
    updated_since: datetime | None = None,
    limit: int | None = None,
    cursor: str | None = None,
) -> Page[Handoff]:
    """Handoffs, the newest first; `state` is open, waiting, returned, accepted or late."""
    chosen = {"state": state, "csm": csm_email, "seller": seller_email}
    rows = listed(HandoffListing(search=q, chosen={name: each for name, each in chosen.items() if each}))
    if account_id is not None:
        rows = rows.filter(account=account_id)
    if deal_id is not None:
        rows = rows.filter(deal=deal_id)
    demand_moment("updated_since", updated_since)
    if updated_since is not None:
        rows = rows.filter(updated_at__gte=updated_since)
    return page_of(rows, limit=limit, cursor=cursor, order=("-submitted_at",), request=request)


@router.get("/{uuid:handoff_id}", response=HandoffOut, auth=ApiAuth("handoffs.view"))
def read_handoff(request: HttpRequest, handoff_id: UUID, response: HttpResponse) -> Handoff:  # noqa: ARG001
    """One handoff with its ten items as they were handed over."""
    return _shown(handoff_id, response)


@router.put("/{uuid:handoff_id}/items/{item}", response=ItemOut, auth=ApiAuth("handoffs.accept"))
def mark_item(request: HttpRequest, handoff_id: UUID, item: str, payload: MarkIn) -> HandoffItem:
    """Keep what the CSM thinks of an item; 409 where it was accepted already."""
    access = access_of(request)
    return actions.mark_item(
        handoff_id, item, payload.mark, reason=payload.reason, wanted=payload.wanted, by=access.actor,
        may_manage=access.may(_MANAGE),
    )  # fmt: skip


@router.post("/{uuid:handoff_id}/return", response=HandoffOut, auth=ApiAuth("handoffs.accept"))
def return_handoff(
    request: HttpRequest, handoff_id: UUID, payload: SendIn, response: HttpResponse
) -> Handoff:
    """Send the items marked so back to sales; the others are accepted, and stay so."""
    access = access_of(request)
    actions.return_handoff(
        handoff_id, rest=payload.rest, by=access.actor, may_manage=access.may(_MANAGE),
        expected=_expected(request, handoff_id),
    )  # fmt: skip
    return _shown(handoff_id, response)


@router.post("/{uuid:handoff_id}/accept", response=HandoffOut, auth=ApiAuth("handoffs.accept"))
def accept_handoff(
    request: HttpRequest, handoff_id: UUID, payload: SendIn, response: HttpResponse
) -> Handoff:
    """Accept the whole: its CSM looks after the account and the deal's promises from now on."""
    access = access_of(request)
    actions.accept_handoff(
        handoff_id, rest=payload.rest, by=access.actor, may_manage=access.may(_MANAGE),
        expected=_expected(request, handoff_id),
    )  # fmt: skip
    return _shown(handoff_id, response)


@router.post("/{uuid:handoff_id}/resubmit", response=HandoffOut, auth=ApiAuth("deals.edit"))
def resubmit_handoff(
    request: HttpRequest, handoff_id: UUID, payload: ResubmitIn, response: HttpResponse
) -> Handoff:
    """Send the returned items to CS again as the deal's sheet says them now; 422 where one is missing."""
    actions.resubmit_handoff(
        handoff_id, answer=payload.answer, by=access_of(request).actor,
        expected=_expected(request, handoff_id),
    )  # fmt: skip
    return _shown(handoff_id, response)


@router.post("/{uuid:handoff_id}/assign", response=HandoffOut, auth=ApiAuth("handoffs.edit"))
def assign_csm(request: HttpRequest, handoff_id: UUID, payload: AssignIn, response: HttpResponse) -> Handoff:
    """Give the handoff to a member who may accept it."""
    actions.assign_csm(
        handoff_id, payload.csm_email, by=access_of(request).actor, expected=_expected(request, handoff_id)
    )
    return _shown(handoff_id, response)


@router.get("/{uuid:handoff_id}/messages", response=list[MessageOut], auth=ApiAuth("handoffs.view"))
def list_messages(request: HttpRequest, handoff_id: UUID) -> Sequence[HandoffMessage]:  # noqa: ARG001
    """What sales and CS said on the handoff, the first first."""
    return list(queries.messages_of(queries.handoff_by_id(handoff_id)))


@router.post("/{uuid:handoff_id}/messages", response={201: MessageOut}, auth=ApiAuth("handoffs.edit"))
def write_message(request: HttpRequest, handoff_id: UUID, payload: MessageIn) -> Status[HandoffMessage]:
    """Say something; the other side has a notice and a mail."""
    made = actions.write_message(handoff_id, payload.text, by=access_of(request).actor)
    return Status(HTTPStatus.CREATED, made)


def _expected(request: HttpRequest, handoff_id: UUID) -> int | None:
    return seen_version(request, handoff_id, queries.handoff_by_id(handoff_id).version)


def _shown(handoff_id: UUID, response: HttpResponse) -> Handoff:
    handoff = queries.handoff_by_id(handoff_id)
    tagged(response, etag(handoff.pk, handoff.version))
    return handoff

"""The ledger of promises, over the API."""

from collections import Counter
from datetime import date, datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router, Status

from banso.domain.accounts.queries import account_ids_by_external_id
from banso.domain.promises import actions
from banso.domain.promises.actions import Shown
from banso.domain.promises.definitions import demand_approver
from banso.domain.promises.models import Promise
from banso.domain.promises.queries import asked as asking
from banso.domain.promises.queries.past import known_promise
from banso.domain.promises.queries.records import promise_by_id, states_of, versions_of
from banso.domain.promises.schemas import (
    ApprovalIn,
    LinkIn,
    LinkOut,
    PromiseIn,
    PromiseOut,
    PromisePage,
    PromisePatch,
    PromisesIn,
    PromisesUpsertOut,
    PromiseWhole,
    ReasonIn,
    StateIn,
    out_of,
)
from banso.kit.access import ApiAuth, access_of
from banso.kit.api import etag, seen_version, tagged
from banso.kit.api.moments import demand_moment
from banso.kit.clock import now
from banso.kit.errors import InputError
from banso.kit.paging import page_of
from banso.kit.tenancy import day_of

router = Router(tags=["promises"])
_VIEW, _EDIT, _MANAGE = ApiAuth("promises.view"), ApiAuth("promises.edit"), ApiAuth("promises.manage")


@router.get("", response=PromisePage, auth=_VIEW)
def list_promises(
    request: HttpRequest,
    *,
    account_id: UUID | None = None,
    account_external_id: str | None = None,
    deal_id: UUID | None = None,
    external_id: str | None = None,
    state: str | None = None,
    kind: str | None = None,
    owner_email: str | None = None,
    due_from: date | None = None,
    due_before: date | None = None,
    at_risk: bool = False,
    updated_since: datetime | None = None,
    as_of: datetime | None = None,
    limit: int | None = None,
    cursor: str | None = None,
) -> dict[str, object]:
    """Promises in the order in which they were written down; with `as_of` the ledger as it was known then.

    `at_risk` asks for open ones that are due within 14 days or overdue, disputed, or whose account's
    contract comes up for renewal within 30 days.
    """
    for name, moment in (("updated_since", updated_since), ("as_of", as_of)):
        demand_moment(name, moment)
    if account_external_id is not None:
        account_id = account_ids_by_external_id([account_external_id]).get(account_external_id, UUID(int=0))
    asked = asking.Asked(
        account=account_id, deal=deal_id, external_id=external_id, state=state, kind=kind,
        owner_email=owner_email, due_from=due_from, due_before=due_before,
        at_risk=_day(as_of) if at_risk else None,
    )  # fmt: skip
    if as_of is None:
        rows = asking.asked_of(asked)
        if updated_since is not None:
            rows = rows.filter(updated_at__gte=updated_since)
        page = page_of(rows, limit=limit, cursor=cursor, order=("id",), request=request)
        data = [out_of(asking.told(row)) for row in page.data]
        return {"data": data, "next_cursor": page.next_cursor, "has_more": page.has_more}
    if updated_since is not None:
        raise InputError(
            _("the past is asked for whole"), field="updated_since", came=updated_since,
            wanted=_("either as_of or updated_since"),
        )  # fmt: skip
    order = ("subject", "pk")
    then = page_of(asking.asked_then(asked, as_of), limit=limit, cursor=cursor, order=order, request=request)
    data = [out_of(each) for each in asking.told_then(then.data)]
    return {"data": data, "next_cursor": then.next_cursor, "has_more": then.has_more}


@router.post("", response={201: PromiseOut}, auth=_EDIT)
def make_promise(
    request: HttpRequest, payload: PromiseIn, response: HttpResponse
) -> Status[dict[str, object]]:
    """Write down a promise; 409 where its external id is taken."""
    account = _account(payload)
    if account is None:
        raise InputError(
            _("there is no such account"), field="account_external_id", came=payload.account_external_id,
            wanted=_("an account's identifier"),
        )  # fmt: skip
    made = actions.make_promise(account, payload.values(), by=access_of(request).actor)
    return Status(HTTPStatus.CREATED, _told(made, response))


@router.put("", response=PromisesUpsertOut, auth=_EDIT)
def upsert_promises(request: HttpRequest, payload: PromisesIn) -> dict[str, object]:
    """Make or amend up to 1,000 promises by their external ids; a row that cannot be used is told apart."""
    known = account_ids_by_external_id(each.account_external_id or "" for each in payload.data)
    rows = [
        actions.PromiseRow(each.account_id or known.get(each.account_external_id or ""), each.values())
        for each in payload.data
    ]
    done = actions.upsert_promises(rows, by=access_of(request).actor)
    counts = Counter(each.outcome for each in done)
    told = [
        {
            "outcome": each.outcome,
            "id": each.promise_id,
            "field": each.error.field if each.error else "",
            "message": each.error.message if each.error else "",
            "came": each.error.came if each.error else "",
            "wanted": each.error.wanted if each.error else "",
        }
        for each in done
    ]
    return {**{name: counts[name] for name in ("created", "changed", "same", "refused")}, "rows": told}


@router.get("/{uuid:promise_id}", response=PromiseWhole, auth=_VIEW)
def read_promise(
    request: HttpRequest,  # noqa: ARG001
    promise_id: UUID,
    response: HttpResponse,
    as_of: datetime | None = None,
) -> dict[str, object]:
    """One promise with its versions and states; with `as_of` as it was known then."""
    demand_moment("as_of", as_of)
    promise = promise_by_id(promise_id, removed=as_of is not None)
    versions, states = versions_of(promise), states_of(promise)
    if as_of is None:
        told = _told(promise, response)
    else:
        (then,) = asking.told_then([known_promise(promise_id, as_of)])
        told, versions, states = out_of(then), versions.filter(at__lte=as_of), states.filter(at__lte=as_of)
    return {**told, "versions": list(versions), "states": list(states)}


@router.patch("/{uuid:promise_id}", response=PromiseOut, auth=_EDIT)
def change_promise(
    request: HttpRequest, promise_id: UUID, payload: PromisePatch, response: HttpResponse
) -> dict[str, object]:
    """Amend an open promise: another wording or date voids a confirmation. A closed one answers 409."""
    expected = _seen(request, promise_id)
    changed = actions.amend_promise(
        promise_id, payload.values(), reason=payload.reason, expected=expected, by=access_of(request).actor
    )
    return _told(changed, response)


@router.delete("/{uuid:promise_id}", response=PromiseOut, auth=_EDIT)
def take_back_promise(request: HttpRequest, promise_id: UUID, reason: str) -> dict[str, object]:
    """Say that the promise was never made: no list and no number has it from now on."""
    expected = _seen(request, promise_id)
    taken = actions.take_back(promise_id, reason, expected=expected, by=access_of(request).actor)
    return out_of(asking.told(taken))


@router.post("/{uuid:promise_id}/restore", response=PromiseOut, auth=_EDIT)
def restore_promise(request: HttpRequest, promise_id: UUID) -> dict[str, object]:
    """It was made after all."""
    return out_of(asking.told(actions.put_back(promise_id, by=access_of(request).actor)))


@router.post("/{uuid:promise_id}/confirm", response=PromiseOut, auth=_EDIT)
def confirm_promise(request: HttpRequest, promise_id: UUID, payload: StateIn) -> dict[str, object]:
    """Note that the customer confirmed it, otherwise than by a link."""
    return _state(request, promise_id, payload, actions.confirm_promise)


@router.post("/{uuid:promise_id}/keep", response=PromiseOut, auth=_EDIT)
def keep_promise(request: HttpRequest, promise_id: UUID, payload: StateIn) -> dict[str, object]:
    """Note that it was kept; whether in time or late follows from the day."""
    return _state(request, promise_id, payload, actions.keep_promise)


@router.post("/{uuid:promise_id}/break", response=PromiseOut, auth=_EDIT)
def break_promise(request: HttpRequest, promise_id: UUID, payload: StateIn) -> dict[str, object]:
    """Note that it will not be kept."""
    return _state(request, promise_id, payload, actions.break_promise)


@router.post("/{uuid:promise_id}/waive", response=PromiseOut, auth=_EDIT)
def waive_promise(request: HttpRequest, promise_id: UUID, payload: StateIn) -> dict[str, object]:
    """Note that the customer lets us off."""
    return _state(request, promise_id, payload, actions.waive_promise)


@router.post("/{uuid:closed_id}/reopen", response=PromiseOut, auth=_MANAGE)
def reopen_promise(request: HttpRequest, closed_id: UUID, payload: ReasonIn) -> dict[str, object]:
    """Say of a closed promise that it was closed by mistake; it goes back into the state it had."""
    expected = _seen(request, closed_id)
    by = access_of(request).actor
    return out_of(asking.told(actions.reopen_promise(closed_id, payload.reason, expected=expected, by=by)))


@router.post("/{uuid:promise_id}/approval", response=PromiseOut, auth=_MANAGE)
def approve_promise(request: HttpRequest, promise_id: UUID, payload: ApprovalIn) -> dict[str, object]:
    """Answer for a promise that is not standard, or refuse to."""
    expected = _seen(request, promise_id)
    demand_approver(access_of(request), promise_by_id(promise_id).deliverable)
    approved = actions.approve(
        promise_id, payload.remark, approved=payload.approved, expected=expected, by=access_of(request).actor
    )
    return out_of(asking.told(approved))


@router.post("/{uuid:promise_id}/links", response={201: LinkOut}, auth=_EDIT)
def ask_for_confirmation(
    request: HttpRequest, promise_id: UUID, payload: LinkIn
) -> Status[dict[str, object]]:
    """Make a link by which the customer confirms, and mail it; links of before open nothing any more."""
    link = actions.ask_confirmation(
        promise_id, email=payload.email, language=payload.language, days=payload.days,
        by=access_of(request).actor, expected=_seen(request, promise_id),
    )  # fmt: skip
    told = {"id": link.pk, "url": actions.address_of(link), "email": link.email, "language": link.language,
            "expires_at": link.expires_at, "sent_at": link.sent_at}  # fmt: skip
    return Status(HTTPStatus.CREATED, told)


@router.delete("/links/{uuid:link_id}", response={204: None}, auth=_EDIT)
def revoke_link(request: HttpRequest, link_id: UUID) -> Status[None]:
    """Take a link back."""
    actions.revoke_link(link_id, by=access_of(request).actor)
    return Status(HTTPStatus.NO_CONTENT, None)


def _state(request: HttpRequest, promise_id: UUID, payload: StateIn, act: Any) -> dict[str, object]:  # noqa: ANN401
    shown = Shown(payload.evidence, payload.activity_id, payload.note_id, payload.file_id)
    expected = _seen(request, promise_id)
    done = act(promise_id, shown, on=payload.on, expected=expected, by=access_of(request).actor)
    return out_of(asking.told(done))


def _account(payload: PromiseIn) -> UUID | None:
    if payload.account_id is not None or payload.account_external_id is None:
        return payload.account_id
    given = payload.account_external_id
    return account_ids_by_external_id([given]).get(given)


def _seen(request: HttpRequest, promise_id: UUID) -> int | None:
    promise = promise_by_id(promise_id)
    return seen_version(request, promise.pk, promise.number)


def _told(promise: Promise, response: HttpResponse) -> dict[str, object]:
    tagged(response, etag(promise.pk, promise.number))
    return out_of(asking.told(promise))


def _day(as_of: datetime | None) -> date:
    return day_of(as_of or now())

"""Deals: listing, writing, winning and losing."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from http import HTTPStatus
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router, Status

from banso.domain.accounts.queries import account_ids_by_external_id
from banso.domain.sales import actions, queries
from banso.domain.sales.models import Deal, DiscountApproval
from banso.domain.sales.queries.approvals import demand_approver, percent_role
from banso.domain.sales.queries.listing import DealListing, listed
from banso.domain.sales.schemas import (
    DealIn,
    DealOut,
    DealsIn,
    DealsOut,
    DiscountApprovalIn,
    DiscountApprovalOut,
    LinesIn,
    LoseIn,
    ReasonOut,
    StageOut,
    WinIn,
)
from banso.kit.access import ApiAuth, access_of
from banso.kit.api import etag, seen_version, tagged
from banso.kit.api.moments import demand_moment
from banso.kit.errors import InputError, Lacking
from banso.kit.paging import Page, PageOf, page_of

router = Router(tags=["deals"])


@router.get("", response=PageOf[DealOut], auth=ApiAuth("deals.view"))
def list_deals(
    request: HttpRequest,
    *,
    external_id: str | None = None,
    account_id: UUID | None = None,
    account_external_id: str | None = None,
    q: str = "",
    status: str = "",
    stage: str = "",
    owner_email: str = "",
    forecast: str = "",
    closes_from: date | None = None,
    closes_until: date | None = None,
    updated_since: datetime | None = None,
    archived: bool = False,
    limit: int | None = None,
    cursor: str | None = None,
) -> Page[Deal]:
    """Deals, the newest first; `q` searches their names and their accounts'.

    `closes_from` and `closes_until` bound the day on which they are expected to close (until excluded).
    """
    chosen = {"status": status, "stage": stage, "owner": owner_email.lower(), "forecast": forecast}
    rows = listed(DealListing(search=q, chosen={name: each for name, each in chosen.items() if each},
                              archived=archived))  # fmt: skip
    if external_id is not None:
        rows = rows.filter(external_id=external_id)
    if account_id is not None:
        rows = rows.filter(account=account_id)
    if account_external_id is not None:
        accounts = account_ids_by_external_id([account_external_id])
        rows = rows.filter(account__in=list(accounts.values()))
    if closes_from is not None:
        rows = rows.filter(expected_close_on__gte=closes_from)
    if closes_until is not None:
        rows = rows.filter(expected_close_on__lt=closes_until)
    demand_moment("updated_since", updated_since)
    if updated_since is not None:
        rows = rows.filter(updated_at__gte=updated_since)
    found = queries.with_lines(rows)
    return page_of(found, limit=limit, cursor=cursor, order=("-created_at",), request=request)


@router.post("", response={201: DealOut}, auth=ApiAuth("deals.edit"))
def create_deal(request: HttpRequest, payload: DealIn, response: HttpResponse) -> Status[Deal]:
    """Make a deal; 409 where its external id is taken, 422 where its stage asks for what it lacks."""
    made = actions.create_deal(_values(payload), by=access_of(request).actor)
    return Status(HTTPStatus.CREATED, _shown(made.pk, response))


@router.put("", response=DealsOut, auth=ApiAuth("deals.edit"))
def upsert_deals(request: HttpRequest, payload: DealsIn) -> dict[str, object]:
    """Make or change up to 5,000 deals by their external ids; a row that cannot be used is told apart.

    A row with status won passes the gate as everywhere; one with `closed_before_banso` brings history, and
    needs the permission deals.manage.
    """
    if any(each.values().get("closed_before_banso") for each in payload.data):
        access_of(request).require("deals.manage")
    known = account_ids_by_external_id(each.account_external_id or "" for each in payload.data)
    rows = []
    for each in payload.data:
        values = each.values()
        if each.account_external_id and each.account_id is None:
            # One that nobody knows is refused by name, and not the whole call.
            values["account_id"] = known.get(each.account_external_id, each.account_external_id)
        rows.append(values)
    return _told(actions.upsert_deals(rows, by=access_of(request).actor))


@router.get("/stages", response=list[StageOut], auth=ApiAuth("deals.view"))
def list_stages(request: HttpRequest) -> list[dict[str, object]]:  # noqa: ARG001
    """The pipeline in its order; entering the last stage wins."""
    return [
        {"key": each.key, "name_en": each.words.en, "name_ja": each.words.ja, "won": each.won,
         "probability": each.probability, "required": list(each.required), "proposal": each.proposal}
        for each in queries.deal_stages()
    ]  # fmt: skip


@router.get("/reasons", response=list[ReasonOut], auth=ApiAuth("deals.view"))
def list_reasons(request: HttpRequest) -> list[dict[str, object]]:  # noqa: ARG001
    """Why deals are won and lost."""
    return [
        {"outcome": each.outcome, "key": each.key, "name_en": each.words.en, "name_ja": each.words.ja}
        for each in queries.reasons()
    ]


@router.get("/{uuid:deal_id}", response=DealOut, auth=ApiAuth("deals.view"))
def read_deal(request: HttpRequest, deal_id: UUID, response: HttpResponse) -> Deal:  # noqa: ARG001
    """One deal with its lines."""
    return _shown(deal_id, response)


@router.patch("/{uuid:deal_id}", response=DealOut, auth=ApiAuth("deals.edit"))
def change_deal(request: HttpRequest, deal_id: UUID, payload: DealIn, response: HttpResponse) -> Deal:
    """Change the fields that are sent: all, or nothing where the gate or the stage refuses."""
    expected = seen_version(request, deal_id, queries.deal_by_id(deal_id).version)
    actions.update_deal(deal_id, _values(payload), expected_version=expected, by=access_of(request).actor)
    return _shown(deal_id, response)


@router.delete("/{uuid:deal_id}", response=DealOut, auth=ApiAuth("deals.edit"))
def archive_deal(request: HttpRequest, deal_id: UUID) -> Deal:
    """Archive the deal: lists leave it out, nothing is lost."""
    expected = seen_version(request, deal_id, queries.deal_by_id(deal_id).version)
    return actions.archive_deal(deal_id, expected_version=expected, by=access_of(request).actor)


@router.post("/{uuid:deal_id}/restore", response=DealOut, auth=ApiAuth("deals.edit"))
def restore_deal(request: HttpRequest, deal_id: UUID) -> Deal:
    """Take an archived deal out again."""
    return actions.archive_deal(deal_id, restore=True, by=access_of(request).actor)


@router.post("/{uuid:deal_id}/win", response=DealOut, auth=ApiAuth("deals.edit"))
def win_deal(request: HttpRequest, deal_id: UUID, payload: WinIn, response: HttpResponse) -> Deal:
    """Win the deal; 422 with one entry in `errors` for each of the ten items that is missing."""
    expected = seen_version(request, deal_id, queries.deal_by_id(deal_id).version)
    actions.win_deal(
        deal_id, on=payload.closed_on, reason=payload.reason, remark=payload.reason_note,
        expected_version=expected, by=access_of(request).actor,
    )  # fmt: skip
    return _shown(deal_id, response)


@router.post("/{uuid:deal_id}/lose", response=DealOut, auth=ApiAuth("deals.edit"))
def lose_deal(request: HttpRequest, deal_id: UUID, payload: LoseIn, response: HttpResponse) -> Deal:
    """Say that the deal is lost, and why."""
    expected = seen_version(request, deal_id, queries.deal_by_id(deal_id).version)
    actions.lose_deal(
        deal_id, reason=payload.reason, remark=payload.reason_note, on=payload.closed_on,
        expected_version=expected, by=access_of(request).actor,
    )  # fmt: skip
    return _shown(deal_id, response)


@router.post("/{uuid:deal_id}/reopen", response=DealOut, auth=ApiAuth("deals.edit"))
def reopen_deal(request: HttpRequest, deal_id: UUID, response: HttpResponse) -> Deal:
    """Take a winning or losing back; the subscription lines that the winning made go with it."""
    expected = seen_version(request, deal_id, queries.deal_by_id(deal_id).version)
    actions.reopen_deal(deal_id, expected_version=expected, by=access_of(request).actor)
    return _shown(deal_id, response)


@router.put("/{uuid:deal_id}/lines", response=DealOut, auth=ApiAuth("deals.edit"))
def set_lines(request: HttpRequest, deal_id: UUID, payload: LinesIn, response: HttpResponse) -> Deal:
    """Make the deal sell exactly these lines; its amount is a year of them."""
    expected = seen_version(request, deal_id, queries.deal_by_id(deal_id).version)
    lines = [each.line() for each in payload.data]
    actions.set_lines(deal_id, lines, expected_version=expected, by=access_of(request).actor)
    return _shown(deal_id, response)


@router.get("/{uuid:deal_id}/approvals", response=list[DiscountApprovalOut], auth=ApiAuth("deals.view"))
def list_approvals(request: HttpRequest, deal_id: UUID) -> list[DiscountApproval]:  # noqa: ARG001
    """Who allowed which discount, the newest first."""
    return list(queries.approvals_of(queries.deal_by_id(deal_id).pk))


@router.post("/{uuid:deal_id}/approvals", response={201: DiscountApprovalOut}, auth=ApiAuth("deals.manage"))
def approve_discount(
    request: HttpRequest, deal_id: UUID, payload: DiscountApprovalIn
) -> Status[DiscountApproval]:
    """Allow the deal's lines a discount of up to `percent`."""
    demand_approver(access_of(request), percent_role(payload.percent))
    made = actions.approve_discount(
        deal_id, percent=payload.percent, remark=payload.note, by=access_of(request).actor
    )
    return Status(HTTPStatus.CREATED, made)


@router.delete(
    "/{uuid:deal_id}/approvals/{uuid:approval_id}", response=DiscountApprovalOut, auth=ApiAuth("deals.manage")
)
def withdraw_approval(request: HttpRequest, deal_id: UUID, approval_id: UUID) -> DiscountApproval:
    """Take an approval back."""
    return actions.withdraw_approval(deal_id, approval_id, by=access_of(request).actor)


def _shown(deal_id: UUID, response: HttpResponse) -> Deal:
    deal = queries.deal_by_id(deal_id)
    tagged(response, etag(deal.pk, deal.version))
    return deal


def _values(payload: DealIn) -> dict[str, object]:
    values = payload.values()
    external_id = payload.account_external_id
    if external_id and payload.account_id is None:
        found = account_ids_by_external_id([external_id]).get(external_id)
        if found is None:
            raise InputError(
                _("no account has this external id"),
                field="account_external_id",
                came=external_id,
                wanted=_("account_id, or the external id of an account"),
            )
        values["account_id"] = found
    return values


def _told(results: Sequence[actions.UpsertedDeal]) -> dict[str, object]:
    counts = Counter(result.outcome for result in results)
    return {
        **{name: counts[name] for name in ("created", "changed", "same", "refused")},
        "rows": [_row(result) for result in results],
    }


def _row(result: actions.UpsertedDeal) -> dict[str, object]:
    error = result.error
    named = error if isinstance(error, InputError) else None
    return {
        "outcome": result.outcome,
        "external_id": result.external_id,
        "id": result.deal_id,
        "field": named.field if named else "",
        "message": error.message if error else "",
        "came": named.came if named else "",
        "wanted": named.wanted if named else "",
        "errors": list(error.lacks) if isinstance(error, Lacking) else [],
    }

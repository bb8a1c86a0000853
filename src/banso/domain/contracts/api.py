"""Subscription lines and cost entries, over the API."""

from collections.abc import Sequence
from datetime import date, datetime
from http import HTTPStatus
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router, Status

from banso.domain.accounts.queries import account_ids_by_external_id
from banso.domain.contracts import actions, queries
from banso.domain.contracts.models import CostEntry, Subscription
from banso.domain.contracts.rules.costs import CostRow
from banso.domain.contracts.rules.lines import LineRow
from banso.domain.contracts.schemas import (
    CostOut,
    CostsIn,
    LinesUpsertOut,
    SubscriptionIn,
    SubscriptionOut,
    SubscriptionPatch,
    SubscriptionsIn,
)
from banso.kit.access import ApiAuth, access_of
from banso.kit.api import etag, seen_version, tagged
from banso.kit.api.moments import demand_moment
from banso.kit.errors import Conflict, InputError
from banso.kit.paging import Page, PageOf, page_of

router = Router(tags=["subscriptions"])
costs_router = Router(tags=["costs"])
# Stands for an account that was not found, so that its row is refused by name and not the whole call.
_NOBODY = UUID(int=0)


@router.get("", response=PageOf[SubscriptionOut], auth=ApiAuth("contracts.view"))
def list_subscriptions(
    request: HttpRequest,
    *,
    external_id: str | None = None,
    account_external_id: str | None = None,
    in_force_on: date | None = None,
    updated_since: datetime | None = None,
    limit: int | None = None,
    cursor: str | None = None,
) -> Page[Subscription]:
    """Subscription lines, the first that began first."""
    rows = queries.subscriptions()
    if external_id is not None:
        rows = rows.filter(external_id=external_id)
    if account_external_id is not None:
        accounts = account_ids_by_external_id([account_external_id])
        rows = rows.filter(account__in=list(accounts.values()))
    if in_force_on is not None:
        rows = queries.in_force(rows, in_force_on)
    demand_moment("updated_since", updated_since)
    if updated_since is not None:
        rows = rows.filter(updated_at__gte=updated_since)
    return page_of(rows, limit=limit, cursor=cursor, order=("starts_on",), request=request)


@router.post("", response={201: SubscriptionOut}, auth=ApiAuth("contracts.edit"))
def create_subscription(
    request: HttpRequest, payload: SubscriptionIn, response: HttpResponse
) -> Status[Subscription]:
    """Create a line; 409 where its external id is known already."""
    if queries.lines_by_external_id([payload.external_id.strip()]):
        raise Conflict(_("There is a subscription %(id)s already.") % {"id": payload.external_id})
    (row,) = _rows([payload])
    made = actions.set_line(row, by=access_of(request).actor)
    tagged(response, _tag(made))
    return Status(HTTPStatus.CREATED, made)


@router.put("", response=LinesUpsertOut, auth=ApiAuth("contracts.edit"))
def upsert_subscriptions(request: HttpRequest, payload: SubscriptionsIn) -> dict[str, object]:
    """Create or change up to 5,000 lines by their external ids; rows that cannot be used are told apart.

    Several rows of one external id are versions of one line, each from its `starts_on`.
    """
    result = actions.upsert_lines(_rows(payload.data), by=access_of(request).actor, strict=False)
    return _told(result, "account_external_id")


@router.get("/{uuid:subscription_id}", response=SubscriptionOut, auth=ApiAuth("contracts.view"))
def read_subscription(
    request: HttpRequest,  # noqa: ARG001
    subscription_id: UUID,
    response: HttpResponse,
) -> Subscription:
    """One line with its versions."""
    row = queries.subscription_by_id(subscription_id)
    tagged(response, _tag(row))
    return row


@router.patch("/{uuid:subscription_id}", response=SubscriptionOut, auth=ApiAuth("contracts.edit"))
def change_subscription(
    request: HttpRequest, subscription_id: UUID, payload: SubscriptionPatch, response: HttpResponse
) -> Subscription:
    """Change a line from a day on, end it, or open it again: all that is sent, or nothing of it."""
    row = queries.subscription_by_id(subscription_id)
    expected = seen_version(request, row.pk, row.version)
    given = payload.dict(exclude_unset=True)
    ends_on, reopen = given.pop("ends_on", None), given.pop("reopen", False)
    valid_from = given.pop("valid_from", None)
    if given and valid_from is None:
        raise InputError(
            _("From which day on is missing."), field="valid_from", wanted=_("the day the change holds from")
        )
    row = actions.patch_line(
        row.external_id,
        change=actions.LineChange(valid_from, **given) if given else None,
        end=actions.LineEnd(ends_on) if ends_on is not None or reopen else None,
        expected_version=expected,
        by=access_of(request).actor,
    )
    tagged(response, _tag(row))
    return row


@router.delete("/{uuid:subscription_id}", response={204: None}, auth=ApiAuth("contracts.edit"))
def delete_subscription(request: HttpRequest, subscription_id: UUID) -> Status[None]:
    """Remove a line that was a mistake: it never was. A line that is over is ended instead."""
    row = queries.subscription_by_id(subscription_id)
    expected = seen_version(request, row.pk, row.version)
    actions.delete_line(row.external_id, expected_version=expected, by=access_of(request).actor)
    return Status(HTTPStatus.NO_CONTENT, None)


@costs_router.get("", response=PageOf[CostOut], auth=ApiAuth("contracts.view"))
def list_costs(request: HttpRequest, limit: int | None = None, cursor: str | None = None) -> Page[CostEntry]:
    """Cost entries, the newest month first."""
    return page_of(queries.costs(), limit=limit, cursor=cursor, order=("-month",), request=request)


@costs_router.put("", response=LinesUpsertOut, auth=ApiAuth("contracts.edit"))
def upsert_costs(request: HttpRequest, payload: CostsIn) -> dict[str, object]:
    """Create or change up to 5,000 cost entries; rows that cannot be used are told apart."""
    rows = [
        CostRow(each.month, each.category, each.amount, each.currency, each.external_id, each.note)
        for each in payload.data
    ]
    return _told(actions.upsert_costs(rows, by=access_of(request).actor, strict=False), "account")


@costs_router.delete("/{uuid:cost_id}", response={204: None}, auth=ApiAuth("contracts.edit"))
def delete_cost(request: HttpRequest, cost_id: UUID) -> Status[None]:
    """Remove a cost entry that was a mistake."""
    actions.delete_costs([queries.cost_by_id(cost_id).external_id], by=access_of(request).actor)
    return Status(HTTPStatus.NO_CONTENT, None)


def _rows(given: Sequence[SubscriptionIn]) -> list[LineRow]:
    accounts = account_ids_by_external_id(each.account_external_id for each in given)
    return [
        LineRow(
            external_id=each.external_id,
            account=each.account_id or accounts.get(each.account_external_id, _NOBODY),
            starts_on=each.starts_on,
            product=each.product,
            plan=each.plan,
            ends_on=each.ends_on,
            mrr=each.mrr,
            amount=each.amount,
            interval=each.interval,
            currency=each.currency,
            seats=each.seats,
            trial=each.trial,
            restart=each.restart,
        )
        for each in given
    ]


def _told(result: actions.Upserted, account: str) -> dict[str, object]:
    return {
        "created": result.created,
        "changed": result.changed,
        "same": result.same,
        "rejected": [
            {
                "position": each.position,
                "external_id": each.external_id,
                "field": account if each.error.field == "account" else each.error.field,
                "message": each.error.message,
                "came": each.error.came,
                "wanted": each.error.wanted,
            }
            for each in result.rejected
        ],
    }


def _tag(row: Subscription) -> str:
    return etag(row.pk, row.version)

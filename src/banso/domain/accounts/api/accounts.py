"""Accounts."""

from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from banso.domain.accounts import actions
from banso.domain.accounts.actions.merging import merge_accounts, undo_merge
from banso.domain.accounts.api.shared import state_of, told
from banso.domain.accounts.models import Account, AccountMerge
from banso.domain.accounts.queries.accounts import account_by_id
from banso.domain.accounts.queries.listing import Listing, listed
from banso.domain.accounts.schemas import AccountIn, AccountOut, AccountsIn, MergeIn, MergeOut, UpsertOut
from banso.kit.access import ApiAuth, access_of
from banso.kit.api import seen_version, tagged
from banso.kit.api.moments import demand_moment
from banso.kit.paging import Page, PageOf, page_of

router = Router(tags=["accounts"])


@router.get("", response=PageOf[AccountOut], auth=ApiAuth("accounts.view"))
def list_accounts(
    request: HttpRequest,
    *,
    external_id: str | None = None,
    q: str = "",
    stage: str = "",
    plan: str = "",
    tag: str = "",
    segment: UUID | None = None,
    updated_since: datetime | None = None,
    archived: bool = False,
    limit: int | None = None,
    cursor: str | None = None,
) -> Page[Account]:
    """Accounts by name; `q` searches names, kana and contacts. Merged accounts are left out."""
    chosen = {name: value for name, value in (("stage", stage), ("plan", plan), ("tag", tag)) if value}
    rows = listed(Listing(search=q, chosen=chosen, segment=segment, archived=archived))
    if external_id is not None:
        rows = rows.filter(external_id=external_id)
    demand_moment("updated_since", updated_since)
    if updated_since is not None:
        rows = rows.filter(updated_at__gte=updated_since)
    return page_of(
        rows.prefetch_related("tags"), limit=limit, cursor=cursor, order=("name",), request=request
    )


@router.post("", response={201: AccountOut}, auth=ApiAuth("accounts.edit"))
def create_account(request: HttpRequest, payload: AccountIn, response: HttpResponse) -> Status[Account]:
    """Make an account; 409 where its external id is taken."""
    account = actions.create_account(payload.values(), by=access_of(request).actor)
    tagged(response, state_of(account.pk, account.version))
    return Status(HTTPStatus.CREATED, account)


@router.put("", response=UpsertOut, auth=ApiAuth("accounts.edit"))
def upsert_accounts(request: HttpRequest, payload: AccountsIn) -> dict[str, object]:
    """Make or change up to 5,000 accounts by their external ids; a row that cannot be used is told apart."""
    rows = [row.values() for row in payload.data]
    return told(actions.upsert_accounts(rows, by=access_of(request).actor))


@router.get("/{uuid:account_id}", response=AccountOut, auth=ApiAuth("accounts.view"))
def read_account(request: HttpRequest, account_id: UUID, response: HttpResponse) -> Account:  # noqa: ARG001
    """One account; a merged one tells in `merged_into_id` what it has become part of."""
    account = account_by_id(account_id)
    tagged(response, state_of(account.pk, account.version))
    return account


@router.patch("/{uuid:account_id}", response=AccountOut, auth=ApiAuth("accounts.edit"))
def change_account(
    request: HttpRequest, account_id: UUID, payload: AccountIn, response: HttpResponse
) -> Account:
    """Change the fields that are sent; with If-Match, only the state that you saw."""
    expected = seen_version(request, account_id, account_by_id(account_id).version)
    account = actions.update_account(
        account_id, payload.values(), expected_version=expected, by=access_of(request).actor
    )
    tagged(response, state_of(account.pk, account.version))
    return account


@router.delete("/{uuid:account_id}", response=AccountOut, auth=ApiAuth("accounts.edit"))
def archive_account(request: HttpRequest, account_id: UUID) -> Account:
    """Archive the account: lists leave it out, numbers go on counting it, nothing is lost."""
    expected = seen_version(request, account_id, account_by_id(account_id).version)
    return actions.archive_account(account_id, expected_version=expected, by=access_of(request).actor)


@router.post("/{uuid:account_id}/restore", response=AccountOut, auth=ApiAuth("accounts.edit"))
def restore_account(request: HttpRequest, account_id: UUID) -> Account:
    """Take an archived account out again."""
    return actions.restore_account(account_id, by=access_of(request).actor)


@router.post("/{uuid:account_id}/merge", response={201: MergeOut}, auth=ApiAuth("accounts.edit"))
def merge_account(request: HttpRequest, account_id: UUID, payload: MergeIn) -> Status[AccountMerge]:
    """Make another account part of this one."""
    merge = merge_accounts(account_id, payload.merged_id, by=access_of(request).actor)
    return Status(HTTPStatus.CREATED, merge)


@router.post("/merges/{uuid:merge_id}/undo", response=MergeOut, auth=ApiAuth("accounts.edit"))
def unmerge_account(request: HttpRequest, merge_id: UUID) -> AccountMerge:
    """Take a merge apart."""
    return undo_merge(merge_id, by=access_of(request).actor)

"""Keys, over the API."""

from datetime import timedelta
from http import HTTPStatus
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router, Status

from banso.domain.workspaces.actions import create_key, revoke_key, rotate_key
from banso.domain.workspaces.models import Key
from banso.domain.workspaces.queries import key_by_id, keys
from banso.domain.workspaces.schemas import KeyIn, KeyOut, NewKeyOut, RotateIn
from banso.kit.access import ApiAuth, access_of
from banso.kit.api import etag, require_match, tagged
from banso.kit.errors import InputError
from banso.kit.paging import Page, PageOf, page_of

router = Router(tags=["keys"])


@router.get("", response=PageOf[KeyOut], auth=ApiAuth("keys.view"))
def list_keys(request: HttpRequest, limit: int | None = None, cursor: str | None = None) -> Page[Key]:
    """Every key of the workspace, the newest first; secrets are not among them."""
    return page_of(keys(), limit=limit, cursor=cursor, order=("-created_at",), request=request)


@router.post("", response={201: NewKeyOut}, auth=ApiAuth("keys.manage"))
def make_key(request: HttpRequest, payload: KeyIn) -> Status[dict[str, object]]:
    """Make a write key or an API key. Its scopes must lie within the caller's own."""
    if payload.expires_at is not None and payload.expires_at.tzinfo is None:
        raise InputError(
            _("The moment has no offset."),
            field="expires_at", came=payload.expires_at, wanted="2027-03-31T00:00:00+09:00 or ...Z",
        )  # fmt: skip
    access = access_of(request)
    key, secret = create_key(
        payload.kind, name=payload.name, scopes=payload.scopes, expires_at=payload.expires_at,
        held=access.permissions, by=access.actor,
    )  # fmt: skip
    return Status(HTTPStatus.CREATED, _with_secret(key, secret))


@router.get("/{uuid:key_id}", response=KeyOut, auth=ApiAuth("keys.view"))
def read_key(request: HttpRequest, key_id: UUID, response: HttpResponse) -> Key:  # noqa: ARG001
    """One key."""
    key = key_by_id(key_id)
    tagged(response, _tag(key))
    return key


@router.post("/{uuid:key_id}/rotate", response={201: NewKeyOut}, auth=ApiAuth("keys.manage"))
def follow_key(request: HttpRequest, key_id: UUID, payload: RotateIn) -> Status[dict[str, object]]:
    """Make the key's successor, which has the same scopes; both open doors for the overlap."""
    key, secret = rotate_key(
        key_id, overlap=timedelta(hours=payload.overlap_hours), held=access_of(request).permissions,
        by=access_of(request).actor,
    )  # fmt: skip
    return Status(HTTPStatus.CREATED, _with_secret(key, secret))


@router.delete("/{uuid:key_id}", response=KeyOut, auth=ApiAuth("keys.manage"))
def end_key(request: HttpRequest, key_id: UUID) -> Key:
    """Revoke the key: it opens nothing from now on, and stays in the list."""
    require_match(request, _tag(key_by_id(key_id)))
    return revoke_key(key_id, by=access_of(request).actor)


def _tag(key: Key) -> str:
    return etag(key.pk, key.name, key.expires_at, key.revoked_at)


def _with_secret(key: Key, secret: str) -> dict[str, object]:
    return {**KeyOut.from_orm(key).dict(), "secret": secret}

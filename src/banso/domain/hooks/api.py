"""Webhooks, over the API."""

from http import HTTPStatus
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from banso.domain.hooks.actions import create_endpoint, remove_endpoint
from banso.domain.hooks.models import Endpoint
from banso.domain.hooks.queries import endpoint_by_id, endpoints
from banso.domain.hooks.schemas import HookIn, HookOut, NewHookOut
from banso.kit.access import ApiAuth, access_of
from banso.kit.paging import Page, PageOf, page_of

router = Router(tags=["hooks"])


@router.get("", response=PageOf[HookOut], auth=ApiAuth("hooks.view"))
def list_hooks(request: HttpRequest, limit: int | None = None, cursor: str | None = None) -> Page[Endpoint]:
    """Every webhook of the workspace, the newest first; secrets are not among them."""
    return page_of(endpoints(), limit=limit, cursor=cursor, order=("-made_at",), request=request)


@router.post("", response={201: NewHookOut}, auth=ApiAuth("hooks.manage"))
def make_hook(request: HttpRequest, payload: HookIn) -> Status[dict[str, object]]:
    """Have events sent to an address, each signed with the secret that this answer holds."""
    made, secret = create_endpoint(payload.name, payload.url, payload.events, by=access_of(request).actor)
    return Status(HTTPStatus.CREATED, {**HookOut.from_orm(made).dict(), "secret": secret})


@router.get("/{uuid:endpoint_id}", response=HookOut, auth=ApiAuth("hooks.view"))
def read_hook(request: HttpRequest, endpoint_id: UUID) -> Endpoint:  # noqa: ARG001 - Ninja's signature
    """One webhook."""
    return endpoint_by_id(endpoint_id)


@router.delete("/{uuid:endpoint_id}", response=HookOut, auth=ApiAuth("hooks.manage"))
def end_hook(request: HttpRequest, endpoint_id: UUID) -> Endpoint:
    """Take a webhook away; nothing is sent there any more."""
    return remove_endpoint(endpoint_id, by=access_of(request).actor)

"""Who may do what: every door carries a rule, and a door without one fails the tests.

A permission is "<area>.<verb>", the verb one of view, edit, manage, export. The middleware finds out who
asks and opens the workspace's scope; the decorators here hold the door to its rule.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, Literal, ParamSpec, cast
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.utils.translation import gettext as _
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from banso.kit.actor import Actor
from banso.kit.errors import NotAllowed
from banso.kit.tenancy import Tenant

P = ParamSpec("P")
# What only those who run a workspace may see: "*.view" does not open these.
PRIVATE_AREAS = frozenset({"people", "keys", "hooks", "audit", "workspace", "privacy"})
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
DoorKind = Literal["public", "signed-in", "page", "api", "tracking"]


def opens(held: frozenset[str], permission: str) -> bool:
    """Whether `permission` lies within what is held, which may be "*", "<area>.*" or "*.<verb>"."""
    area, _dot, verb = permission.partition(".")
    opening = {"*", permission, f"{area}.*"}
    if area not in PRIVATE_AREAS:
        opening.add(f"*.{verb}")
    return bool(opening & held)


@dataclass(frozen=True, slots=True)
class AccessRule:
    """What a door asks of who comes through.

    Attributes:
        kind: public (anybody), signed-in (any person), page (a member), api (a key), tracking (a write key).
        permission: for pages and the API, the permission that is needed.
        methods: the HTTP methods that are answered.
        writing: for pages, what is needed to send their form, where that is more.
    """

    kind: DoorKind
    permission: str
    methods: tuple[str, ...]
    writing: str = ""

    def needed(self, method: str) -> str:
        """The permission that a request of that method needs."""
        return self.permission if method in _SAFE or not self.writing else self.writing


@dataclass(frozen=True, slots=True)
class Access:
    """Who asks, in which workspace, with which rights. Permissions may end in ".*" or be "*"."""

    workspace: Tenant
    actor: Actor
    permissions: frozenset[str]
    roles: frozenset[str] = frozenset()
    person_id: UUID | None = None

    def may(self, permission: str) -> bool:
        return opens(self.permissions, permission)

    def require(self, permission: str) -> None:
        """Raise NotAllowed unless `permission` is held."""
        if not self.may(permission):
            raise NotAllowed(_("This needs the permission %(permission)s.") % {"permission": permission})


class BansoRequest(HttpRequest):
    """A request that the middleware has found a workspace for."""

    access: Access


Page = Callable[Concatenate[BansoRequest, P], HttpResponseBase]


def page(
    *, permission: str, methods: tuple[str, ...] = ("GET",), writing: str = ""
) -> Callable[[Page[P]], Callable[..., HttpResponseBase]]:
    """A page under /w/<slug>/ that members with `permission` may open; its form may ask for `writing`."""
    rule = AccessRule("page", permission, methods, writing)

    def decorate(view: Page[P]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: BansoRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            kwargs.pop("slug", None)
            if request.method not in (*methods, "HEAD"):
                return HttpResponseNotAllowed(methods)
            needed = rule.needed(str(request.method))
            if not request.access.may(needed):
                raise PermissionDenied(needed)
            return view(request, *args, **kwargs)

        guarded.access_rule = rule  # type: ignore[attr-defined]
        return guarded

    return decorate


def ruled(
    kind: DoorKind, view: Callable[..., Any], *, methods: tuple[str, ...] = ("GET",)
) -> Callable[..., Any]:
    """A third party's or an open view with its rule pinned on."""

    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase | HttpResponse:  # noqa: ANN401
        if request.method not in (*methods, "HEAD", "OPTIONS"):
            return HttpResponseNotAllowed(methods)
        return view(request, *args, **kwargs)  # type: ignore[no-any-return]

    door.access_rule = AccessRule(kind, "", methods)  # type: ignore[attr-defined]
    return door


def public(*, methods: tuple[str, ...] = ("GET",)) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A view that anybody may open."""
    return lambda view: ruled("public", view, methods=methods)


def signed_in(*, methods: tuple[str, ...] = ("GET",)) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A view outside any workspace for whoever has signed in."""

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        from django.contrib.auth.decorators import login_required  # noqa: PLC0415 - needs the app registry

        return ruled("signed-in", login_required(view), methods=methods)

    return decorate


def access_of(request: HttpRequest) -> Access:
    """Who asks; for API operations, whose request is a plain HttpRequest to the type checker."""
    return cast("BansoRequest", request).access


class ApiAuth(AuthBase):
    """The door of an API operation: `auth=ApiAuth("accounts.view")`.

    The middleware has found out who asks: a key (`Authorization: Bearer bns_...`), or a person's session
    together with the header X-Banso-Workspace. A session must also prove by its CSRF token that the call
    comes from our own pages.
    """

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __init__(self, permission: str) -> None:
        super().__init__()
        self.permission = permission

    def __call__(self, request: HttpRequest) -> Access | None:
        access: Access | None = getattr(request, "access", None)
        if access is None:
            return None
        if access.actor.kind == "person" and request.method not in _SAFE and check_csrf(request):
            raise NotAllowed(_("The CSRF token is missing or wrong."))
        access.require(self.permission)
        return access

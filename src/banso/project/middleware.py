"""Who asks, in which workspace: found once per request, before any view runs."""

from collections.abc import Callable
from typing import cast

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from structlog.contextvars import bound_contextvars

from banso.domain.workspaces.actions import mark_used
from banso.domain.workspaces.models import Person
from banso.domain.workspaces.queries import access_of_person, key_and_access
from banso.kit.access import Access, BansoRequest
from banso.kit.errors import BansoError
from banso.kit.tenancy import scope
from banso.project.refusals import told

Handler = Callable[[HttpRequest], HttpResponse]


class AccessMiddleware:
    """Opens the workspace's scope for pages under /w/<slug>/ and for API calls with a key."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        parts = request.path_info.split("/", 3)
        if parts[1] == "w" and len(parts) > 3:  # noqa: PLR2004 - /w/<slug>/...
            return self._page(request, parts[2])
        if request.path_info.startswith("/api/v1/"):
            return self._api(request)
        with translation.override(self._language(request, None)):
            return self.get_response(request)

    def _page(self, request: HttpRequest, slug: str) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        access = access_of_person(request.user, slug)
        if access is None:
            # Not 403: whether the workspace exists is nobody else's business.
            raise Http404
        return self._inside(request, access)

    def _api(self, request: HttpRequest) -> HttpResponse:
        """A key's workspace is its own; a session says by X-Banso-Workspace which one it means."""
        given = request.headers.get("Authorization")
        slug = request.headers.get("X-Banso-Workspace", "")
        access: Access | None = None
        if given is not None:
            scheme, _, token = given.partition(" ")
            found = key_and_access(token.strip()) if scheme.lower() == "bearer" else None
            if found:
                mark_used(found[0])
                access = found[1]
        elif slug and isinstance(request.user, Person):
            access = access_of_person(request.user, slug)
        return self._inside(request, access) if access else self.get_response(request)

    def _inside(self, request: HttpRequest, access: Access) -> HttpResponse:
        cast("BansoRequest", request).access = access
        person = request.user if isinstance(request.user, Person) else None
        zone = (person.timezone if person else "") or access.workspace.timezone
        actor = f"{access.actor.kind}:{access.actor.id}"
        with (
            bound_contextvars(workspace=access.workspace.slug, actor=actor),
            scope(workspace=access.workspace),
            translation.override(self._language(request, access)),
            timezone.override(zone),
        ):
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """One of our own errors that a page did not handle: a page or a notice, never a failure."""
        return told(request, exception) if isinstance(exception, BansoError) else None

    @staticmethod
    def _language(request: HttpRequest, access: Access | None) -> str:
        if request.path_info.startswith("/api/") and "Accept-Language" not in request.headers:
            return "en"
        person = request.user if isinstance(request.user, Person) else None
        if person and person.language:
            return person.language
        if access:
            return access.workspace.language
        return translation.get_language_from_request(request)

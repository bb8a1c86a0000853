"""What every answer carries: an identifier of the request, and the browser's orders."""

import logging
import re
import time
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse
from structlog.contextvars import bound_contextvars

from banso.kit.access import Access
from banso.kit.counting import REQUEST_SECONDS
from banso.kit.ids import new_id

log = structlog.get_logger("banso.request")

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; "
    "script-src 'self'; "
    "style-src 'self'; "
    "img-src 'self' data:; "
    "connect-src 'self'; "
    "font-src 'self'; "
    "form-action 'self'; "
    "frame-ancestors 'none'; "
    "base-uri 'none'"
)
_PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()"
_GIVEN = re.compile(r"[A-Za-z0-9._-]{8,100}")
_TRACE = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")

_CLIENT_ERROR, _SERVER_ERROR = 400, 500
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
# Arguments of addresses that are sent to one person alone.
_SECRET = frozenset({"token", "key", "uidb36"})

Handler = Callable[[HttpRequest], HttpResponse]


class HeadersMiddleware:
    """Sets the content policy and X-Request-Id on every answer, errors too.

    The caller's X-Request-Id, or the trace of a `traceparent` (W3C), is kept, so that one call can be
    followed through several systems; anything that could disturb a log is not taken over.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = _request_id(request)
        request.request_id = request_id  # type: ignore[attr-defined]
        begun = time.perf_counter()
        with bound_contextvars(request_id=request_id):
            response = self.get_response(request)
            _note(request, response, time.perf_counter() - begun)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Permissions-Policy", _PERMISSIONS)
        # Django's own middleware stands further in: what is answered before it would go without.
        response.headers.setdefault("X-Frame-Options", "DENY")
        response.headers["X-Request-Id"] = request_id
        return response


def _note(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    """Count the request and leave its line in the log; the static files have neither."""
    match = request.resolver_match
    view = match.view_name if match else "none"
    if match is None and response.status_code < _CLIENT_ERROR:
        return
    status = response.status_code
    method = request.method if request.method in _METHODS else "other"
    REQUEST_SECONDS.labels(view, method, status).observe(seconds)
    access: Access | None = getattr(request, "access", None)
    log.log(
        logging.ERROR if status >= _SERVER_ERROR else logging.INFO,
        "request", method=request.method, path=_path(request), view=view, status=status,
        ms=round(seconds * 1000, 1), workspace=access.workspace.slug if access else None,
        actor=f"{access.actor.kind}:{access.actor.id}" if access else None,
    )  # fmt: skip


def _path(request: HttpRequest) -> str:
    """The path without what opens a door by itself: the token of a link."""
    path = request.path
    for name, value in (request.resolver_match.kwargs if request.resolver_match else {}).items():
        if name in _SECRET and isinstance(value, str):
            path = path.replace(value, "…")
    return path


def _request_id(request: HttpRequest) -> str:
    given = request.headers.get("X-Request-Id", "")
    if _GIVEN.fullmatch(given):
        return given
    trace = _TRACE.fullmatch(request.headers.get("traceparent", ""))
    return trace[1] if trace else new_id().hex

"""Around every API call: how many a minute, once per Idempotency-Key, and the way to the next page."""

import threading
from collections.abc import Callable
from http import HTTPStatus

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse

from banso.domain.workspaces.actions import keep_answer
from banso.domain.workspaces.queries import kept_answer
from banso.kit.access import Access
from banso.kit.api import CallLimit, problem, problem_of
from banso.kit.errors import InputError
from banso.kit.idempotency import Call, call_of

Handler = Callable[[HttpRequest], HttpResponse]

_SERVER_ERROR = 500


class ApiCallMiddleware:
    """Stands inside AccessMiddleware, so it knows whose call it is."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self._limit = CallLimit(settings.API_CALLS_PER_MINUTE)
        # One workspace's keys together: else it could make as many keys as it likes to get ahead of others.
        self._together = CallLimit(settings.API_CALLS_PER_WORKSPACE or 5 * settings.API_CALLS_PER_MINUTE)
        self._in_flight: set[str] = set()
        self._lock = threading.Lock()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # U+0000, which not every database can be asked for: no address of ours has it.
        nul = "%00" in request.META.get("QUERY_STRING", "")
        if not request.path_info.startswith("/api/v1/"):
            if nul:
                raise SuspiciousOperation("the query string holds the character U+0000")
            return self.get_response(request)
        access: Access | None = getattr(request, "access", None)
        # Behind proxies of our own the address is the one they saw, so strangers do not share one count.
        address = get_adapter().get_client_ip(request) if access is None else ""
        caller = f"{access.actor.kind}:{access.actor.id}" if access else f"address:{address}"
        standing = self._limit.count(caller)
        if access is not None and standing.allowed:
            together = self._together.count(str(access.workspace.pk))
            standing = standing if together.allowed else together
        if not standing.allowed:
            response: HttpResponse = problem(
                request, HTTPStatus.TOO_MANY_REQUESTS, f"more than {standing.limit} calls a minute"
            )
        elif nul:
            said = "the query string holds the character U+0000"
            response = problem(request, HTTPStatus.BAD_REQUEST, said)
        else:
            response = self._once(request, access)
        for name, value in standing.headers(self._limit.window).items():
            response[name] = value
        response.headers.setdefault("Cache-Control", "no-store")
        _link_next(request, response)
        return response

    def _once(self, request: HttpRequest, access: Access | None) -> HttpResponse:
        # Sending a quote mails after its own commit, and a draft is sent once by itself.
        mails = request.path.startswith("/api/v1/quotes/") and request.path.endswith("/send")
        if request.method != "POST" or access is None or mails or "Idempotency-Key" not in request.headers:
            return self.get_response(request)
        try:
            call = call_of(request, f"{access.actor.kind}:{access.actor.id}")
        except InputError as error:
            return problem_of(request, error)
        with self._lock:
            if call.name in self._in_flight:
                return _at_work(request)
            self._in_flight.add(call.name)
        try:
            return self._kept_or_made(request, call)
        finally:
            with self._lock:
                self._in_flight.discard(call.name)

    def _kept_or_made(self, request: HttpRequest, call: Call) -> HttpResponse:
        """The answer of the first time, or this as the first time: act and answer kept in one transaction."""
        try:
            return self._in_one(request, call)
        except IntegrityError:
            # Another process was at the same call, and faster: what this one did is rolled back.
            if kept_answer(call.name) is None:
                raise
            return _at_work(request)

    def _in_one(self, request: HttpRequest, call: Call) -> HttpResponse:
        with transaction.atomic():
            kept = kept_answer(call.name)
            if kept is not None:
                if kept.body_hash != call.body_hash:
                    return problem(
                        request, HTTPStatus.UNPROCESSABLE_ENTITY,
                        "this Idempotency-Key was used for another call: take a new key for a new call",
                        kind="idempotency",
                    )  # fmt: skip
                return call.replayed(kept.status, kept.content_type, bytes(kept.sealed))
            response = self.get_response(request)
            if response.status_code >= _SERVER_ERROR or response.streaming:
                # A failure of ours is not an answer: nothing is kept, nothing is done, the caller may repeat.
                transaction.set_rollback(response.status_code >= _SERVER_ERROR)
                return response
            keep_answer(
                call.name, body_hash=call.body_hash, status=response.status_code,
                content_type=response["Content-Type"], sealed=call.sealed(response),
            )  # fmt: skip
        return response


def _at_work(request: HttpRequest) -> HttpResponse:
    return problem(
        request, HTTPStatus.CONFLICT, "a call with this Idempotency-Key is being worked on",
        headers={"Retry-After": "1"},
    )  # fmt: skip


def _link_next(request: HttpRequest, response: HttpResponse) -> None:
    cursor = getattr(request, "next_cursor", None)
    if cursor:
        query = request.GET.copy()
        query["cursor"] = cursor
        response["Link"] = f'<{request.path}?{query.urlencode()}>; rel="next"'

"""Pages behind secret addresses: so many calls from each caller, kept by no cache, found by no search."""

from typing import TypeVar

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from banso.kit.api import CallLimit

Answer = TypeVar("Answer", bound=HttpResponseBase)


def caller(request: HttpRequest) -> str:
    """Who asks; behind proxies of our own the address is the one that they saw."""
    from allauth.account.adapter import get_adapter  # noqa: PLC0415 - needs the app registry

    return str(get_adapter().get_client_ip(request))


def closed(answer: Answer) -> Answer:
    """Kept by no cache and found by no search; the policy of all pages tells other sites nothing of it."""
    answer["Cache-Control"] = "no-store, private"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def too_many(request: HttpRequest, limit: CallLimit) -> HttpResponse | None:
    """The page that refuses one call too many; None where it may go on."""
    standing = limit.count(caller(request))
    if standing.allowed:
        return None
    answer = render(request, "429.html", {"retry_after": standing.reset}, status=429)
    answer["Retry-After"] = str(standing.reset)
    return closed(answer)

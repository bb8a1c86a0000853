"""What is answered when nothing can be: a problem for programs, a page for people (400.html and so on)."""

import sys
from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template import loader
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import csrf, defaults

from banso.kit.api import problem
from banso.kit.away import database_is_away
from banso.kit.errors import BansoError, InputError, NotAllowed, NotFound
from banso.kit.meeting import met_another
from banso.kit.room import disk_is_full
from banso.kit.ui.toasts import toast


def _for_programs(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if _for_programs(request):
        return problem(request, HTTPStatus.BAD_REQUEST, "the request cannot be read")
    answer: HttpResponse = defaults.bad_request(request, exception)
    return answer


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    if _for_programs(request):
        return problem(request, HTTPStatus.FORBIDDEN, "not allowed", kind="not-allowed")
    answer: HttpResponse = defaults.permission_denied(request, exception)
    return answer


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if _for_programs(request):
        return problem(request, HTTPStatus.NOT_FOUND, "there is no such address")
    answer: HttpResponse = defaults.page_not_found(request, exception)
    return answer


def server_error(request: HttpRequest) -> HttpResponse:
    error = sys.exception()
    if disk_is_full(error):
        return _not_now(request, "the server's disk is full", "503.html", later=30)
    if database_is_away(error):
        return _not_now(request, "the database does not answer", "503_away.html", later=5)
    if met_another(error):
        return _met_another(request)
    if _for_programs(request):
        return problem(
            request, HTTPStatus.INTERNAL_SERVER_ERROR, "it broke on our side; request_id finds it in the log"
        )
    answer: HttpResponse = defaults.server_error(request)
    return answer


def _met_another(request: HttpRequest) -> HttpResponse:
    """Nothing of it was done: two did the same thing at the same moment, and the other one was let in."""
    if _for_programs(request):
        said = "somebody did the same thing at the same moment: look at it again"
        return problem(request, HTTPStatus.CONFLICT, said, headers={"Retry-After": "1"})
    return HttpResponse(loader.get_template("409.html").render(), status=HTTPStatus.CONFLICT)


def _not_now(request: HttpRequest, why: str, page: str, *, later: int) -> HttpResponse:
    """Nothing was acknowledged, and it may be sent again: a client that keeps what it has loses nothing."""
    status, headers = HTTPStatus.SERVICE_UNAVAILABLE, {"Retry-After": str(later)}
    if _for_programs(request):
        return problem(request, status, why, kind="too-busy", headers=headers)
    return HttpResponse(loader.get_template(page).render(), status=status, headers=headers)


def told(request: HttpRequest, error: BansoError) -> HttpResponse | None:
    """What a page's error becomes: not found, forbidden, a bad address, or a notice on the page before.

    None for the API, which answers in problems of its own.
    """
    if _for_programs(request):
        return None
    if isinstance(error, NotFound):
        return not_found(request, Http404(error.message))
    if isinstance(error, NotAllowed):
        return forbidden(request, PermissionDenied(error.message))
    if request.method in {"GET", "HEAD"} and isinstance(error, InputError):
        # What is wrong stands in the address: the page says what came and what is wanted.
        told_so = {"message": error.message, "wanted": error.wanted}
        return render(request, "400.html", told_so, status=HTTPStatus.BAD_REQUEST)
    toast(request, error.message, level=messages.ERROR)
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=HTTPStatus.CONFLICT)
    before = request.headers.get("Referer", "")
    safe = url_has_allowed_host_and_scheme(
        before, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(before if safe and request.method != "GET" else "/")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    if _for_programs(request):
        return problem(request, HTTPStatus.FORBIDDEN, "the CSRF token is missing or wrong")
    answer: HttpResponse = csrf.csrf_failure(request, reason)
    return answer

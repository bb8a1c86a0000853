"""What is answered when nothing can be: a problem for programs, a page for people (400.html and so on)."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.views import csrf, defaults

from banso.kit.api import problem


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
    if _for_programs(request):
        return problem(
            request, HTTPStatus.INTERNAL_SERVER_ERROR, "it broke on our side; request_id finds it in the log"
        )
    answer: HttpResponse = defaults.server_error(request)
    return answer


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    if _for_programs(request):
        return problem(request, HTTPStatus.FORBIDDEN, "the CSRF token is missing or wrong")
    answer: HttpResponse = csrf.csrf_failure(request, reason)
    return answer

"""What is answered when nothing can be: a page for people, a problem for programs."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from banso.kit.api import problem


def _answer(request: HttpRequest, status: HTTPStatus, title: str, text: str) -> HttpResponse:
    if request.path_info.startswith("/api/"):
        return problem(request, status, text)
    context = {"status": status.value, "title": title, "text": text}
    return render(request, "project/refusal.html", context, status=status.value)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    return _answer(
        request, HTTPStatus.BAD_REQUEST, _("This cannot be read"),
        _("What the browser sent cannot be used. Go back, load the page again, and try once more."),
    )  # fmt: skip


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    return _answer(
        request, HTTPStatus.FORBIDDEN, _("Your role does not allow this"),
        _("Ask an owner or admin of the workspace for a role that does."),
    )  # fmt: skip


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    return _answer(
        request, HTTPStatus.NOT_FOUND, _("There is nothing here"),
        _("The address is wrong, or what stood here is gone, or you have no seat in that workspace."),
    )  # fmt: skip


def server_error(request: HttpRequest) -> HttpResponse:
    return _answer(
        request, HTTPStatus.INTERNAL_SERVER_ERROR, _("Something broke on our side"),
        _("It stands in the server's log under the identifier below. Nothing of this step was kept."),
    )  # fmt: skip


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    return _answer(
        request, HTTPStatus.FORBIDDEN, _("This form had grown too old"),
        _("Go back, load the page again, and send it once more; what you typed is still in the form."),
    )  # fmt: skip

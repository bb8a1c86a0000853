"""Errors as RFC 9457 problems."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, JsonResponse
from ninja import Schema

from banso.kit.errors import (
    BansoError,
    Conflict,
    InputError,
    Lacking,
    NotAllowed,
    NotFound,
    Stale,
    TooBusy,
)

# Where each kind of problem is explained: a reference relative to the installation's own address.
_TYPES = "/api/v1/docs#problem-"

_STATUS: tuple[tuple[type[BansoError], HTTPStatus, str], ...] = (
    (InputError, HTTPStatus.UNPROCESSABLE_ENTITY, "input"),
    (NotAllowed, HTTPStatus.FORBIDDEN, "not-allowed"),
    (NotFound, HTTPStatus.NOT_FOUND, "not-found"),
    (Stale, HTTPStatus.PRECONDITION_FAILED, "stale"),
    (Conflict, HTTPStatus.CONFLICT, "conflict"),
    (TooBusy, HTTPStatus.SERVICE_UNAVAILABLE, "too-busy"),
    (BansoError, HTTPStatus.BAD_REQUEST, "error"),
)


class ProblemField(Schema):
    """One input that could not be used, or one thing that is missing.

    What is missing has a `code`, and in `href` the page on which it is filled; `item` is its number.
    """

    field: str
    message: str
    came: str = ""
    wanted: str = ""
    item: int | None = None
    code: str = ""
    href: str = ""


class Problem(Schema):
    """The shape of every error of the API (application/problem+json)."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    request_id: str
    errors: list[ProblemField] = []


def problem(
    request: HttpRequest,
    status: HTTPStatus,
    detail: str,
    *,
    kind: str = "",
    errors: Sequence[Mapping[str, Any]] = (),
    headers: Mapping[str, str] | None = None,
) -> JsonResponse:
    """An error answer; `kind` names the problem type, the status' own name where it is left out."""
    body: dict[str, Any] = {
        "type": _TYPES + (kind or status.name.lower().replace("_", "-")),
        "title": status.phrase,
        "status": status.value,
        "detail": detail,
        "instance": request.path,
        "request_id": getattr(request, "request_id", ""),
    }
    if errors:
        body["errors"] = list(errors)
    return JsonResponse(
        body,
        status=status.value,
        content_type="application/problem+json",
        headers=dict(headers or {}),
        json_dumps_params={"ensure_ascii": False},
    )


def problem_of(request: HttpRequest, error: BansoError) -> JsonResponse:
    """The problem that one of our own errors stands for."""
    status, kind = next((status, kind) for sort, status, kind in _STATUS if isinstance(error, sort))
    errors: list[dict[str, Any]] = []
    if isinstance(error, Lacking):
        errors = [{"came": "", "wanted": "", **asdict(each)} for each in error.lacks]
    elif isinstance(error, InputError) and (error.field or error.wanted):
        errors = [
            {"field": error.field, "message": error.message, "came": error.came, "wanted": error.wanted}
        ]
    headers = {"Retry-After": str(error.retry_after)} if isinstance(error, TooBusy) else None
    return problem(request, status, error.message, kind=kind, errors=errors, headers=headers)

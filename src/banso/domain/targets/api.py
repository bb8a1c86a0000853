"""Targets: reading, setting many at once, taking away."""

from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from banso.domain.targets import actions, queries
from banso.domain.targets.models import Target
from banso.domain.targets.schemas import TargetOut, TargetSetOut, TargetsIn
from banso.kit.access import ApiAuth, access_of
from banso.kit.api import etag, require_match, tagged
from banso.kit.errors import InputError
from banso.kit.paging import Page, PageOf, page_of

router = Router(tags=["targets"])


@router.get("", response=PageOf[TargetOut], auth=ApiAuth("targets.view"))
def list_targets(
    request: HttpRequest,
    *,
    person_id: UUID | None = None,
    team_id: UUID | None = None,
    since: date | None = None,
    until: date | None = None,
    limit: int | None = None,
    cursor: str | None = None,
) -> Page[Target]:
    """Targets by period; with `since` and `until` those whose period lies within these days.

    `until` is the first day outside. How far they are is the KPI `quota_attainment`.
    """
    rows = queries.targets()
    if person_id is not None:
        rows = rows.filter(person=person_id)
    if team_id is not None:
        rows = rows.filter(team=team_id)
    if since is not None:
        rows = rows.filter(first__gte=since)
    if until is not None:
        rows = rows.filter(until__lte=until)
    return page_of(rows, limit=limit, cursor=cursor, order=("first",), request=request)


@router.put("", response=list[TargetSetOut], auth=ApiAuth("targets.edit"))
def set_targets(request: HttpRequest, payload: TargetsIn) -> list[dict[str, object]]:
    """Set targets by holder and period; one answer a row, in order. The same again changes nothing.

    Targets of one holder share no days: a quarter is refused beside one of its months.
    """
    found: list[dict[str, object]] = []
    for result in actions.set_targets([each.dict() for each in payload.data], by=access_of(request).actor):
        error = result.error
        found.append({
            "outcome": result.outcome, "id": result.target.pk if result.target else None,
            "error": error.message if error else "",
            "field": error.field if isinstance(error, InputError) else "",
        })  # fmt: skip
    return found


@router.get("/{uuid:target_id}", response=TargetOut, auth=ApiAuth("targets.view"))
def read_target(request: HttpRequest, target_id: UUID, response: HttpResponse) -> Target:  # noqa: ARG001
    """One target."""
    found = queries.target_by_id(target_id)
    tagged(response, etag(found.pk, found.version))
    return found


@router.delete("/{uuid:target_id}", response={204: None}, auth=ApiAuth("targets.edit"))
def delete_target(request: HttpRequest, target_id: UUID) -> Status[None]:
    """Take a target away. What was reported with it before is still found as known then."""
    found = queries.target_by_id(target_id)
    require_match(request, etag(found.pk, found.version))
    actions.delete_targets([target_id], by=access_of(request).actor)
    return Status(204, None)

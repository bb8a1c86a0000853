"""Segments."""

from http import HTTPStatus
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from banso.domain.accounts.actions import segments as acts
from banso.domain.accounts.api.shared import state_of
from banso.domain.accounts.models import Account, Segment
from banso.domain.accounts.queries.accounts import accounts
from banso.domain.accounts.queries.segments import condition_of, segment_by_id, segments, where
from banso.domain.accounts.schemas import AccountOut, SegmentIn, SegmentOut
from banso.kit.access import ApiAuth, access_of
from banso.kit.api import seen_version, tagged
from banso.kit.paging import Page, PageOf, page_of

router = Router(tags=["segments"])


@router.get("", response=PageOf[SegmentOut], auth=ApiAuth("segments.view"))
def list_segments(request: HttpRequest, limit: int | None = None, cursor: str | None = None) -> Page[Segment]:
    """Segments by name."""
    return page_of(segments(), limit=limit, cursor=cursor, order=("name",), request=request)


@router.post("", response={201: SegmentOut}, auth=ApiAuth("segments.edit"))
def create_segment(request: HttpRequest, payload: SegmentIn, response: HttpResponse) -> Status[Segment]:
    """Keep a condition under a name."""
    segment = acts.create_segment(
        payload.name, payload.condition, description=payload.description, by=access_of(request).actor
    )
    tagged(response, state_of(segment.pk, segment.version))
    return Status(HTTPStatus.CREATED, segment)


@router.get("/{uuid:segment_id}", response=SegmentOut, auth=ApiAuth("segments.view"))
def read_segment(request: HttpRequest, segment_id: UUID, response: HttpResponse) -> Segment:  # noqa: ARG001
    """One segment, with its condition as a sentence."""
    segment = segment_by_id(segment_id)
    tagged(response, state_of(segment.pk, segment.version))
    return segment


@router.put("/{uuid:segment_id}", response=SegmentOut, auth=ApiAuth("segments.edit"))
def change_segment(
    request: HttpRequest, segment_id: UUID, payload: SegmentIn, response: HttpResponse
) -> Segment:
    """Replace a segment; with If-Match, only the state that you saw."""
    expected = seen_version(request, segment_id, segment_by_id(segment_id).version)
    segment = acts.update_segment(
        segment_id, name=payload.name, condition=payload.condition, description=payload.description,
        expected_version=expected, by=access_of(request).actor,
    )  # fmt: skip
    tagged(response, state_of(segment.pk, segment.version))
    return segment


@router.delete("/{uuid:segment_id}", response=SegmentOut, auth=ApiAuth("segments.edit"))
def archive_segment(request: HttpRequest, segment_id: UUID) -> Segment:
    """Put a segment away."""
    seen_version(request, segment_id, segment_by_id(segment_id).version)
    return acts.archive_segment(segment_id, by=access_of(request).actor)


@router.get("/{uuid:segment_id}/accounts", response=PageOf[AccountOut], auth=ApiAuth("accounts.view"))
def list_segment_accounts(
    request: HttpRequest, segment_id: UUID, limit: int | None = None, cursor: str | None = None
) -> Page[Account]:
    """The accounts that meet a segment's condition today, by name."""
    rows = where(accounts(), condition_of(segment_by_id(segment_id))).prefetch_related("tags")
    return page_of(rows, limit=limit, cursor=cursor, order=("name",), request=request)

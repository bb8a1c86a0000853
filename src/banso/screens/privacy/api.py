"""Personal data, over the API. Whom it is about comes in the body: an address would be kept by every log."""

from http import HTTPStatus
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from banso.domain.privacy import actions, queries
from banso.domain.privacy.models import Case
from banso.domain.workspaces.actions import note
from banso.kit.access import ApiAuth, access_of
from banso.kit.paging import Page, PageOf, page_of
from banso.screens.privacy.schemas import CaseOut, ErasureIn, HeldOut, PersonIn
from banso.screens.privacy.tasks import enqueue
from banso.screens.system.backups import last_backup

router = Router(tags=["privacy"])


@router.get("/requests", response=PageOf[CaseOut], auth=ApiAuth("privacy.manage"))
def list_privacy_requests(
    request: HttpRequest, limit: int | None = None, cursor: str | None = None
) -> Page[Case]:
    """Every request about a person and its receipt, the newest first."""
    return page_of(queries.cases(), limit=limit, cursor=cursor, order=("-number",), request=request)


@router.get("/requests/{uuid:case_id}", response=CaseOut, auth=ApiAuth("privacy.manage"))
def read_privacy_request(request: HttpRequest, case_id: UUID) -> Case:  # noqa: ARG001
    """One request."""
    return queries.case_by_id(case_id)


@router.post("/find", response=HeldOut, auth=ApiAuth("privacy.manage"))
def find_person(request: HttpRequest, payload: PersonIn) -> dict[str, object]:
    """Count what is held on a person."""
    subject = queries.subject_of(mail=payload.mail, key=payload.key, record=payload.record)
    note("privacy.looked", by=access_of(request).actor)
    return {"counts": {slug: len(rows) for slug, rows in queries.find(subject).items()}}


@router.post("/exports", response={202: CaseOut}, auth=ApiAuth("privacy.manage"))
def export_person(request: HttpRequest, payload: PersonIn) -> Status[Case]:
    """Have everything that is held on a person put into one file, which people download from the settings."""
    subject = queries.subject_of(mail=payload.mail, key=payload.key, record=payload.record)
    case = actions.ask_for_export(subject, by=access_of(request).actor, enqueue=enqueue)
    return Status(HTTPStatus.ACCEPTED, case)


@router.post("/erasures", response={202: CaseOut}, auth=ApiAuth("privacy.manage"))
def erase_person(request: HttpRequest, payload: ErasureIn) -> Status[Case]:
    """Erase a person for good. From this moment on nothing of them is stored; the rest follows in minutes."""
    subject = queries.subject_of(mail=payload.mail, key=payload.key, record=payload.record)
    backup = last_backup()
    case = actions.ask_for_erasure(
        subject, reason=payload.reason, typed=payload.typed, by=access_of(request).actor, enqueue=enqueue,
        last_backup=backup.at if backup else None,
    )  # fmt: skip
    return Status(HTTPStatus.ACCEPTED, case)

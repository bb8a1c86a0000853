"""Bringing files in over the API: sent as multipart/form-data, done by the worker, watched by asking."""

from http import HTTPStatus
from uuid import UUID

import msgspec
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import File, Form, Router, Status
from ninja.files import UploadedFile

from banso.integrations.files.actions import Reading, SentFile, demand_undoable, enqueue, set_mapping, take_in
from banso.integrations.files.kinds import kind_of
from banso.integrations.files.models import ImportRun, RowReport
from banso.integrations.files.queries import import_by_id, imports, reports
from banso.integrations.files.schemas import ImportOut, RejectedOut
from banso.integrations.files.tasks import bring_in, check_file, take_out
from banso.kit.access import ApiAuth, access_of
from banso.kit.errors import InputError
from banso.kit.paging import Page, PageOf, page_of

router = Router(tags=["imports"])


@router.get("", response=PageOf[ImportOut], auth=ApiAuth("imports.view"))
def list_imports(
    request: HttpRequest, limit: int | None = None, cursor: str | None = None
) -> Page[ImportRun]:
    """Every import of the workspace, the newest first."""
    return page_of(imports(), limit=limit, cursor=cursor, order=("-created_at",), request=request)


@router.post("", response={202: ImportOut}, auth=ApiAuth("imports.manage"))
def make_import(  # noqa: PLR0917 - ninja hands over by name
    request: HttpRequest,
    file: File[list[UploadedFile]],
    kind: Form[str],
    mapping: Form[str] = "{}",
    date_format: Form[str] = "",
    encoding: Form[str] = "",
    preset: Form[str] = "",
    create_accounts: Form[bool] = False,  # noqa: FBT002 - a form's field
    dry_run: Form[bool] = False,  # noqa: FBT002
) -> Status[ImportRun]:
    """Send a file; the worker brings it in, or only checks it with `dry_run`.

    `mapping` is a JSON object of canonical columns by header; it goes before what the headers suggest. Ask
    for the import until its state is done, checked or failed.
    """
    access = access_of(request)
    if demands := kind_of(kind).demands:
        access.require(demands)
    files = [SentFile(each.name or "file", each.chunks()) for each in file]
    run = take_in(kind, files, by=access.actor, reading=Reading(encoding=encoding), preset=preset)
    orders = {"*": date_format} if date_format else run.orders
    set_mapping(run, {**run.mapping, **_mapping(mapping)}, orders=orders, create_accounts=create_accounts)
    enqueue(check_file if dry_run else bring_in, run, by=access.actor)
    return Status(HTTPStatus.ACCEPTED, run)


def _mapping(text: str) -> dict[str, str]:
    try:
        return msgspec.json.decode(text, type=dict[str, str])
    except msgspec.DecodeError as error:
        raise InputError(
            _("The mapping is not a JSON object of texts."), field="mapping", came=text,
            wanted='{"their column": "our column"}',
        ) from error  # fmt: skip


@router.get("/{uuid:import_id}", response=ImportOut, auth=ApiAuth("imports.view"))
def read_import(request: HttpRequest, import_id: UUID) -> ImportRun:  # noqa: ARG001
    """One import, and how far it has come."""
    return import_by_id(import_id)


@router.get("/{uuid:import_id}/rejected", response=PageOf[RejectedOut], auth=ApiAuth("imports.view"))
def list_rejected(
    request: HttpRequest, import_id: UUID, limit: int | None = None, cursor: str | None = None
) -> Page[RowReport]:
    """The rejected rows with their reasons, in the file's order."""
    rows = reports(import_by_id(import_id))
    return page_of(rows, limit=limit, cursor=cursor, order=("row",), request=request)


@router.post("/{uuid:import_id}/undo", response={202: ImportOut}, auth=ApiAuth("imports.manage"))
def undo_import(request: HttpRequest, import_id: UUID) -> Status[ImportRun]:
    """Take a whole import back; what was edited since stays as it is."""
    run, access = import_by_id(import_id), access_of(request)
    if demands := kind_of(run.kind).demands:
        access.require(demands)
    demand_undoable(run)
    enqueue(take_out, run, by=access.actor)
    return Status(HTTPStatus.ACCEPTED, run)

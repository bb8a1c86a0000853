"""Asking a list's export again, out of the request: the same address, as the same person, at any length.

So every list that can be exported can be exported at length, with the same filter, columns and rights.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, QueryDict
from django.urls import resolve

from banso.integrations.exports.models import Export
from banso.kit.access import Access, BansoRequest
from banso.kit.keeping import sync_folder
from banso.kit.tabular.export import at_length


@dataclass(frozen=True, slots=True)
class Made:
    """What is in the file: rows, bytes, and how many characters its encoding lacked."""

    rows: int
    size: int
    replaced: int
    content_type: str


def ask_again(export: Export, access: Access | None) -> Made:
    """Write the file that the export's address answers with into its place, whole or not at all.

    Args:
        export: what was asked for; its language and zone are active, its workspace is open.
        access: what its person may do now; None for somebody who has left.

    Raises:
        PermissionDenied: the person may not export this any more.
        BansoError: what the list refuses.
    """
    if access is None or not export.person.is_active:
        raise PermissionDenied(export.permission)
    export.folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def tell(rows: int) -> None:
        export.progress.write_text(str(rows), encoding="ascii")

    tell(0)
    with at_length(tell):
        answer = _answer(export, access)
    part = export.file.with_name(f"file.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            for chunk in cast("Iterator[bytes]", answer.streaming_content):
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
            size = file.tell()
        part.replace(export.file)
        sync_folder(export.folder)
    finally:
        # Not answer.close(), which ends a request: Django would close the database's connection with it.
        if answer.file_to_stream is not None:
            answer.file_to_stream.close()
        part.unlink(missing_ok=True)
        export.progress.unlink(missing_ok=True)
    return Made(
        rows=int(answer["X-Banso-Rows"]), size=size, replaced=int(answer.get("X-Banso-Replaced", "0")),
        content_type=answer["Content-Type"],
    )  # fmt: skip


def _answer(export: Export, access: Access) -> FileResponse:
    request = BansoRequest()
    request.method = "GET"
    request.path = request.path_info = f"/w/{access.workspace.slug}/{export.path}"
    request.GET = QueryDict(export.query)
    request.user = export.person
    request.access = access
    request.resolver_match = found = resolve(request.path_info)
    # The door's own rule asks for the right again: it may have been taken since.
    answer = found.func(request, *found.args, **found.kwargs)
    if not isinstance(answer, FileResponse):
        raise TypeError(f"{export.path} answered with {type(answer).__name__}, not with a file")
    return answer

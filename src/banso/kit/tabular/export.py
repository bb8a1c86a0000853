"""Sending a list as a file, as it is filtered: at once, or later where it is long."""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import islice
from typing import IO, Final, Literal, TypeVar, get_args

from django.http import FileResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banso.kit.errors import InputError
from banso.kit.tabular.writing import Column, Written, write_csv, write_xlsx

R = TypeVar("R")
Format = Literal["csv", "csv-cp932", "xlsx"]
FORMATS: Final[dict[Format, str | Promise]] = {
    "csv": gettext_lazy("CSV (UTF-8)"),
    "csv-cp932": gettext_lazy("CSV (Shift_JIS, cp932)"),
    "xlsx": gettext_lazy("Excel (XLSX)"),
}
SUFFIXES: Final[dict[Format, str]] = {"csv": "csv", "csv-cp932": "csv", "xlsx": "xlsx"}
CONTENT_TYPES: Final[dict[Format, str]] = {
    "csv": "text/csv; charset=utf-8",
    "csv-cp932": "text/csv; charset=Shift_JIS",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# Up to here the file is made in memory; beyond, on disk.
_IN_MEMORY: Final = 2_000_000
# Beyond this many rows nobody waits for the answer: see `LongExport`.
DIRECT_ROWS: Final = 10_000
_TOLD_EVERY: Final = 1_000
_telling: ContextVar[Callable[[int], None] | None] = ContextVar("telling", default=None)


class LongExport(Exception):  # noqa: N818 - no error: the file is made later, out of the request
    """More rows than are sent directly.

    Attributes:
        file_name: what the file will be called.
    """

    def __init__(self, file_name: str) -> None:
        super().__init__(file_name)
        self.file_name = file_name


@contextmanager
def at_length(tell: Callable[[int], None]) -> Iterator[None]:
    """Inside, exports of any length are made; `tell` hears every thousand rows how many there are."""
    token = _telling.set(tell)
    try:
        yield
    finally:
        _telling.reset(token)


def checked_format(asked: str) -> Format:
    """The format of that name.

    Raises:
        InputError: there is none.
    """
    for known in get_args(Format):
        if asked == known:
            return known  # type: ignore[no-any-return]
    raise InputError(
        _("There is no export format “%(asked)s”.") % {"asked": asked[:40]},
        field="format", came=asked, wanted=", ".join(FORMATS),
    )  # fmt: skip


def write_table(
    file: IO[bytes],
    columns: Sequence[Column[R]],
    rows: Iterable[R],
    *,
    format: Format,  # noqa: A002
) -> Written:
    """Write the table to a file that is open for bytes."""
    if format == "xlsx":
        return write_xlsx(file, columns, rows)
    return write_csv(file, columns, rows, encoding="cp932" if format == "csv-cp932" else "utf-8-sig")


def export_response(
    columns: Sequence[Column[R]],
    rows: Iterable[R],
    *,
    format: str,  # noqa: A002 - the word in the address
    filename: str,
) -> FileResponse:
    """The table as a download.

    The file is complete before its first byte leaves, so a failure half-way is an error page and never a
    short file that looks whole. `rows` may be a queryset's `.iterator()`; it is read inside the caller's
    scope and language. More than DIRECT_ROWS rows are made inside `at_length` alone.

    Args:
        columns: what to write.
        rows: the records.
        format: "csv" (UTF-8 with BOM), "csv-cp932" or "xlsx".
        filename: without suffix; may be Japanese.

    Returns:
        The response, with X-Banso-Rows, and X-Banso-Replaced where cp932 lacks characters.

    Raises:
        InputError: there is no such format.
        LongExport: there are too many rows to wait for.
    """
    chosen = checked_format(format)
    filename = f"{filename}.{SUFFIXES[chosen]}"
    rows = _counted(rows, filename)
    file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - the response closes it
    try:
        written = write_table(file, columns, rows, format=chosen)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    response = FileResponse(
        file,
        as_attachment=True,
        filename=filename,
        content_type=CONTENT_TYPES[chosen],
    )
    response["X-Banso-Rows"] = str(written.rows)
    if written.replaced:
        response["X-Banso-Replaced"] = str(written.replaced)
    return response


def _counted(rows: Iterable[R], filename: str) -> Iterable[R]:
    tell = _telling.get()
    if tell is not None:
        return _told(rows, tell)
    if isinstance(rows, Sized):
        if len(rows) > DIRECT_ROWS:
            raise LongExport(filename)
        return rows
    # Read ahead rather than count: the rows may come from anywhere, and no half-written file is left.
    first = list(islice(rows, DIRECT_ROWS + 1))
    if len(first) > DIRECT_ROWS:
        raise LongExport(filename)
    return first


def _told(rows: Iterable[R], tell: Callable[[int], None]) -> Iterator[R]:
    for number, row in enumerate(rows, start=1):
        if number % _TOLD_EVERY == 0:
            tell(number)
        yield row

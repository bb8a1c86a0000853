"""The child process that reads a workbook: `python -m banso.kit.tabular.workbook_child IN OUT SHEET`.

It limits its own memory and time before it opens anything, looks the archive over without believing what it
says of itself, and answers one line of JSON.
"""

import csv
import json
import re
import resource
import sys
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

MEMORY: Final = 768 << 20
SECONDS: Final = 100
PARTS: Final = 2_000
INFLATED: Final = 256 << 20
ROWS: Final = 200_000
COLUMNS: Final = 512
CELLS: Final = 5_000_000
_CHUNK: Final = 1 << 20
_PACKED: Final = 1 << 14
_SEAM: Final = 64
# A cell's place (r="AB12") or a row's number (r="12").
_PLACE: Final = re.compile(rb"""r(?<=\sr)\s*=\s*["']([A-Za-z]*)(\d+)["']""")
_ROOT: Final = re.compile(rb"<(\w+:)?worksheet\b")
_FORBIDDEN: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


class Refused(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """The workbook is not read. The parent puts the reason into words.

    Attributes:
        reason: a key of `workbook._reasons`.
        values: what its words name.
    """

    def __init__(self, reason: str, **values: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.values = values


def look_over(path: Path) -> None:
    """Inflate every part once, piece by piece, and stop at the first limit.

    Raises:
        Refused: the archive is broken, too large, or holds more rows, columns or cells than are read.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if "xl/workbook.xml" not in names:
                raise Refused("no workbook")
            if len(parts) > PARTS:
                raise Refused("parts", most=f"{PARTS:,}")
            if sum(part.file_size for part in parts) > INFLATED:
                raise Refused("size", most=str(INFLATED >> 20))
            left = INFLATED
            for part in parts:
                left -= _look_at(archive, part, left)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError) as error:
        raise Refused("archive") from error


def _look_at(archive: zipfile.ZipFile, part: zipfile.ZipInfo, left: int) -> int:
    size = 0
    seam = b""
    text = part.filename.endswith((".xml", ".rels"))
    extent = _Extent() if part.filename.startswith("xl/worksheets/") and text else None
    for chunk in _pieces(archive, part):
        if text and not size and b"\x00" in chunk[:64]:
            raise Refused("xml")
        size += len(chunk)
        if size > left:
            raise Refused("size", most=str(INFLATED >> 20))
        # Chunks overlap a little, so that nothing hides on a seam.
        window = seam + chunk
        if text and b"<!" in window and _FORBIDDEN.search(window):
            raise Refused("entities")
        if extent:
            extent.take(window, seam)
        seam = window[-_SEAM:]
    return size


def _pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part's bytes as they really are: what the archive claims of their size is not believed."""
    if part.flag_bits & 1 or part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise Refused("archive")
    file = archive.fp
    if file is None:
        raise Refused("archive")
    file.seek(part.header_offset)
    header = file.read(30)
    file.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    inflater = zlib.decompressobj(-15) if part.compress_type == zipfile.ZIP_DEFLATED else None
    waiting = part.compress_size
    while waiting > 0 and (packed := file.read(min(_PACKED, waiting))):
        waiting -= len(packed)
        if inflater is None:
            yield packed
            continue
        while packed:
            yield inflater.decompress(packed, _CHUNK)
            packed = inflater.unconsumed_tail


class _Extent:
    """How far a sheet reaches, as its XML is seen chunk by chunk."""

    def __init__(self) -> None:
        self.rows = self.last_row = self.last_column = self.cells_of_row = 0
        self.row_tag = self.cell_tag = b""

    def take(self, chunk: bytes, seam: bytes) -> None:
        if not self.row_tag and (root := _ROOT.search(chunk)):
            prefix = root[1] or b""
            self.row_tag, self.cell_tag = b"<" + prefix + b"row", b"<" + prefix + b"c"
        if self.row_tag:
            self._count(chunk, seam)
        places = _PLACE.findall(chunk)
        self.last_column = max(self.last_column, *map(_column, {letters for letters, _ in places}), 0)
        self.last_row = max(self.last_row, *(int(digits[:9]) for _, digits in places), 0)
        if max(self.rows, self.last_row) > ROWS:
            raise Refused("rows", most=f"{ROWS:,}")
        if self.last_column > COLUMNS:
            raise Refused("columns", most=str(COLUMNS))
        if max(self.rows, self.last_row) * self.last_column > CELLS:
            raise Refused("cells", most=f"{CELLS:,}")

    def _count(self, chunk: bytes, seam: bytes) -> None:
        """Rows, and cells of a row, that do not say where they stand."""
        first, *others = chunk.split(self.row_tag)
        self.rows += len(others) - seam.count(self.row_tag)
        self.cells_of_row += self._cells(first) - (0 if others else self._cells(seam))
        self.last_column = max(self.last_column, self.cells_of_row)
        if others:
            counts = [self._cells(row) for row in others]
            self.last_column = max(self.last_column, *counts)
            self.cells_of_row = counts[-1]

    def _cells(self, row: bytes) -> int:
        return sum(row.count(self.cell_tag + end) for end in (b" ", b">", b"/"))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters[:8].upper():
        number = number * 26 + letter - 64
    return number


def convert(path: Path, out: Path, wanted: str) -> dict[str, object]:
    """Write the sheet as CSV; returns the names of the sheets, the one read, and its rows."""
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415 - after the limits are set

    try:
        book = CalamineWorkbook.from_path(str(path))
        names = list(book.sheet_names)
        if wanted and wanted not in names:
            raise Refused("sheet", name=wanted[:60], sheets=", ".join(names[:20]))
        for name in [wanted] if wanted else names:
            sheet = book.get_sheet_by_name(name)
            if wanted or sheet.height or name == names[-1]:
                return {"sheets": names, "sheet": name, "rows": _write(sheet, out)}
    except CalamineError as error:
        raise Refused("damaged") from error
    raise Refused("no sheet")


def _write(sheet: Any, out: Path) -> int:  # noqa: ANN401 - untyped library
    _, left = sheet.start or (0, 0)
    count = 0
    with out.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        # Rows come from the sheet's first on, cells from the first column that is not empty.
        for row in sheet.iter_rows():
            lines.writerow([*[""] * left, *map(_text, row)])
            count += 1
    return count


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e17 else repr(value)  # noqa: PLR2004
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value)


def main() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    source, out, sheet = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    try:
        look_over(source)
        answer = convert(source, out, sheet)
    except Refused as error:
        answer = {"refused": error.reason, "values": error.values}
    except MemoryError:
        answer = {"refused": "memory", "values": {}}
    sys.stdout.write(json.dumps(answer))
    return 0


if __name__ == "__main__":
    sys.exit(main())

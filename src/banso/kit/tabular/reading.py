"""Opening a table file: what was found is said, may be changed, and is then read record by record."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

import msgspec
from django.utils.translation import gettext as _

from banso.kit.errors import InputError
from banso.kit.tabular.delimited import find_delimiter, read_records
from banso.kit.tabular.encodings import find_encoding
from banso.kit.tabular.guard import unguarded
from banso.kit.tabular.references import named
from banso.kit.tabular.workbook import is_workbook, unpack

COLUMNS: Final = 1_000
_LOOKED_AT: Final = 20
_MOSTLY: Final = 0.6


class Layout(msgspec.Struct, frozen=True, kw_only=True):
    """How a file is laid out; kept with an import, so that it is read the same way every time.

    Attributes:
        kind: "csv" or "xlsx".
        encoding: a key of ENCODINGS (XLSX: "utf-8", of the CSV that was made of it).
        damaged: some bytes do not belong to the encoding.
        delimiter: one of DELIMITERS.
        header_row: the row that names the columns, the file's first being 1; 0 = there is none.
        sheet: XLSX: the sheet that is read.
        sheets: XLSX: all of them.
    """

    kind: str
    encoding: str = "utf-8"
    damaged: bool = False
    delimiter: str = ","
    header_row: int = 1
    sheet: str = ""
    sheets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Header:
    """One column's name.

    Attributes:
        name: unique within the file; what a mapping speaks of.
        original: as the file has it.
    """

    name: str
    original: str


@dataclass(frozen=True, slots=True)
class Record:
    """One row of the file.

    Attributes:
        row: its number as a spreadsheet counts, the file's first row being 1.
        cells: one text for each header.
        surplus: cells beyond the last header that are not empty.
    """

    row: int
    cells: Sequence[str]
    surplus: int = 0


def found_layout(
    path: Path, *, text: Path, encoding: str = "", delimiter: str = "", header_row: int = -1, sheet: str = ""
) -> Layout:
    """Find how a file is laid out; what is given is taken as it is, the rest is found.

    Args:
        path: the file.
        text: where the CSV of a workbook's sheet goes; a CSV is read in its own place.
        encoding: a key of ENCODINGS.
        delimiter: one of DELIMITERS.
        header_row: as in Layout, or -1 to find it.
        sheet: of a workbook.

    Raises:
        InputError: the file is empty, or cannot be read.
    """
    if path.stat().st_size == 0:
        raise InputError(_("The file is empty."), field="file", came=path.name, wanted="CSV, XLSX")
    if is_workbook(path):
        unpacked = unpack(path, text, sheet=sheet)
        layout = Layout(kind="xlsx", sheet=unpacked.sheet, sheets=unpacked.sheets)
        source = text
    else:
        found = find_encoding(path)
        name = encoding or found.name
        damaged = found.damaged if name == found.name else False
        layout = Layout(
            kind="csv", encoding=name, damaged=damaged, delimiter=delimiter or find_delimiter(path, name)
        )
        source = path
    row = header_row if header_row >= 0 else _find_header(source, layout)
    return msgspec.structs.replace(layout, header_row=row)


def headers(path: Path, layout: Layout) -> list[Header]:
    """The columns' names; empty ones are numbered, repeated ones get a number behind.

    Args:
        path: the CSV itself, or the one that was made of the workbook.
        layout: as found.

    Raises:
        InputError: the row is not there, or has more than 1,000 cells.
    """
    start = max(layout.header_row, 1)
    first = next(islice(_cells(path, layout), start - 1, None), None)
    if not first:
        raise InputError(
            _("Row %(row)s is empty.") % {"row": start},
            field="header-row",
            came=start,
            wanted=_("the row that names the columns"),
        )
    if len(first) > COLUMNS:
        raise InputError(
            _("The file has %(count)s columns.") % {"count": len(first)},
            field="file",
            came=len(first),
            wanted=_("at most 1,000"),
        )
    originals = first if layout.header_row else [""] * len(first)
    named_before: dict[str, int] = {}
    found = []
    for number, original in enumerate(originals, start=1):
        name = " ".join(original.split()) or f"Column {number}"
        named_before[name] = named_before.get(name, 0) + 1
        unique = name if named_before[name] == 1 else f"{name} ({named_before[name]})"
        found.append(Header(unique, original))
    return found


def records(path: Path, layout: Layout, width: int) -> Iterator[Record]:
    """The rows below the header, blank ones left out; short rows are filled up with empty cells.

    Args:
        path: the CSV itself, or the one that was made of the workbook.
        layout: as found.
        width: how many headers there are.
    """
    for row, cells in enumerate(_cells(path, layout), start=1):
        if row <= layout.header_row or not any(cells):
            continue
        surplus = sum(1 for cell in cells[width:] if cell.strip())
        yield Record(row, (cells + [""] * (width - len(cells)))[:width], surplus)


def _cells(path: Path, layout: Layout) -> Iterator[list[str]]:
    lines = read_records(path, encoding=layout.encoding, delimiter=layout.delimiter)
    first = True
    for cells in lines:
        if first and cells:
            # A byte order mark stays where the encoding was named by hand, or is UTF-16's with its order.
            cells[0] = cells[0].removeprefix("\ufeff")
        first = False
        if layout.kind == "csv":
            # The ' that guards a cell against formulas is no part of its text.
            yield named([unguarded(cell) if "'" in cell else cell for cell in cells], layout.encoding)
        else:
            yield cells


def _find_header(path: Path, layout: Layout) -> int:
    """The first row that names most columns: titles and blank lines above it are passed over."""
    first = list(islice(_cells(path, layout), _LOOKED_AT))
    filled = [sum(1 for cell in cells if cell.strip()) for cells in first]
    counts = sorted(count for count in filled if count)
    usual = counts[len(counts) // 2] if counts else 0
    return next((row for row, count in enumerate(filled, start=1) if count >= usual * _MOSTLY), 1)

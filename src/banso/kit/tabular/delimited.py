"""Reading delimited text record by record, whatever its size."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from banso.kit.errors import InputError

DELIMITERS: Final = {",": "comma", "\t": "tab", ";": "semicolon", "|": "pipe"}
CELL_SIZE: Final = 1_000_000
_TRIED: Final = 200
_LONGEST: Final = 5_000
_EVEN: Final = 0.9
_END: Final = "\x00end of the file"
csv.field_size_limit(CELL_SIZE)


def checked_delimiter(asked: str) -> str:
    """The delimiter that a person means by itself or by its name.

    Raises:
        InputError: none of those that are read.
    """
    named = {name: sign for sign, name in DELIMITERS.items()} | {"\\t": "\t"}
    sign = named.get(asked.lower(), asked)
    if sign not in DELIMITERS:
        raise InputError(
            _("“%(came)s” is not a delimiter that can be read.") % {"came": asked[:10]},
            field="delimiter", came=asked, wanted=", ".join(DELIMITERS.values()),
        )  # fmt: skip
    return sign


def find_delimiter(path: Path, encoding: str) -> str:
    """The delimiter under which the first records have the same number of cells, and most of them."""
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        said = _said_by_excel(file.readline(_TRIED))
    if said:
        return said

    def quality(sign: str) -> tuple[float, int]:
        widths = Counter(len(cells) for cells in _first_records(path, encoding, sign) if cells)
        if not widths:
            return (0.0, 0)
        width, often = widths.most_common(1)[0]
        return (often / widths.total(), width) if width > 1 else (0.0, 1)

    qualities = {sign: quality(sign) for sign in DELIMITERS}
    # Two delimiters may both be even (a comma in every cell of a tab-separated file): among the even ones
    # more cells win.
    best = max(
        qualities, key=lambda sign: (qualities[sign][0] >= _EVEN, qualities[sign][1], qualities[sign][0])
    )
    return best if qualities[best][1] > 1 else ","


def read_records(path: Path, *, encoding: str, delimiter: str) -> Iterator[list[str]]:
    """Every record as its cells, blank lines as []; line breaks inside quotes belong to the cell.

    Raises:
        InputError: a quote is never closed, or a cell is larger than a megabyte.
    """
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        start = 1
        reader = csv.reader(_lines(file), delimiter=delimiter)
        try:
            for cells in reader:
                if cells == [_END]:
                    return
                if cells and cells[-1].endswith(_END):
                    raise _unclosed(start)
                if reader.line_num - start > _LONGEST:
                    raise _unclosed(start)
                yield cells
                start = reader.line_num + 1
        except csv.Error as error:
            raise _unclosed(start) from error


def _lines(file: io.TextIOWrapper) -> Iterator[str]:
    """The file's lines without Excel's `sep=`, and a last one of ours that shows whether all is closed."""
    first = file.readline()
    line = first
    if _said_by_excel(first):
        # An empty record keeps the row numbers as the file has them.
        line = "\n"
    while line:
        yield line
        ended, line = line.endswith(("\n", "\r")), file.readline()
        if not line and not ended:
            yield "\n"
    yield _END


def _said_by_excel(line: str) -> str:
    text = line.lstrip("\ufeff").rstrip("\r\n")
    return text[4] if len(text) == 5 and text.lower().startswith("sep=") and text[4] in DELIMITERS else ""  # noqa: PLR2004


def _first_records(path: Path, encoding: str, delimiter: str) -> list[list[str]]:
    try:
        return list(islice(read_records(path, encoding=encoding, delimiter=delimiter), _TRIED))
    except InputError:
        return []


def _unclosed(line: int) -> InputError:
    return InputError(
        _("The record that begins in line %(line)s has no end.") % {"line": line},
        field="file", came=f"line {line}", wanted=_("every quote closed, and no cell over a megabyte"),
    )  # fmt: skip

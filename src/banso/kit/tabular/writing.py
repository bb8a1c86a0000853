"""Writing tables: CSV in UTF-8 or cp932, and XLSX with typed cells. Rows are taken one by one."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import IO, Any, Final, Generic, TypeVar
from uuid import UUID

import xlsxwriter
from django.utils.functional import Promise
from django.utils.timezone import get_current_timezone, localtime

from banso.kit.money import Money
from banso.kit.tabular.guard import guarded
from banso.kit.words import Text

R = TypeVar("R")
Encoding = str
XLSX_ROWS: Final = 1_048_575
XLSX_CELL: Final = 32_767
_EXACT_DIGITS: Final = 15
_SHOWN: Final = 20
# One sign, two tables: what Unicode's mapping of JIS X 0208 and Microsoft's cp932 write differently.
_CP932_TWINS = str.maketrans(
    {"〜": "～", "−": "－", "—": "―", "‖": "∥", "¢": "￠", "£": "￡", "¬": "￢", "\xa0": " "}
)


# No slots: with them Python 3.11 cannot make a frozen Column[Customer](...) whose type is written out.
@dataclass(frozen=True)
class Column(Generic[R]):
    """One column of a table that is written.

    Attributes:
        header: what the first row shows; translated when the file is written.
        value: what a row holds there: text, a number, Decimal, date, aware datetime, bool, Money, UUID, a
            list of these, or None for an empty cell.
    """

    header: str | Promise | Text
    value: Callable[[R], object]


@dataclass(slots=True)
class Written:
    """What became of a table.

    Attributes:
        rows: how many were written, without the header.
        replaced: how many characters the encoding lacks; they stand in the file as &#x1F363; and the like.
        clipped: how many texts were longer than a cell of XLSX can hold.
        examples: the first of either, as (row number, header, character or text's beginning).
    """

    rows: int = 0
    replaced: int = 0
    clipped: int = 0
    examples: list[tuple[int, str, str]] = field(default_factory=list)

    def note(self, header: str, what: str) -> None:
        if len(self.examples) < _SHOWN:
            self.examples.append((self.rows + 1, header, what))


def write_csv(
    file: IO[bytes], columns: Sequence[Column[R]], rows: Iterable[R], *, encoding: Encoding = "utf-8-sig"
) -> Written:
    """Write a CSV as RFC 4180 has it: commas, CR LF, quotes where needed; no cell is a formula.

    Moments are written in the active time zone with their offset, money as its amount.

    Args:
        file: open for writing bytes.
        columns: what to write.
        rows: the records, taken one by one.
        encoding: "utf-8-sig" (with BOM, so that Excel reads Japanese), "utf-8" or "cp932".
    """
    written = Written()
    text = io.TextIOWrapper(file, encoding=encoding, newline="", write_through=False)
    sheet = csv.writer(text)
    headers = [str(column.header) for column in columns]
    fit = _cp932_fit(written) if encoding == "cp932" else None
    sheet.writerow([_csv_cell(header, header, fit) for header in headers])
    for row in rows:
        sheet.writerow(
            [_csv_cell(column.value(row), name, fit) for column, name in zip(columns, headers, strict=True)]
        )
        written.rows += 1
    text.flush()
    text.detach()
    return written


def write_xlsx(file: IO[bytes], columns: Sequence[Column[R]], rows: Iterable[R]) -> Written:
    """Write an Excel workbook: text stays text, numbers, dates and truth values have their types.

    More rows than a sheet holds (1,048,575) go on in a next sheet under the same header.
    """
    written = Written()
    book = xlsxwriter.Workbook(
        file,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_date_format": "yyyy-mm-dd hh:mm:ss",
        },
    )
    styles = {"date": book.add_format({"num_format": "yyyy-mm-dd"}), "head": book.add_format({"bold": True})}
    headers = [str(column.header) for column in columns]
    sheet: Any = None
    for row in rows:
        place = written.rows % XLSX_ROWS
        if sheet is None or place == 0:
            sheet = _new_sheet(book, headers, styles["head"])
        for number, (column, name) in enumerate(zip(columns, headers, strict=True)):
            _xlsx_cell(sheet, place + 1, number, column.value(row), name, styles, written)
        written.rows += 1
    if sheet is None:
        _new_sheet(book, headers, styles["head"])
    book.close()
    return written


def plain(value: object) -> object:
    """The value as one of str, bool, int, float, Decimal, date, datetime (local, aware) or None.

    Raises:
        TypeError: a kind that no cell can hold.
    """
    if value is None or isinstance(value, bool | int | float | Decimal):
        return value
    if isinstance(value, datetime):
        return localtime(value, get_current_timezone()) if value.tzinfo else value
    if isinstance(value, date):
        return value
    return _plain_text(value)


def _plain_text(value: object) -> object:
    if isinstance(value, Money):
        return value.amount
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(csv_text(each) for each in value)
    if isinstance(value, str | UUID | Text | Promise | time | timedelta):
        return str(value)
    raise TypeError(f"a cell cannot hold {type(value).__name__}")


def csv_text(value: object) -> str:
    """The value as it stands in a CSV, before the guard."""
    value = plain(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _csv_cell(value: object, header: str, fit: Callable[[str, str], str] | None) -> str:
    text = csv_text(value)
    if isinstance(value, bool | int | float | Decimal | Money | date):
        return text
    # The guard comes last: the ; of a reference that stands for a sign may begin a cell, too.
    return guarded(fit(text, header) if fit else text)


def _cp932_fit(written: Written) -> Callable[[str, str], str]:
    """Make text fit cp932: twins are swapped; what it lacks becomes a character reference and is noted."""

    def fit(text: str, header: str) -> str:
        try:
            text.encode("cp932")
        except UnicodeEncodeError:
            return "".join(_fit_sign(sign, header, written) for sign in text.translate(_CP932_TWINS))
        return text

    return fit


def _fit_sign(sign: str, header: str, written: Written) -> str:
    try:
        sign.encode("cp932")
    except UnicodeEncodeError:
        written.replaced += 1
        written.note(header, sign)
        return f"&#x{ord(sign):X};"
    return sign


def _new_sheet(book: Any, headers: Sequence[str], style: Any) -> Any:  # noqa: ANN401 - untyped library
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    for number, header in enumerate(headers):
        sheet.write_string(0, number, header[:XLSX_CELL], style)
    return sheet


def _xlsx_cell(  # noqa: PLR0917
    sheet: Any,  # noqa: ANN401 - untyped library
    row: int,
    column: int,
    value: object,
    header: str,
    styles: dict[str, Any],
    written: Written,
) -> None:
    value = plain(value)
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float | Decimal) and _fits_a_double(value):
        sheet.write_number(row, column, value)
    elif isinstance(value, datetime):
        sheet.write_datetime(row, column, value.replace(tzinfo=None))
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, styles["date"])
    else:
        text = csv_text(value)
        if len(text) > XLSX_CELL:
            written.clipped += 1
            written.note(header, text[:_SHOWN])
            text = text[: XLSX_CELL - 1] + "…"
        sheet.write_string(row, column, text)


def _fits_a_double(value: float | Decimal) -> bool:
    """Excel keeps 15 digits; a longer number is written as text, which keeps them all."""
    exact = Decimal(str(value))
    return exact.is_finite() and len(exact.normalize().as_tuple().digits) <= _EXACT_DIGITS

"""Reading dates and moments, and deciding over a whole column in which order day and month stand.

Only one shape is doubtful: two numbers and then the year. Year first, 年月日, the Japanese eras, months in
letters and eight digits say themselves what they mean.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Final, Literal
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from banso.kit.errors import InputError
from banso.kit.tabular.values import normal

Order = Literal["dmy", "mdy", "serial", ""]
# How a person names the order; "" is for columns whose dates need none.
ORDERS: Final[dict[str, str]] = {
    "dmy": "DD/MM/YYYY",
    "mdy": "MM/DD/YYYY",
    "serial": "Excel",
    "": "YYYY-MM-DD",
}
_ERAS: Final = {
    "令和": 2018,
    "R": 2018,
    "平成": 1988,
    "H": 1988,
    "昭和": 1925,
    "S": 1925,
    "大正": 1911,
    "T": 1911,
}
_MONTHS: Final = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
_YEAR_FIRST: Final = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
_COMPACT: Final = re.compile(r"(\d{4})(\d\d)(\d\d)")
_KANJI: Final = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日(?:\([^()]{0,10}\))?")
_ERA: Final = re.compile(
    r"(令和|平成|昭和|大正|[RHST])(元|\d{1,2})(?:年(\d{1,2})月(\d{1,2})日|[./-](\d{1,2})[./-](\d{1,2}))",
    re.IGNORECASE,
)
_YEAR_LAST: Final = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})")
_LETTERS: Final = re.compile(r"(\d{1,2})[- ]([a-z]{3})[a-z]{0,9}\.?[- ,]{1,3}(\d{4})", re.IGNORECASE)
_LETTERS_FIRST: Final = re.compile(r"([a-z]{3})[a-z]{0,9}\.? (\d{1,2}),? (\d{4})", re.IGNORECASE)
_SERIAL: Final = re.compile(r"\d{1,6}(?:\.\d+)?")
_EPOCH: Final = re.compile(r"\d{10}(?:\d{3})?")
_MONTH: Final = re.compile(r"(\d{4})(?:[-/.](\d{1,2})|年(\d{1,2})月|(\d\d))")
_TIME: Final = re.compile(
    r"(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*+(am|pm|午前|午後)?\s*+(z|utc|[+-]\d\d:?\d\d)?",
    re.IGNORECASE,
)
_SPLIT: Final = re.compile(r"(.*?\d日?(?:\([^()]{0,10}\))?)[T\s]++(\S.*)", re.DOTALL)
# Excel counts days from here, if one follows it in taking 1900 for a leap year.
_EXCEL_START: Final = date(1899, 12, 30)
_SERIAL_RANGE: Final = (20_000, 80_000)


@dataclass(frozen=True, slots=True)
class FoundOrder:
    """What a column's dates say about their order.

    Attributes:
        order: the order, or "" where no cell needs one.
        doubtful: cells need one and none of them shows which: somebody has to say.
        example: a cell that shows it, or one that is doubtful.
    """

    order: Order = ""
    doubtful: bool = False
    example: str = ""


def checked_order(asked: str) -> Order:
    """The order that a person means: DD/MM/YYYY, M/D/YYYY, dmy, %d-%m-%Y, YYYY-MM-DD, excel, auto.

    Raises:
        InputError: it names none.
    """
    text = asked.strip().lower()
    if text in {"excel", "serial"}:
        return "serial"
    letters = "".join(dict.fromkeys(re.sub("[^dmy]", "", text)))
    if letters == "dmy":
        return "dmy"
    if letters == "mdy":
        return "mdy"
    if letters == "ymd" or text in {"", "auto", "iso"}:
        return ""
    raise InputError(
        _("“%(came)s” is not a date format that can be read.") % {"came": asked[:40]},
        field="date-format", came=asked, wanted="YYYY-MM-DD, DD/MM/YYYY, MM/DD/YYYY or excel",
    )  # fmt: skip


def find_order(column: Iterable[str]) -> FoundOrder:
    """Decide over all cells of a column; the first that can be read one way only shows the way.

    Where one cell shows day first and another month first, nothing is decided: the column is doubtful.
    """
    shown: dict[Order, str] = {}
    open_question = ""
    serials = others = 0
    for text in column:
        value = normal(text)
        if not value:
            continue
        if found := _YEAR_LAST.match(value):
            first, second = int(found[1]), int(found[3])
            if first > 12 >= second:  # noqa: PLR2004 - months
                shown.setdefault("dmy", text)
            elif second > 12 >= first:  # noqa: PLR2004
                shown.setdefault("mdy", text)
            elif first != second:
                open_question = open_question or text
        elif _SERIAL.fullmatch(value) and _SERIAL_RANGE[0] <= float(value) <= _SERIAL_RANGE[1]:
            serials += 1
            continue
        others += 1
    if len(shown) == 1:
        order, example = next(iter(shown.items()))
        return FoundOrder(order, example=example)
    if shown or open_question:
        return FoundOrder(doubtful=True, example=open_question or next(iter(shown.values())))
    return FoundOrder("serial", example="") if serials > others else FoundOrder()


def read_date(text: str, order: Order = "") -> date:
    """A date; a time of day behind it is left aside.

    Raises:
        InputError: it is none, or its order is not known.
    """
    value = normal(text)
    day = _date(value, order)
    if day is None and (parts := _SPLIT.match(value)) and _TIME.fullmatch(parts[2]):
        day = _date(parts[1], order)
    if day is None:
        raise _refused(text, order)
    return day


def read_moment(text: str, order: Order = "", *, zone: str = "UTC") -> datetime:
    """A moment, aware, in UTC; a date alone is its midnight, a time without offset is `zone`'s.

    Seconds or milliseconds since 1970 (10 or 13 digits) are read too.

    Raises:
        InputError: it is none, or its order is not known.
    """
    value = normal(text)
    if _EPOCH.fullmatch(value):
        return datetime.fromtimestamp(int(value) / (1000 if len(value) > 10 else 1), UTC)  # noqa: PLR2004
    moment = _iso(value) or _moment(value, order)
    if moment is None:
        raise _refused(text, order, timed=True)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(zone))
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise _refused(text, order) from error


def read_month(text: str, order: Order = "") -> date:
    """The first day of a month: 2019-12, 2019/12, 201912, 2019年12月, or any date in it.

    Raises:
        InputError: it is none.
    """
    value = normal(text)
    if found := _MONTH.fullmatch(value):
        day = _day(int(found[1]), int(found[2] or found[3] or found[4]), 1)
        if day:
            return day
    try:
        return read_date(text, order).replace(day=1)
    except InputError as error:
        raise InputError(
            _("“%(came)s” is not a month.") % {"came": text[:60]},
            came=text,
            wanted=_("a month such as 2019-12"),
        ) from error


def _iso(value: str) -> datetime | None:
    if len(value) < 19 or value[4] != "-":  # noqa: PLR2004 - 2019-12-31T09:30:00
        return None
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None


def _moment(value: str, order: Order) -> datetime | None:
    if order == "serial" and _SERIAL.fullmatch(value):
        day = _serial(value)
        seconds = round(float(value) % 1 * 86_400)
        return datetime.combine(day, time.min) + timedelta(seconds=seconds) if day else None
    day = _date(value, order)
    if day is not None:
        return datetime.combine(day, time.min)
    parts = _SPLIT.match(value)
    clock = _TIME.fullmatch(parts[2]) if parts else None
    day = _date(parts[1], order) if parts and clock else None
    return _combined(day, clock) if day and clock else None


def _combined(day: date, clock: re.Match[str]) -> datetime | None:
    hour, minute, second = int(clock[1]), int(clock[2]), int(clock[3] or 0)
    half = (clock[5] or "").lower()
    if half in {"pm", "午後"} and hour < 12:  # noqa: PLR2004
        hour += 12
    elif half in {"am", "午前"} and hour == 12:  # noqa: PLR2004
        hour = 0
    try:
        return datetime.combine(
            day,
            time(hour, minute, second, int((clock[4] or "0").ljust(6, "0")[:6]), tzinfo=_offset(clock[6])),
        )
    except ValueError:
        return None


def _offset(text: str | None) -> timezone | None:
    if not text:
        return None
    if text[0] not in "+-":
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))


def _date(value: str, order: Order) -> date | None:
    if found := _YEAR_FIRST.fullmatch(value):
        return _day(int(found[1]), int(found[3]), int(found[4]))
    if found := _YEAR_LAST.fullmatch(value):
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        if order == "mdy" or (order == "" and first == second):
            return _day(year, first, second)
        return _day(year, second, first) if order == "dmy" else None
    if order == "serial" and _SERIAL.fullmatch(value):
        return _serial(value)
    if found := _COMPACT.fullmatch(value) or _KANJI.fullmatch(value):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    return _worded(value)


def _worded(value: str) -> date | None:
    if found := _ERA.fullmatch(value):
        year = 1 if found[2] == "元" else int(found[2])
        return _day(_ERAS[found[1].upper()] + year, int(found[3] or found[5]), int(found[4] or found[6]))
    if found := _LETTERS.fullmatch(value):
        return _day(int(found[3]), _MONTHS.get(found[2].lower(), 0), int(found[1]))
    if found := _LETTERS_FIRST.fullmatch(value):
        return _day(int(found[3]), _MONTHS.get(found[1].lower(), 0), int(found[2]))
    return None


def _serial(value: str) -> date | None:
    days = int(float(value))
    return _EXCEL_START + timedelta(days=days) if 1 <= days <= _SERIAL_RANGE[1] * 4 else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _refused(text: str, order: Order, *, timed: bool = False) -> InputError:
    value = normal(text)
    if not order and _YEAR_LAST.match(value) and not re.match(r"(3[2-9]|[4-9]\d)", value):
        wanted = _("the date format: DD/MM/YYYY or MM/DD/YYYY")
        return InputError(
            _("“%(came)s” may be day or month first.") % {"came": text[:60]}, came=text, wanted=wanted
        )
    return InputError(
        _("“%(came)s” is not a date.") % {"came": text[:60]}, came=text, wanted=_wanted(order, timed=timed)
    )


def _wanted(order: Order, *, timed: bool) -> str:
    if timed:
        return _("a date, with a time such as 2019-12-31 09:30")
    return {
        "": _("a date such as 2019-12-31 or 2019年12月31日"),
        "dmy": _("a date such as 31/12/2019 (day first) or 2019-12-31"),
        "mdy": _("a date such as 12/31/2019 (month first) or 2019-12-31"),
        "serial": _("a date such as 2019-12-31, or Excel’s number of the day, such as 43830"),
    }[order]

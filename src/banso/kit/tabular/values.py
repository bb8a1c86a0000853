"""Reading numbers and truth values as people write them, also in full width."""

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from typing import Final, Literal

from django.utils.translation import gettext as _

from banso.kit.errors import InputError

Point = Literal[".", ","]
_CURRENCY: Final = re.compile(r"^(?:[¥\\$€£]|JPY|USD|EUR|GBP)|(?:円|JPY|USD|EUR|GBP|[¥$€£])$", re.IGNORECASE)
_PLAIN: Final = re.compile(r"\d{1,30}(?:\.\d{1,15})?(?:E[+-]?\d{1,2})?", re.IGNORECASE)
_GROUPED: Final = re.compile(r"\d{1,3}(?:([, ' ])\d{3})(?:\1\d{3})*(?:\.\d{1,15})?")
_COMMA_PLAIN: Final = re.compile(r"\d{1,30}(?:,\d{1,15})?")
_COMMA_GROUPED: Final = re.compile(r"\d{1,3}(?:([. ' ])\d{3})(?:\1\d{3})*(?:,\d{1,15})?")
_SHOWS_COMMA: Final = re.compile(r"\d,(?:\d{1,2}|\d{4,})$|\.\d{3},\d+$")
_UNITS: Final = {"千": 1_000, "万": 10_000, "百万": 1_000_000, "億": 100_000_000}
_TRUE: Final = frozenset({"true", "yes", "y", "t", "1", "on", "はい", "有", "あり", "○", "〇", "◯", "真"})
_FALSE: Final = frozenset({"false", "no", "n", "f", "0", "off", "いいえ", "無", "なし", "×", "✕", "偽"})


def normal(text: str) -> str:
    """Full-width letters and digits as half-width, blanks at the ends gone."""
    return (text if text.isascii() else unicodedata.normalize("NFKC", text)).strip()


def read_number(text: str, *, point: Point = ".") -> Decimal:
    """A number: 1,234 ¥1,234 １２３４ 1.5 ▲5 △5 (5) -5 12% 3百万円 1.5E+05.

    Args:
        text: as it stands in the cell, not empty.
        point: the decimal sign of the column, "." or ",".

    Returns:
        The exact number; a per cent as its fraction (12% is 0.12).

    Raises:
        InputError: it is none.
    """
    rest = normal(text)
    if point == "." and _PLAIN.fullmatch(rest):
        return Decimal(rest)
    rest, negative = _unsigned(rest)
    rest = _CURRENCY.sub("", _CURRENCY.sub("", rest).strip()).strip()
    if not negative:
        rest, negative = _unsigned(rest)
    rest = rest.removeprefix("+")
    scale = Decimal(-1 if negative else 1)
    if rest.endswith("%"):
        rest, scale = rest[:-1].strip(), scale / 100
    for unit in ("百万", "億", "万", "千"):
        if rest.endswith(unit):
            rest, scale = rest.removesuffix(unit).strip(), scale * _UNITS[unit]
            break
    return _digits(rest, text, point) * scale


def _unsigned(text: str) -> tuple[str, bool]:
    if text.startswith("(") and text.endswith(")"):
        return text[1:-1].strip(), True
    if text[:1] in {"-", "−", "▲", "△"}:
        return text[1:].strip(), True
    return text, False


def _digits(rest: str, text: str, point: Point) -> Decimal:
    if point == ",":
        if _COMMA_PLAIN.fullmatch(rest) or _COMMA_GROUPED.fullmatch(rest):
            return Decimal(re.sub(r"[. ']", "", rest).replace(",", "."))
    elif _PLAIN.fullmatch(rest) or _GROUPED.fullmatch(rest):
        return Decimal(re.sub(r"[, ']", "", rest))
    wanted = _("a number such as 1,234.5") if point == "." else _("a number such as 1.234,5")
    raise InputError(_("“%(came)s” is not a number.") % {"came": text[:60]}, came=text, wanted=wanted)


def find_point(column: Iterable[str]) -> Point:
    """The decimal sign of a whole column: a comma only where some cell can be read no other way."""
    comma = False
    for text in column:
        value = normal(text)
        if "." in value and "," not in value and not re.search(r"\.\d{3}$", value):
            return "."
        comma = comma or bool(_SHOWS_COMMA.search(value))
    return "," if comma else "."


def read_bool(text: str) -> bool:
    """A truth value: true/false, yes/no, 1/0, はい/いいえ, 有/無, ○/×.

    Raises:
        InputError: it is none.
    """
    value = normal(text).lower()
    if value in _TRUE:
        return True
    if value in _FALSE:
        return False
    raise InputError(
        _("“%(came)s” is neither yes nor no.") % {"came": text[:60]}, came=text, wanted="true or false"
    )

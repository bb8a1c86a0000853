"""Texts and numbers as they are kept: without what no reader can see, and within what a column holds."""

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Final

from django.utils.translation import gettext as _

from banso.kit.errors import InputError
from banso.kit.money import plain

LINE: Final = 200
PROSE: Final = 4_000
# NUL is refused by PostgreSQL, lone surrogates by every encoder; the rest no reader can see. What formats a
# text (Cf) stays: it joins the parts of emoji and stands in people's names.
_UNSEEN: Final = frozenset({"Cc", "Cs"})
# With the soft breaks of word processors.
_BREAK: Final = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SEARCHED: Final = 500
_LARGEST: Final = Decimal(10) ** 12


def line(field: str, value: object, *, most: int = LINE, needed: bool = False) -> str:
    """A single line: breaks and rows of blanks become one blank.

    Raises:
        InputError: it is longer than `most` characters, or (`needed`) says nothing.
    """
    return _fitting(field, key(value), most, needed=needed)


def prose(field: str, value: object, *, most: int = PROSE, needed: bool = False) -> str:
    """Several lines.

    Raises:
        InputError: it is longer than `most` characters, or (`needed`) says nothing.
    """
    return _fitting(field, visible(value).strip(), most, needed=needed)


def spaced(field: str, value: object, *, most: int = LINE) -> str:
    """A single line whose blanks stay as they are written, as between the two parts of 佐藤　花子.

    Raises:
        InputError: it is longer than `most` characters.
    """
    return _fitting(field, visible(value).translate({9: " ", 10: " "}).strip(), most, needed=False)


def visible(value: object) -> str:
    """What a reader can see of a text, and its line breaks; "" for None."""
    text = "" if value is None else _BREAK.sub("\n", str(value))
    return "".join(char for char in text if char in "\t\n" or unicodedata.category(char) not in _UNSEEN)


def key(value: object) -> str:
    """The id of something in another system as `line` keeps it, to look it up by."""
    return " ".join(visible(value).split())


def _fitting(field: str, text: str, most: int, *, needed: bool) -> str:
    if len(text) > most:
        raise InputError(
            _("This text is too long: %(count)s characters.") % {"count": len(text)},
            field=field, came=f"{text[:60]}…", wanted=_("at most %(most)s characters") % {"most": most},
        )  # fmt: skip
    if needed and not any(char.isprintable() and not char.isspace() for char in text):
        raise InputError(_("This is missing."), field=field, wanted=_("a text"))
    return text


def number(field: str, value: object) -> Decimal:
    """A number, also in full-width digits and with separators of thousands: 1,200 or ９８.５.

    Raises:
        InputError: there is none, or one of a million million and more.
    """
    text = unicodedata.normalize("NFKC", str(value if value is not None else "")).replace(",", "").strip()
    try:
        found = Decimal(text.rstrip("%"))
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or not -_LARGEST < found < _LARGEST:
        raise InputError(
            _("This is not a number: %(came)s.") % {"came": str(value)[:60]}, field=field, came=value,
            wanted=_("a number such as 1200 or 0.5"),
        )  # fmt: skip
    # What a column of exact numbers keeps.
    return plain(round(found, 6))


def search_text(*parts: str) -> str:
    """What searching reads: one width, small letters."""
    return unicodedata.normalize("NFKC", " ".join(filter(None, map(visible, parts)))).casefold()[:_SEARCHED]

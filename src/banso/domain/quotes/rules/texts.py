"""Texts and numbers as they are kept: without what no reader can see, and within what a column holds."""

import unicodedata
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from banso.kit.errors import InputError
from banso.kit.money import plain

_LARGEST = Decimal(10) ** 12


def prose(field: str, value: object, *, most: int) -> str:
    """Several lines.

    Raises:
        InputError: it is too long.
    """
    text = "" if value is None else str(value)
    # NUL is refused by PostgreSQL, lone surrogates by every encoder; the rest no reader can see.
    seen = (char for char in text if char in "\t\n" or unicodedata.category(char) not in {"Cc", "Cs"})
    words = "".join(seen).strip()
    if len(words) > most:
        raise InputError(
            _("This text is too long."), field=field, came=words,
            wanted=_("at most %(most)s characters") % {"most": most},
        )  # fmt: skip
    return words


def line(field: str, value: object, *, most: int) -> str:
    """A single line; breaks become blanks."""
    return prose(field, " ".join(str(value or "").split()), most=most)


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
    if not found.is_finite() or abs(found) >= _LARGEST:
        raise InputError(
            _("This is not a number: %(came)s.") % {"came": value}, field=field, came=str(value),
            wanted=_("a number such as 1200 or 0.5"),
        )  # fmt: skip
    # What a column of exact numbers keeps.
    return plain(round(found, 6))

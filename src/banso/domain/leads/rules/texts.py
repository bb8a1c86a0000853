"""Texts as they are kept, and what two spellings of one phone have in common: pure."""

import unicodedata

from django.utils.translation import gettext as _

from banso.kit.errors import InputError

LINE, PROSE = 200, 4_000
# Fewer digits than these are an extension, and no phone that two records could share.
_PHONE = 7


def line(field: str, value: object, *, most: int = LINE) -> str:
    """A single line; breaks become spaces.

    Raises:
        InputError: it is too long.
    """
    return _short(field, " ".join(_seen(value).split()), most)


def prose(field: str, value: object, *, most: int = PROSE) -> str:
    """Several lines.

    Raises:
        InputError: it is too long.
    """
    return _short(field, _seen(value).replace("\r\n", "\n").strip(), most)


def phone_key(text: str) -> str:
    """A phone's digits with the country's 0 instead of +81; "" for what is no whole number."""
    given = unicodedata.normalize("NFKC", text).strip()
    digits = "".join(char for char in given if char.isdecimal())
    if given.startswith("+81"):
        digits = "0" + digits[2:].removeprefix("0")
    return digits[:20] if len(digits) >= _PHONE else ""


def search_text(*parts: str) -> str:
    """What searching reads: one width, small letters."""
    return unicodedata.normalize("NFKC", " ".join(filter(None, parts))).casefold()[:500]


def _seen(value: object) -> str:
    # NUL is refused by PostgreSQL, lone surrogates by every encoder; the rest no reader can see.
    text = "" if value is None else str(value)
    return "".join(
        char for char in text if char in "\t\r\n" or unicodedata.category(char) not in {"Cc", "Cs"}
    )


def _short(field: str, text: str, most: int) -> str:
    if len(text) > most:
        raise InputError(
            _("This text is too long."), field=field, came=text,
            wanted=_("at most %(most)s characters") % {"most": most},
        )  # fmt: skip
    return text

"""Texts as they are kept: without what no reader can see, and no longer than there is room."""

import unicodedata
from typing import Any

from django.utils.translation import gettext as _

from banso.kit.errors import InputError

LINE, PROSE = 200, 4_000


def line(field: str, value: Any, *, most: int = LINE) -> str:  # noqa: ANN401 - whatever came
    """A single line; breaks become spaces.

    Raises:
        InputError: it is too long.
    """
    text = " ".join(_seen("" if value is None else str(value)).split())
    return _short(field, text, most)


def prose(field: str, value: Any, *, most: int = PROSE) -> str:  # noqa: ANN401
    """Several lines.

    Raises:
        InputError: it is too long.
    """
    return _short(field, _seen("" if value is None else str(value)).replace("\r\n", "\n").strip(), most)


def _seen(text: str) -> str:
    # NUL is refused by PostgreSQL, lone surrogates by every encoder; the rest no reader can see.
    return "".join(
        char for char in text if char in "\t\r\n" or unicodedata.category(char) not in {"Cc", "Cs"}
    )


def _short(field: str, text: str, most: int) -> str:
    if len(text) > most:
        raise InputError(
            _("This text is too long."),
            field=field,
            came=text,
            wanted=_("at most %(most)s characters") % {"most": most},
        )
    return text


def search_text(*parts: str) -> str:
    """What searching reads: one width, small letters."""
    return unicodedata.normalize("NFKC", " ".join(filter(None, parts))).casefold()[:500]

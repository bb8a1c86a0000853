"""Texts as they are kept: without what no reader can see, and saying something where they must."""

import unicodedata

from django.utils.translation import gettext as _

from banso.kit.errors import InputError

_LINES = 2_000
# Empty phrases by their narrow form without signs and blanks.
_PHRASES = frozenset(
    {"なし", "無し", "特になし", "同上", "未定", "不明", "na", "none", "nothing", "tbd", "ok"}
)


def prose(field: str, value: object, *, most: int = _LINES) -> str:
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


def telling(field: str, value: object, wanted: str, *, least: int) -> str:
    """A text that says something; `wanted` is what would. Full-width characters count two of `least`.

    Raises:
        InputError: it is empty, an empty phrase, too short or too long.
    """
    words = prose(field, value)
    narrow = "".join(char for char in unicodedata.normalize("NFKC", words).casefold() if char.isalnum())
    width = sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in narrow)
    if narrow in _PHRASES or width < least or len(set(narrow)) == 1:
        said = _("This says nothing to whoever has to act on it.")
        raise InputError(said, field=field, came=words, wanted=wanted)
    return words

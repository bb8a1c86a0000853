"""What may be decided about usage: pure."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from banso.kit.errors import InputError

_ORIGIN = re.compile(r"https?://[a-z0-9.\-\[\]:]+(:\d+)?")
_MOST = 200


def clean_names(lines: Iterable[str], *, field: str) -> list[str]:
    """Each name once, in order, without blanks.

    Raises:
        InputError: a name is longer than 200 characters, or there are more than 200.
    """
    names = list(dict.fromkeys(line.strip() for line in lines if line.strip()))
    long = next((name for name in names if len(name) > 200), None)  # noqa: PLR2004
    if long is not None:
        raise InputError(
            _("a name is too long"), field=field, came=long[:50], wanted=_("at most 200 characters")
        )
    if len(names) > _MOST:
        raise InputError(
            _("too many names"), field=field, came=len(names), wanted=_("at most %(n)d") % {"n": _MOST}
        )
    return names


def clean_origins(lines: Iterable[str]) -> list[str]:
    """Web origins as browsers send them: scheme and host, without a path.

    Raises:
        InputError: a line is none.
    """
    origins = [origin.rstrip("/").lower() for origin in clean_names(lines, field="origins")]
    for origin in origins:
        if not _ORIGIN.fullmatch(origin):
            raise InputError(
                _("“%(text)s” is no web origin") % {"text": origin},
                field="origins",
                came=origin,
                wanted="https://app.example.jp",
            )
    return sorted(set(origins))

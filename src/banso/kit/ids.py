"""Identifiers: sortable for what is born here, derived for what comes from elsewhere."""

import os
import time
from collections.abc import Iterable
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from banso.kit.errors import InputError

# What stands behind an id in place of a mail address: RFC 2606 keeps the domain from ever being one.
NO_MAIL = "@people.invalid"
_NAMESPACE = UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")


def new_id() -> UUID:
    """A UUID of version 7 (RFC 9562): 48 bits of milliseconds, then chance; sorts by birth."""
    value = (time.time_ns() // 1_000_000) << 80 | int.from_bytes(os.urandom(10))
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)


def stable_id(workspace: UUID, *parts: object) -> UUID:
    """The same UUID (version 5) for the same workspace and parts, for ever.

    A fact read twice from the same source gets the same id, so that the second reading writes nothing.
    """
    name = "\x1f".join(str(part) for part in (workspace, *parts))
    return uuid5(_NAMESPACE, name)


def read_id(text: object) -> UUID | None:
    """The id that somebody's text is, or None where it is none."""
    try:
        return text if isinstance(text, UUID) else UUID(str(text))
    except ValueError:
        return None


def read_ids(texts: Iterable[object]) -> list[UUID]:
    """Those of them that are ids."""
    return [found for each in texts if (found := read_id(each)) is not None]


def identifier(field: str, value: object) -> UUID | None:
    """The id that came in a field; None where nothing came.

    Raises:
        InputError: something else came.
    """
    if value is None or value == "":
        return None
    found = read_id(value)
    if found is None:
        raise InputError(_("This is not an id."), field=field, came=str(value), wanted=_("a UUID"))
    return found

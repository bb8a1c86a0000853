"""What may be written down of an activity or a note: pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from banso.domain.accounts.rules import cleaning
from banso.kit.errors import InputError

KINDS = ("call", "mail", "visit", "sns", "meeting")
SIDES = ("us", "them", "both")
MAX_NOTE = 50_000
_LONGEST = 24 * 60


def clean_note(body: str) -> str:
    """A note's text, not empty.

    Raises:
        InputError: nothing was written, or more than 50,000 characters.
    """
    text = str(cleaning.prose(MAX_NOTE)("body", body))
    if not text:
        raise InputError(_("nothing was written"), field="body", came="", wanted=_("some words"))
    return text


def clean_activity(values: Mapping[str, object]) -> dict[str, Any]:
    """The values of an activity, each in its kept form.

    Raises:
        InputError: a value that does not exist or cannot be used; kind, topic and moment are needed.
    """
    unknown = set(values) - set(_CLEANERS)
    if unknown:
        raise InputError(
            _("there is no such field"),
            field=min(unknown)[:80],
            came=min(unknown),
            wanted=", ".join(_CLEANERS),
        )
    clean = {name: _CLEANERS[name](name, value) for name, value in values.items()}
    for name in ("kind", "topic", "occurred_at"):
        if not clean.get(name):
            raise InputError(_("this is needed"), field=name, came=values.get(name, ""), wanted=_WANTED[name])
    clean["side"] = clean.get("side") or ("both" if clean["kind"] in {"meeting", "visit"} else "us")
    return clean


def _moment(field: str, value: object) -> datetime | None:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise InputError(
            _("not a moment with its offset"), field=field, came=value, wanted="2026-11-21T10:00:00+09:00"
        )
    return found


def _minutes(field: str, value: object) -> int | None:
    found = cleaning.whole(field, value)
    if found is not None and found > _LONGEST:
        raise InputError(
            _("longer than a day"),
            field=field,
            came=value,
            wanted=_("at most %(most)s minutes") % {"most": _LONGEST},
        )
    return found


def _ids(field: str, value: object) -> list[UUID]:
    try:
        return [each if isinstance(each, UUID) else UUID(str(each)) for each in value or ()]  # type: ignore[attr-defined]
    except (ValueError, TypeError):
        raise InputError(
            _("not a list of ids"), field=field, came=value, wanted=_("ids of contacts")
        ) from None


_CLEANERS: dict[str, cleaning.Cleaner] = {
    "kind": cleaning.one_of(("", *KINDS)),
    "side": cleaning.one_of(("", *SIDES)),
    "occurred_at": _moment,
    "minutes": _minutes,
    "topic": cleaning.line(200),
    "outcome": cleaning.prose(20_000),
    "next_step": cleaning.line(300),
    "next_step_on": cleaning.day,
    "colleagues": cleaning.line(300),
    "contacts": _ids,
}
_WANTED = {"kind": ", ".join(KINDS), "topic": "a few words", "occurred_at": "2026-11-21T10:00:00+09:00"}

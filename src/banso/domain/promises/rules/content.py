"""What is written down of a promise: one allow-list for pages and API."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from banso.domain.promises.facts import DELIVERABLE_WORDS, KIND_WORDS, SOURCE_WORDS
from banso.kit import saying
from banso.kit.errors import InputError
from banso.kit.ids import identifier
from banso.kit.texts import prose, spaced
from banso.kit.words import Text

Cleaner = Callable[[str, object], Any]
EARLIEST, LATEST = date(1970, 1, 1), date(2199, 12, 31)
LONGEST = 2000
_SHORTEST = 4
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


def text(limit: int, *, lines: bool = False) -> Cleaner:
    """A text of at most `limit` characters without control characters and outer space."""
    return partial(prose if lines else spaced, most=limit)


def telling(field: str, value: object, *, limit: int = LONGEST, least: int = 1) -> str:
    """A text that says something.

    Raises:
        InputError: it is empty, an empty phrase, shorter than `least` or longer than `limit` characters.
    """
    wanted = _("what it was, in words")
    words = saying.telling(field, value, wanted=wanted, most=limit)
    if len(words) < least:
        raise InputError(_("This says nothing to whoever reads it."), field=field, came=words, wanted=wanted)
    return words


def day(field: str, value: object) -> date | None:
    """A day from 1970 to 2199, as a date or as people write it; None for nothing.

    Raises:
        InputError: it is no such day.
    """
    if value is None or value == "":
        return None
    found: date | None = None
    if isinstance(value, datetime):
        found = value.date()
    elif isinstance(value, date):
        found = value
    elif match := _DAY.fullmatch(str(value).strip()):
        try:
            found = date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            found = None
    if found is None or not EARLIEST <= found <= LATEST:
        raise InputError(
            _("not a day"), field=field, came=value,
            wanted=_("%(first)s to %(last)s") % {"first": EARLIEST, "last": LATEST},
        )  # fmt: skip
    return found


def one_of(words: Mapping[str, Text]) -> Cleaner:
    """A slug of `words`, or its name in either language."""
    named = {name.casefold(): slug for slug, each in words.items() for name in (each.en, each.ja)}

    def clean(field: str, value: object) -> str:
        given = "" if value is None else str(value).strip()
        found = given if given in words else named.get(given.casefold(), "")
        if not found:
            raise InputError(_("not one of the choices"), field=field, came=given, wanted=", ".join(words))
        return found

    return clean


def mail(field: str, value: object) -> str:
    """A mail address in small letters, or "". Raises InputError."""
    given = str(text(254)(field, value)).lower()
    if given:
        try:
            validate_email(given)
        except ValidationError:
            raise InputError(
                _("not a mail address"), field=field, came=given, wanted="name@example.com"
            ) from None
    return given


CLEANERS: dict[str, Cleaner] = {
    "wording": lambda field, value: telling(field, value, least=_SHORTEST),
    "kind": one_of(KIND_WORDS),
    "due_on": day,
    "made_on": day,
    "said_by": text(120),
    "said_by_email": mail,
    "said_to": text(120),
    "said_to_id": identifier,
    "source": one_of(SOURCE_WORDS),
    "source_text": text(500, lines=True),
    "activity_id": identifier,
    "note_id": identifier,
    "file_id": identifier,
    "product": text(120),
    "deliverable": one_of(DELIVERABLE_WORDS),
    "owner": text(120),
    "owner_email": mail,
    "deal_id": identifier,
    "external_id": text(200),
}
NEEDED = ("wording", "kind", "due_on", "source", "deliverable")
# What belongs to the wording's version; the rest is how we look after it.
SAID = (
    "wording", "kind", "due_on", "made_on", "said_by", "said_by_email", "said_to", "said_to_id", "source",
    "source_text", "activity_id", "note_id", "file_id", "product", "deliverable",
)  # fmt: skip


def clean_promise(values: Mapping[str, object], *, new: bool, today: date) -> dict[str, Any]:
    """The values that were given, each in its kept form; a new promise needs those of NEEDED.

    Keys that are absent stay absent: they leave the promise as it is. A new promise was made today where
    nothing else is said.

    Raises:
        InputError: a field that does not exist, a value that cannot be used, or one that is missing.
    """
    unknown = set(values) - set(CLEANERS)
    if unknown:
        raise InputError(
            _("there is no such field"), field=min(unknown)[:80], came=min(unknown),
            wanted=", ".join(CLEANERS),
        )  # fmt: skip
    clean = {name: CLEANERS[name](name, value) for name, value in values.items()}
    if new and clean.get("made_on") is None:
        clean["made_on"] = today
    needed = [*NEEDED, "made_on"] if new else [name for name in (*NEEDED, "made_on") if name in clean]
    for name in needed:
        if not clean.get(name):
            raise InputError(_("this is needed"), field=name, came=values.get(name, ""), wanted=_wanted(name))
    if (new or {"said_by", "said_by_email"} & set(clean)) and not (
        clean.get("said_by") or clean.get("said_by_email")
    ):
        raise InputError(
            _("who made the promise is missing"), field="said_by", came="", wanted=_("a member, or a name")
        )
    return clean


def demand_order(made_on: date, due_on: date, *, today: date) -> None:
    """Nobody promised anything tomorrow, nor for a day before they did.

    Raises:
        InputError: the promise is made after today, or is due before it was made.
    """
    if made_on > today:
        raise InputError(
            _("this day is still to come"), field="made_on", came=made_on,
            wanted=_("%(day)s or earlier") % {"day": today},
        )  # fmt: skip
    if due_on < made_on:
        raise InputError(
            _("it would be due before it was promised"), field="due_on", came=due_on,
            wanted=_("%(day)s or later") % {"day": made_on},
        )  # fmt: skip


def _wanted(name: str) -> str:
    choices = {"kind": KIND_WORDS, "source": SOURCE_WORDS, "deliverable": DELIVERABLE_WORDS}
    if name in choices:
        return ", ".join(choices[name])
    return "2026-11-21" if name.endswith("_on") else _("what it was, in words")

"""The fields of a task as people and programs give them, and as they are kept."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from banso.domain.work.facts import SIDE_WORDS, Point
from banso.kit.errors import InputError
from banso.kit.ids import identifier
from banso.kit.texts import line, prose

Cleaner = Callable[[str, Any], Any]
EARLIEST, LATEST = date(1970, 1, 1), date(2199, 12, 31)
# Where a task that is due on no day stands in a list: behind all others.
NEVER = date(9999, 12, 31)
MOST_POINTS, _POINT = 50, 200


def text(most: int, *, lines: bool = False) -> Cleaner:
    """A text of at most `most` characters, without what no reader can see."""
    return partial(prose if lines else line, most=most)


def day(field: str, value: Any) -> date | None:  # noqa: ANN401
    """A calendar day, or text as 2026-11-21; nothing stays nothing."""
    if value is None or value == "":
        return None
    found: date | None
    try:
        found = value if isinstance(value, date) else date.fromisoformat(str(value).replace("/", "-"))
    except ValueError:
        found = None
    if isinstance(found, datetime):
        found = found.date()
    if found is None or not EARLIEST <= found <= LATEST:
        raise InputError(
            _("This is not a day: %(came)s.") % {"came": value}, field=field, came=str(value),
            wanted=_("a day such as 2026-11-21"),
        )  # fmt: skip
    return found


def checklist(field: str, value: Any) -> tuple[Point, ...]:  # noqa: ANN401
    """Lines of text, or pairs of text and whether it is done; empty ones are left out.

    A line that begins with "[x]" is done.
    """
    given: Sequence[Any] = str(value or "").splitlines() if isinstance(value, str) or not value else value
    found = [point for point in (_point(field, each) for each in given) if point.text]
    if len(found) > MOST_POINTS:
        raise InputError(
            _("The checklist is too long."), field=field, came=len(found),
            wanted=_("at most %(most)s") % {"most": MOST_POINTS},
        )  # fmt: skip
    return tuple(found)


def _point(field: str, value: Any) -> Point:  # noqa: ANN401
    if isinstance(value, Mapping):
        return Point(text(_POINT)(field, value.get("text")), value.get("done") is True)
    if isinstance(value, Point):
        return value
    words = text(_POINT + 4)(field, value)
    mark = words[:3].lower()
    if mark in {"[x]", "[ ]"}:
        return Point(text(_POINT)(field, words[3:]), mark == "[x]")
    return Point(text(_POINT)(field, words))


def _side(field: str, value: Any) -> str:  # noqa: ANN401
    if value not in SIDE_WORDS:
        raise InputError(_("not one of the choices"), field=field, came=value, wanted=", ".join(SIDE_WORDS))
    return str(value)


CLEANERS: dict[str, Cleaner] = {
    "title": text(200),
    "body": text(4_000, lines=True),
    "side": _side,
    "owner_email": text(254),
    "owner_name": text(120),
    "due_on": day,
    "account_id": identifier,
    "source": text(20),
    "source_id": identifier,
    "source_text": text(200),
    "checklist": checklist,
    "external_id": text(200),
}


def clean_task(values: Mapping[str, object], *, new: bool) -> dict[str, Any]:
    """The values that were given, each in its kept form; a new task needs a title.

    Keys that are absent stay absent: they leave the task as it is.

    Raises:
        InputError: a field that does not exist, a value that cannot be used, or no title.
    """
    unknown = set(values) - set(CLEANERS)
    if unknown:
        raise InputError(
            _("there is no such field"), field=min(unknown)[:80], came=min(unknown),
            wanted=", ".join(CLEANERS),
        )  # fmt: skip
    clean = {name: CLEANERS[name](name, value) for name, value in values.items()}
    if (new or "title" in clean) and not clean.get("title"):
        raise InputError(_("Say what there is to do."), field="title", came="", wanted=_("a few words"))
    return clean

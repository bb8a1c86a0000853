"""The plan of a template: milestones and tasks of both sides, in business days from the kick-off."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

from banso.kit.errors import InputError
from banso.kit.texts import line

LONGEST, MOST_MILESTONES, MOST_TASKS = 400, 20, 100
SIDES = ("us", "them")
ROLES = ("owner", "account_executive", "support_lead", "executive_sponsor")


@dataclass(frozen=True, slots=True)
class PlannedTask:
    """A task of a template.

    Attributes:
        title, title_en: what the customer reads too, in either language; without English, the Japanese.
        side: us or them.
        role: of ours, who does it: the onboarding's owner, or whoever has that role at the account.
        start, end: business days from the kick-off.
    """

    title: str
    side: str
    end: int
    start: int = 0
    role: str = "owner"
    title_en: str = ""

    def named(self, language: str) -> str:
        return self.title_en if language == "en" and self.title_en else self.title


@dataclass(frozen=True, slots=True)
class PlannedMilestone:
    name: str
    end: int
    tasks: tuple[PlannedTask, ...] = ()
    name_en: str = ""

    def named(self, language: str) -> str:
        return self.name_en if language == "en" and self.name_en else self.name


Plan = tuple[PlannedMilestone, ...]


def read_plan(given: object) -> Plan:
    """A plan as it is kept, out of what somebody sent.

    Raises:
        InputError: says which milestone or task cannot be used, and why.
    """
    rows = _rows("plan", given, MOST_MILESTONES)
    found = tuple(_milestone(f"plan[{number}]", row) for number, row in enumerate(rows))
    if sum(len(each.tasks) for each in found) > MOST_TASKS:
        raise InputError(
            _("There are too many tasks."), field="plan", wanted=_("at most %(most)s") % {"most": MOST_TASKS}
        )
    if not found:
        raise InputError(_("A plan needs a milestone."), field="plan", wanted=_("one or more"))
    return found


def kept(plan: Plan) -> list[dict[str, Any]]:
    """A plan as plain JSON."""
    return [
        {
            "name": each.name, "name_en": each.name_en, "end": each.end,
            "tasks": [asdict(task) for task in each.tasks],
        }
        for each in plan
    ]  # fmt: skip


def whole(field: str, value: object, least: int, most: int) -> int:
    """A whole number within bounds, or its digits.

    Raises:
        InputError: it is none.
    """
    text = str(value).strip()
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else -1  # noqa: PLR2004
    if isinstance(value, bool) or not least <= number <= most:
        raise InputError(
            _("not a number that can be used here"), field=field, came=value,
            wanted=_("%(first)s to %(last)s") % {"first": least, "last": most},
        )  # fmt: skip
    return number


def _milestone(field: str, given: Mapping[str, Any]) -> PlannedMilestone:
    _known(field, given, {"name", "name_en", "end", "tasks"})
    tasks = _rows(f"{field}.tasks", given.get("tasks") or [], MOST_TASKS)
    return PlannedMilestone(
        name=line(f"{field}.name", given.get("name"), most=120, needed=True),
        name_en=line(f"{field}.name_en", given.get("name_en"), most=120),
        end=whole(f"{field}.end", given.get("end", 0), 0, LONGEST),
        tasks=tuple(_task(f"{field}.tasks[{number}]", row) for number, row in enumerate(tasks)),
    )


def _task(field: str, given: Mapping[str, Any]) -> PlannedTask:
    _known(field, given, {"title", "title_en", "side", "role", "start", "end"})
    start = whole(f"{field}.start", given.get("start", 0), 0, LONGEST)
    end = whole(f"{field}.end", given.get("end", start), 0, LONGEST)
    if end < start:
        raise InputError(
            _("It would end before it begins."), field=f"{field}.end", came=end,
            wanted=_("%(day)s or later") % {"day": start},
        )  # fmt: skip
    return PlannedTask(
        title=line(f"{field}.title", given.get("title"), most=200, needed=True),
        title_en=line(f"{field}.title_en", given.get("title_en"), most=200),
        side=_one_of(f"{field}.side", given.get("side", "us"), SIDES),
        role=_one_of(f"{field}.role", given.get("role", "owner"), ROLES),
        start=start,
        end=end,
    )


def _rows(field: str, given: object, most: int) -> Sequence[Mapping[str, Any]]:
    if not isinstance(given, list | tuple) or not all(isinstance(each, Mapping) for each in given):
        raise InputError(_("not a list of parts"), field=field, came=given, wanted="[{…}, …]")
    if len(given) > most:
        raise InputError(
            _("There are too many parts."), field=field, came=len(given),
            wanted=_("at most %(most)s") % {"most": most},
        )  # fmt: skip
    return given


def _known(field: str, given: Mapping[str, Any], names: set[str]) -> None:
    for name in given:
        if name not in names:
            raise InputError(
                _("there is no such field"), field=f"{field}.{name}"[:80], came=name,
                wanted=", ".join(sorted(names)),
            )  # fmt: skip


def _one_of(field: str, value: object, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise InputError(_("not one of the choices"), field=field, came=value, wanted=", ".join(allowed))
    return str(value)

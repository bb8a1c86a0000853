"""When an onboarding is completed: a condition over use and tasks, every part of which has to hold.

feature   a feature was used by `people` or more, on `days` days or more each
people    `people` were active on `days` days or more each
hours     the product was used for `hours` hours or more, all people together
tasks     every task of the plan is done, ours and the customer's
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from banso.domain.onboarding.rules.plan import whole
from banso.kit.errors import InputError

KINDS = ("tasks", "feature", "people", "hours")
MOST_PARTS = 10


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a rule; what its kind does not need is nothing."""

    kind: str
    feature: str = ""
    people: int = 0
    days: int = 0
    hours: int = 0


Rule = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """What is known of an onboarding.

    Attributes:
        tasks, done: of the plan.
        people: how many days each person was active on, by person.
        features: the same for each feature's events, by its id; a feature that is gone is not there.
        hours: of use, all people together.
    """

    tasks: int = 0
    done: int = 0
    people: Mapping[str, int] = field(default_factory=dict)
    features: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    hours: float = 0.0


@dataclass(frozen=True, slots=True)
class PartState:
    """How far a part is: `have` of `need`."""

    part: Part
    have: float
    need: int

    @property
    def met(self) -> bool:
        # A plan without tasks is no work that is done.
        return self.need > 0 and self.have >= self.need

    @property
    def share(self) -> float:
        return min(1.0, self.have / self.need) if self.need else 0.0


def read_rule(given: object, features: Mapping[str, str]) -> Rule:
    """A rule as it is kept, out of what somebody sent.

    Args:
        given: a list of parts.
        features: names of the features there are, by id.

    Raises:
        InputError: says which part cannot be used, and why.
    """
    if not isinstance(given, list | tuple) or not all(isinstance(each, Mapping) for each in given):
        raise InputError(_("not a list of parts"), field="rule", came=given, wanted="[{…}, …]")
    if not 1 <= len(given) <= MOST_PARTS:
        raise InputError(
            _("A rule says what makes it completed."), field="rule", came=len(given),
            wanted=_("%(first)s to %(last)s parts") % {"first": 1, "last": MOST_PARTS},
        )  # fmt: skip
    return tuple(_part(f"rule[{number}]", each, features) for number, each in enumerate(given))


def known_rule(rows: list[dict[str, Any]]) -> Rule:
    """A rule as it was kept."""
    return tuple(Part(**row) for row in rows)


def kept(rule: Rule) -> list[dict[str, Any]]:
    return [asdict(part) for part in rule]


def evaluate(rule: Rule, measured: Measured) -> tuple[PartState, ...]:
    """How far each part is."""
    return tuple(PartState(part, *_counted(part, measured)) for part in rule)


def is_completed(states: tuple[PartState, ...]) -> bool:
    """Whether every part holds; a rule without parts never does."""
    return bool(states) and all(state.met for state in states)


def progress(states: tuple[PartState, ...]) -> float:
    """How far the whole is, 0 to 1: each part counts the same."""
    return sum(state.share for state in states) / len(states) if states else 0.0


def _counted(part: Part, measured: Measured) -> tuple[float, int]:
    if part.kind == "tasks":
        return measured.done, measured.tasks
    if part.kind == "hours":
        return measured.hours, part.hours
    days = measured.people if part.kind == "people" else measured.features.get(part.feature, {})
    return sum(1 for count in days.values() if count >= part.days), part.people


def _part(name: str, given: Mapping[str, Any], features: Mapping[str, str]) -> Part:
    kind = given.get("kind")
    if kind not in KINDS:
        raise InputError(
            _("not one of the choices"), field=f"{name}.kind", came=kind, wanted=", ".join(KINDS)
        )
    unknown = set(given) - {"kind", "feature", "people", "days", "hours"}
    if unknown:
        raise InputError(
            _("there is no such field"), field=f"{name}.{min(unknown)}"[:80], came=min(unknown),
            wanted="kind, feature, people, days, hours",
        )  # fmt: skip
    if kind == "tasks":
        return Part("tasks")
    if kind == "hours":
        return Part("hours", hours=whole(f"{name}.hours", given.get("hours", 0), 1, 10_000))
    people = whole(f"{name}.people", given.get("people") or 1, 1, 10_000)
    days = whole(f"{name}.days", given.get("days") or 1, 1, 366)
    feature = ""
    if kind == "feature":
        feature = _feature(f"{name}.feature", given.get("feature"), features)
    return Part(str(kind), feature=feature, people=people, days=days)


def _feature(name: str, given: object, features: Mapping[str, str]) -> str:
    try:
        wanted = str(UUID(str(given)))
    except ValueError:
        wanted = ""
    if wanted not in features:
        raise InputError(
            _("there is no such feature"), field=name, came=given, wanted=", ".join(features.values())[:200]
        )
    return wanted

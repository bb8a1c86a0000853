"""What calls are judged by, and what comes next after one: pure."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from banso.kit.errors import InputError
from banso.kit.texts import line
from banso.kit.words import Text

LOWEST, HIGHEST = 1, 5
_MOST_WEIGHT = 10
_MOST = 20
# Nobody was reached: the same lead is called again the next day.
UNREACHED = frozenset({"absent", "no_answer"})


@dataclass(frozen=True, slots=True)
class Criterion:
    key: str
    name: str
    weight: int


_PRESET = (
    ("opening", Text(en="Opening: name and purpose in one breath", ja="名乗りと用件（第一印象）"), 2),
    ("voice", Text(en="Voice: brightness, speed, wording", ja="声の明るさ・速さ・言葉づかい"), 1),
    ("hearing", Text(en="Hearing: draws out the problem", ja="ヒアリング（課題を引き出す）"), 3),
    ("explaining", Text(en="Explaining: what it is worth to them", ja="説明（相手にとっての価値）"), 2),
    ("answering", Text(en="Answering objections", ja="断りへの切り返し"), 2),
    ("closing", Text(en="Closing: asks for the appointment", ja="クロージング（アポの打診）"), 3),
)


def preset(language: str | None) -> tuple[Criterion, ...]:
    """The criteria of whoever has not chosen their own."""
    return tuple(Criterion(key, text.in_language(language), weight) for key, text, weight in _PRESET)


def checked_criteria(rows: Sequence[Mapping[str, object]]) -> list[Criterion]:
    """The criteria as they can be kept; rows without a name are left out.

    Raises:
        InputError: too many, a name twice, or a weight that is none.
    """
    found: list[Criterion] = []
    for row in rows:
        name = line("name", row.get("name"), most=120)
        if not name:
            continue
        weight = str(row.get("weight") or "1").strip()
        if not weight.isdecimal() or not 1 <= int(weight) <= _MOST_WEIGHT:
            raise InputError(
                _("This is not a weight: %(came)s.") % {"came": weight}, field="weight", came=weight,
                wanted=_("a whole number from 1 to %(most)s") % {"most": _MOST_WEIGHT},
            )  # fmt: skip
        if name in {each.name for each in found}:
            raise InputError(
                _("The same criterion came before."), field="name", came=name, wanted=_("each once")
            )
        found.append(Criterion(_key(str(row.get("key") or ""), name, found), name, int(weight)))
    if len(found) > _MOST:
        raise InputError(
            _("Too many criteria."),
            field="name",
            came=len(found),
            wanted=_("at most %(most)s") % {"most": _MOST},
        )
    return found


def _key(given: str, name: str, before: Sequence[Criterion]) -> str:
    taken = {each.key for each in before}
    if re.fullmatch(r"[a-z0-9_-]{1,40}", given) and given not in taken:
        return given
    plain = (
        re.sub(r"[^a-z0-9]+", "-", unicodedata.normalize("NFKC", name).casefold()).strip("-")[:30]
        or "criterion"
    )
    number, found = 1, plain
    while found in taken:
        number += 1
        found = f"{plain}-{number}"
    return found


def checked_scores(given: Mapping[str, object], criteria: Sequence[Criterion]) -> dict[str, int]:
    """The scores that were given, by key; what was left empty is not judged.

    Raises:
        InputError: a criterion that is not there, or no whole number from 1 to 5.
    """
    known = {each.key for each in criteria}
    found = {}
    for key, value in given.items():
        text = str("" if value is None else value).strip()
        if not text:
            continue
        if key not in known:
            raise InputError(
                _("There is no such criterion."), field="scores", came=key, wanted=", ".join(sorted(known))
            )
        if not text.isdecimal() or not LOWEST <= int(text) <= HIGHEST:
            raise InputError(
                _("This is not a score: %(came)s.") % {"came": text}, field="scores", came=text,
                wanted=_("a whole number from 1 to 5"),
            )  # fmt: skip
        found[key] = int(text)
    return found


def weighted(scores: Sequence[tuple[int, int]]) -> Decimal | None:
    """The mean of (score, weight), 1 to 5; None where nothing was judged."""
    total = sum(weight for _score, weight in scores)
    return Decimal(sum(score * weight for score, weight in scores)) / total if total else None


def next_day(result: str, step_on: date | None, today: date) -> date | None:
    """When a lead is called again out of its list; None when it is done.

    Whoever was not there is called on the next day; who asked for it on the day of the next step.
    """
    if result in UNREACHED or result == "call_back":
        return step_on or today + timedelta(days=1)
    return None

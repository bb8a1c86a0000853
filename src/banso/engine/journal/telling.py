"""A fact in words: its title and its line, in the active language."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, cast

import msgspec
from django.db.models import QuerySet

from banso.engine.journal.fact import Fact, Side, catalogue
from banso.engine.journal.models import JournalEntry
from banso.engine.journal.record import WITHIN
from banso.kit.formats import number
from banso.kit.words import Text

GROUP_WORDS: dict[str, Text] = {
    "conversation": Text(en="Conversations", ja="会話"),
    "people": Text(en="People", ja="人"),
    "account": Text(en="Account", ja="顧客"),
    "deal": Text(en="Deals", ja="商談"),
    "handoff": Text(en="Handoffs", ja="引継ぎ"),
    "promise": Text(en="Promises", ja="約束"),
    "answer": Text(en="Answers", ja="回答"),
    "question": Text(en="Questions put", ja="質問"),
    "onboarding": Text(en="Onboarding", ja="オンボーディング"),
    "work": Text(en="Tasks", ja="タスク"),
    "contract": Text(en="Contract", ja="契約"),
    "usage": Text(en="Use", ja="利用"),
    "attributes": Text(en="Attributes", ja="属性"),
}
_SIDES = ("us", "them", "both", "sys")
# What fills the journal without being news: records of how something stands, each question of a form.
_QUIET = ("attributes", "question")
_BETWEEN = Text(en=", ", ja="、")


@dataclass(frozen=True, slots=True)
class Told:
    """What a page shows of a fact."""

    title: str
    line: str
    side: Side
    group: str


def tell(entry: JournalEntry) -> Told:
    """The fact in the active language; a type that is no longer declared is called by its name."""
    kind = catalogue.get(entry.type)
    if kind is None:
        return Told(entry.type, "", "sys", "")
    shown = defaultdict(str, {name: _shown(kind, name, value) for name, value in entry.payload.items()})
    line = " ".join(str(kind.line).format_map(shown).split())
    asked = entry.payload.get("side_of")
    side = cast("Side", asked) if asked in _SIDES else kind.side
    return Told(str(kind.title), line.strip(" ,:：、→"), side, kind.group)


def group_name(group: str) -> str:
    return str(GROUP_WORDS.get(group, group))


def types_of(group: str) -> list[str]:
    """The fact types that are filed under a group."""
    return [kind.type for kind in catalogue if kind.group == group]


def told_alone(rows: QuerySet[JournalEntry]) -> QuerySet[JournalEntry]:
    """What a list of everything shows: without quiet types, and without what another fact tells of."""
    return rows.exclude(type__in=quiet_types()).exclude(source__startswith=WITHIN)


def quiet_types() -> list[str]:
    """The fact types that a time line of everything leaves out."""
    return [kind.type for kind in catalogue if kind.group in _QUIET]


def groups() -> list[str]:
    """The groups that some fact type is filed under, in the order of GROUP_WORDS, others behind."""
    used = {kind.group for kind in catalogue}
    return [name for name in GROUP_WORDS if name in used] + sorted(used - set(GROUP_WORDS))


def _shown(kind: type[Fact], name: str, value: Any) -> str:  # noqa: ANN401 - whatever a payload holds
    words: dict[str, dict[str, Text]] = getattr(kind, "words", {})
    if name in words and isinstance(value, str):
        return str(words[name].get(value, value))
    if value is None or value == "":
        return "–"
    if isinstance(value, list):
        return str(_BETWEEN).join(str(each) for each in value if isinstance(each, str | int))
    if name in _decimals(kind):
        try:
            return number(Decimal(str(value)).normalize())
        except InvalidOperation:
            return str(value)
    return str(value)


def _decimals(kind: type[Fact]) -> set[str]:
    return {field.name for field in msgspec.structs.fields(kind) if field.type in {Decimal, Decimal | None}}

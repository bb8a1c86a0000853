"""What a frozen item says, in the reader's language: a few lines of plain text."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from banso.domain.handoffs.rules.frozen import Content
from banso.domain.sales.facts import STAKEHOLDER_WORDS
from banso.kit.formats import day, money
from banso.kit.words import Text

INFLUENCE_WORDS = {
    "high": Text(en="high influence", ja="影響力 大"),
    "middle": Text(en="middle influence", ja="影響力 中"),
    "low": Text(en="low influence", ja="影響力 小"),
}
ATTITUDE_WORDS = {
    "for": Text(en="for it", ja="賛成"),
    "neutral": Text(en="neutral", ja="中立"),
    "against": Text(en="against it", ja="反対"),
}
_BREAK = " · "


def says(key: str, content: Content) -> list[str]:
    """The lines of one of the ten items; none where it is empty."""
    return [line for line in _LINES[key](content) if line]


def _customer(content: Content) -> list[str]:
    size = content.get("employees")
    people = ngettext("%(n)s employee", "%(n)s employees", size) % {"n": size} if size else ""
    n = content.get("contacts", 0)
    contacts = ngettext("%(n)s contact", "%(n)s contacts", n) % {"n": n}
    told = (content.get("name"), content.get("industry"), content.get("region"), people, contacts)
    return [_joined(*told)]


def _plan(content: Content) -> list[str]:
    currency = content.get("currency", "")
    found = []
    for line in content.get("lines", []):
        seats = line["seats"]
        found.append(
            _joined(
                f"{line['product']} {line['plan']}".strip(),
                ngettext("%(n)s seat", "%(n)s seats", seats) % {"n": seats} if seats else "",
                _("%(amount)s a month") % {"amount": money(Decimal(line["monthly"]), currency)},
                _("from %(day)s") % {"day": _day(line["starts_on"])} if line["starts_on"] else "",
            )
        )
    return found


def _background(content: Content) -> list[str]:
    return [content.get("background", ""), content.get("problem", "")]


def _success(content: Content) -> list[str]:
    return [
        _joined(
            f"{goal['metric']}: {goal['baseline'] or '–'} → {goal['target'] or '–'} {goal['unit']}".rstrip(),
            _("by %(day)s") % {"day": _day(goal["due_on"])} if goal["due_on"] else "",
            _("says %(who)s") % {"who": goal["said_by"]} if goal["said_by"] else "",
        )
        for goal in content.get("goals", [])
    ]


def _priorities(content: Content) -> list[str]:
    return list(content.get("texts", []))


def _concerns(content: Content) -> list[str]:
    told = [
        _joined(each["text"], _("resolved: %(how)s") % {"how": each["resolution"]})
        if each["resolved"]
        else each["text"]
        for each in content.get("concerns", [])
    ]
    asked = content.get("asked")
    return told or ([_("None, as %(who)s said") % {"who": asked}] if asked else [])


def _promises(content: Content) -> list[str]:
    told = [
        _joined(each["wording"], _day(each["due_on"]), each["owner"]) for each in content.get("promises", [])
    ]
    signed = content.get("signed_by")
    return told or ([_("None were made, as %(who)s signed") % {"who": signed}] if signed else [])


def _stakeholders(content: Content) -> list[str]:
    return [
        _joined(
            f"{each['name']} {each['title']}".strip(),
            _word(STAKEHOLDER_WORDS, each["role"]),
            _word(INFLUENCE_WORDS, each["influence"]),
            _word(ATTITUDE_WORDS, each["attitude"]),
            each["manner"],
        )
        for each in content.get("people", [])
    ]


def _communication(content: Content) -> list[str]:
    n = content.get("count", 0)
    return [ngettext("%(n)s activity", "%(n)s activities", n) % {"n": n}, content.get("text", "")]


def _notes(content: Content) -> list[str]:
    return [content.get("text", ""), *content.get("hints", [])]


def _word(words: dict[str, Text], key: str) -> str:
    return str(words[key]) if key in words else ""


def _day(text: str) -> str:
    return day(date.fromisoformat(text)) if text else ""


def _joined(*parts: str | None) -> str:
    return _BREAK.join(part for part in parts if part)


_LINES: dict[str, Callable[[Content], list[Any]]] = {
    "customer": _customer,
    "plan": _plan,
    "background": _background,
    "success": _success,
    "priorities": _priorities,
    "concerns": _concerns,
    "promises": _promises,
    "stakeholders": _stakeholders,
    "communication": _communication,
    "notes": _notes,
}

"""What a condition means, in plain Python: the reference that the databases must agree with.

A record gives each field's value: text "" and None alike are empty; numbers and days may be None; names are
sets of text. Nothing is ever half true: an unknown number is neither below nor above anything.
"""

import operator
from collections.abc import Callable, Collection, Mapping
from datetime import date, timedelta
from string import ascii_lowercase, ascii_uppercase

from banso.kit.conditions.tree import Check, Condition, Every, Some, Value

_LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)
_ORDER: dict[str, Callable[[float, float], bool]] = {
    "at_least": operator.ge,
    "at_most": operator.le,
    "above": operator.gt,
    "below": operator.lt,
    "is": operator.eq,
}


def lower(text: str) -> str:
    """Latin letters A to Z in lower case, all others as they are: alike in every database."""
    return text.translate(_LOWER)


def holds(tree: Condition, record: Mapping[str, object], kinds: Mapping[str, str], today: date) -> bool:
    """Whether the record meets the condition.

    Args:
        tree: a checked condition.
        record: each field's value by name; a field that is absent is empty.
        kinds: each field's kind by name.
        today: the day from which relative days count.
    """
    if isinstance(tree, Check):
        return asked(kinds[tree.field], record.get(tree.field), tree.op, tree.value, today)
    parts = (holds(part, record, kinds, today) for part in tree.parts)
    if isinstance(tree, Every):
        return all(parts)
    return any(parts) if isinstance(tree, Some) else not any(parts)


def asked(kind: str, value: object, op: str, wanted: Value, today: date) -> bool:
    """Whether one value meets one check."""
    return _BY_KIND[kind](value, op, wanted, today)


def _text(value: object, op: str, wanted: Value, _today: date) -> bool:
    text = str(value or "")
    if op in {"in", "not_in"}:
        return (text in _many(wanted)) == (op == "in")
    return {
        "is": text == wanted,
        "is_not": text != wanted,
        "contains": lower(str(wanted)) in lower(text),
        "not_contains": lower(str(wanted)) not in lower(text),
        "starts": lower(text).startswith(lower(str(wanted))),
        "empty": not text,
        "filled": bool(text),
    }[op]


def _number(value: object, op: str, wanted: Value, _today: date) -> bool:
    if op == "is_not":
        return value is None or value != wanted
    if op in {"empty", "filled"}:
        return (value is None) == (op == "empty")
    if not isinstance(value, int | float):
        return False
    if op == "between":
        low, high = _many(wanted)
        return float(low) <= value <= float(high)
    return _ORDER[op](value, float(str(wanted)))


def _change(value: object, op: str, wanted: Value, _today: date) -> bool:
    if op == "empty":
        return value is None
    if not isinstance(value, int | float):
        return False
    percent = float(str(wanted))
    return value <= -percent if op == "fell_by" else value >= percent


def _date(value: object, op: str, wanted: Value, today: date) -> bool:
    if op in {"empty", "filled"}:
        return (value is None) == (op == "empty")
    if not isinstance(value, date):
        return False
    if op == "between":
        low, high = _many(wanted)
        return date.fromisoformat(str(low)) <= value <= date.fromisoformat(str(high))
    if op in {"last_days", "next_days", "older_days"}:
        days = timedelta(days=int(str(wanted)))
        return {
            "last_days": today - days <= value <= today,
            "next_days": today <= value <= today + days,
            "older_days": value < today - days,
        }[op]
    day = date.fromisoformat(str(wanted))
    return {"on": value == day, "before": value < day, "after": value > day}[op]


def _flag(value: object, op: str, _wanted: Value, _today: date) -> bool:
    return bool(value) == (op == "yes")


def _names(value: object, op: str, wanted: Value, _today: date) -> bool:
    names = set(value) if isinstance(value, Collection) else set()
    if op in {"empty", "filled"}:
        return bool(names) == (op == "filled")
    if op == "has_any":
        return not names.isdisjoint(_many(wanted))
    return (wanted in names) == (op == "has")


def _many(wanted: Value) -> list[str | int | float | bool]:
    return wanted if isinstance(wanted, list) else []


_BY_KIND: dict[str, Callable[[object, str, Value, date], bool]] = {
    "text": _text,
    "choice": _text,
    "number": _number,
    "change": _change,
    "date": _date,
    "flag": _flag,
    "names": _names,
}

"""The tree itself, as JSON holds it."""

from collections.abc import Iterator
from typing import Any

import msgspec

Scalar = str | int | float | bool
Value = Scalar | list[Scalar] | None


class Check(msgspec.Struct, frozen=True, tag_field="kind", tag="check", forbid_unknown_fields=True):
    """One field held against a value: {"kind": "check", "field": "plan", "op": "is", "value": "Pro"}."""

    field: str
    op: str
    value: Value = None


class Every(msgspec.Struct, frozen=True, tag_field="kind", tag="all", forbid_unknown_fields=True):
    """True where every part is; without parts, always."""

    parts: list["Condition"] = []


class Some(msgspec.Struct, frozen=True, tag_field="kind", tag="any", forbid_unknown_fields=True):
    """True where one part is; without parts, never."""

    parts: list["Condition"] = []


class Nor(msgspec.Struct, frozen=True, tag_field="kind", tag="none", forbid_unknown_fields=True):
    """True where no part is; without parts, always."""

    parts: list["Condition"] = []


Condition = Check | Every | Some | Nor


def as_data(condition: Condition) -> dict[str, Any]:
    """The tree as JSON keeps it."""
    data: dict[str, Any] = msgspec.to_builtins(condition)
    return data


def checks_in(condition: Condition) -> Iterator[Check]:
    """Every check of the tree, in order."""
    if isinstance(condition, Check):
        yield condition
    else:
        for part in condition.parts:
            yield from checks_in(part)

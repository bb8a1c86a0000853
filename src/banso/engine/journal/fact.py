"""What a fact is: something that happened to a customer, in the past tense, never changed.

A fact type is declared once, in an area's `facts.py`:

    @fact("accounts.account_described", title=Text(en="Account described", ja="顧客の属性を記録した"))
    class AccountDescribed(Fact, frozen=True, kw_only=True):
        name: str

Its fields beyond the base are the payload. A change of meaning raises `version`; old facts keep theirs.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar, Literal, TypeVar
from uuid import UUID

import msgspec

from banso.kit.words import Text

Side = Literal["us", "them", "both", "sys"]


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """Base of every fact.

    Attributes:
        account: the customer it happened to.
        occurred_at: when it was true (aware).
        person: who at the customer, as an identifier, or "".
        subject: the record it speaks of (a subscription line, a note), as an identifier, or "".
    """

    type: ClassVar[str] = ""
    version: ClassVar[int] = 1
    title: ClassVar[Text]
    line: ClassVar[Text]
    side: ClassVar[Side] = "sys"
    group: ClassVar[str] = ""

    account: UUID
    occurred_at: datetime
    person: str = ""
    subject: str = ""

    def payload(self) -> dict[str, Any]:
        """The fields beyond the base, as JSON can hold them: money and ids as strings."""
        built = msgspec.to_builtins(self, enc_hook=_encode)
        return {name: _as_read(value) for name, value in built.items() if name not in _BASE}


_BASE = frozenset(Fact.__struct_fields__)
F = TypeVar("F", bound=type[Fact])


def _as_read(value: object) -> object:
    """The value as the database gives it back: JSON has no tuples, and one never equals a list."""
    if isinstance(value, list | tuple):
        return [_as_read(each) for each in value]
    if isinstance(value, dict):
        return {name: _as_read(each) for name, each in value.items()}
    return value


def _encode(value: object) -> object:
    if isinstance(value, Decimal):
        return format(value, "f")
    raise TypeError(f"a fact cannot hold {type(value).__name__}")


class Catalogue:
    """Every fact type that is declared, by name."""

    def __init__(self) -> None:
        self._types: dict[str, type[Fact]] = {}

    def add(self, kind: type[Fact]) -> None:
        known = self._types.get(kind.type)
        if known is not None and known.__qualname__ != kind.__qualname__:
            raise ValueError(f"two facts are called {kind.type}: {known} and {kind}")
        self._types[kind.type] = kind

    def get(self, name: str) -> type[Fact] | None:
        return self._types.get(name)

    def __iter__(self) -> Iterator[type[Fact]]:
        return iter(sorted(self._types.values(), key=lambda kind: kind.type))


catalogue = Catalogue()


def fact(
    name: str, *, title: Text, line: Text | None = None, side: Side = "sys", group: str = "", version: int = 1
) -> Callable[[F], F]:
    """Enter a fact type into the catalogue.

    Args:
        name: "<area>.<past_tense>", stable for ever.
        title: what the time line calls it.
        line: one sentence over the payload's fields, as `str.format` reads them.
        side: whose act it was: ours, theirs, both, or computed.
        group: under which chip the time line files it.
        version: raised when the payload changes its meaning.
    """

    def decorate(kind: F) -> F:
        kind.type, kind.version = name, version
        kind.title, kind.line = title, line or Text(en="", ja="")
        kind.side, kind.group = side, group or name.partition(".")[0]
        catalogue.add(kind)
        return kind

    return decorate

"""A condition for Django: Q objects that mean the same on SQLite and PostgreSQL.

Every test is two-valued by itself (an unknown value makes it false, never NULL), so that `~Q` and De Morgan
hold on both. Field names come from the columns below and never from the sender; values are always bound.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import reduce
from operator import and_, or_
from typing import Any, Protocol

from django.db.models import CharField, F, Func, IntegerField, Lookup, Q, UUIDField, Value
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce, StrIndex
from django.db.models.lookups import Exact, GreaterThan

from banso.kit.conditions.plain import lower
from banso.kit.conditions.tree import Check, Condition, Every, Some
from banso.kit.conditions.tree import Value as Wanted


class Column(Protocol):
    """How one field is asked of the database."""

    def q(self, op: str, value: Wanted, today: date) -> Q:
        """The test as a two-valued Q; `op` and `value` have been checked."""


def condition_q(tree: Condition, columns: Mapping[str, Column], today: date) -> Q:
    """The whole condition as one Q.

    Args:
        tree: a checked condition.
        columns: a column for every field that it names.
        today: the day from which relative days count.
    """
    if isinstance(tree, Check):
        return columns[tree.field].q(tree.op, tree.value, today)
    parts = [condition_q(part, columns, today) for part in tree.parts]
    if isinstance(tree, Every):
        return _joined(parts, and_, empty=EVERYTHING)
    if isinstance(tree, Some):
        return _joined(parts, or_, empty=NOTHING)
    return ~_joined(parts, or_, empty=NOTHING)


EVERYTHING = Q(pk__isnull=False)
NOTHING = Q(pk__isnull=True)


def _joined(parts: list[Q], join: Callable[[Q, Q], Q], *, empty: Q) -> Q:
    return reduce(join, parts) if parts else empty


@UUIDField.register_lookup
class Among(Lookup):
    """`pk__among=ids`: as `__in`, for any number of ids, bound as one value."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:  # noqa: ANN401 - Django's own
        column, params = self.process_lhs(compiler, connection)
        if connection.vendor == "postgresql":
            return f"{column} = ANY(%s)", [*params, list(self.rhs)]
        ids = json.dumps([each.hex for each in self.rhs])
        return f"{column} IN (SELECT value FROM json_each(%s))", [*params, ids]  # noqa: S608 - a column's name


class AsciiLower(Func):
    """A to Z in lower case and nothing else, whatever the database's collation."""

    function = "LOWER"
    output_field = CharField()

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:  # noqa: ANN401 - Django's own
        return self.as_sql(compiler, connection, template='LOWER(%(expressions)s COLLATE "C")', **extra)


class TextColumn:
    """Text that is never NULL, or text under a key of a JSON column."""

    def __init__(self, path: str, *, json_key: str = "") -> None:
        stored: Combinable = KeyTextTransform(json_key, path) if json_key else F(path)
        self._text = Coalesce(stored, Value(""), output_field=CharField()) if json_key else stored

    def q(self, op: str, value: Wanted, today: date) -> Q:  # noqa: ARG002 - one signature for all
        if op in {"in", "not_in"}:
            found = Q()
            for each in value if isinstance(value, list) else []:
                found |= self._is(str(each))
            return found if op == "in" else ~found
        tests: dict[str, Callable[[], Q]] = {
            "is": lambda: self._is(str(value)),
            "is_not": lambda: ~self._is(str(value)),
            "contains": lambda: self._has(str(value)),
            "not_contains": lambda: ~self._has(str(value)),
            "starts": lambda: Q(Exact(self._place(str(value)), 1)),
            "empty": lambda: self._is(""),
            "filled": lambda: ~self._is(""),
        }
        return tests[op]()

    def _is(self, text: str) -> Q:
        return Q(Exact(self._text, Value(text)))

    def _has(self, text: str) -> Q:
        return Q(GreaterThan(self._place(text), 0))

    def _place(self, text: str) -> StrIndex:
        return StrIndex(AsciiLower(self._text), Value(lower(text)), output_field=IntegerField())


class OrderedColumn:
    """A number or a day that may be NULL, or a number or ISO day under a key of a JSON column.

    Args:
        path: the model's field, or "custom__key" for a key that was checked.
        read: turns a checked value into what the column holds.
        whole: the column holds whole numbers; Django would cut 1.5 to 1 when it looks for an equal one.
    """

    def __init__(
        self, path: str, read: Callable[[Any], Any] = lambda value: value, *, whole: bool = False
    ) -> None:
        self._path = path
        self._read = read
        self._whole = whole

    def q(self, op: str, value: Wanted, today: date) -> Q:
        if op in {"empty", "filled"}:
            return Q(**{f"{self._path}__isnull": op == "empty"})
        if op in {"is", "is_not"}:
            cut = self._whole and not float(str(value)).is_integer()
            found = NOTHING if cut else self._known(exact=value)
            return found if op == "is" else ~found
        if op == "between":
            low, high = value if isinstance(value, list) else (value, value)
            return self._known(gte=low, lte=high)
        if op in {"last_days", "next_days", "older_days"}:
            return self._relative(op, int(str(value)), today)
        lookup = {"on": "exact", "at_least": "gte", "at_most": "lte", "above": "gt",
                  "below": "lt", "before": "lt", "after": "gt"}[op]  # fmt: skip
        return self._known(**{lookup: value})

    def _relative(self, op: str, days: int, today: date) -> Q:
        span = timedelta(days=days)
        if op == "last_days":
            return self._known(gte=(today - span).isoformat(), lte=today.isoformat())
        if op == "next_days":
            return self._known(gte=today.isoformat(), lte=(today + span).isoformat())
        return self._known(lt=(today - span).isoformat())

    def _known(self, **bounds: Wanted) -> Q:
        found = Q(**{f"{self._path}__isnull": False})
        for lookup, value in bounds.items():
            found &= Q(**{f"{self._path}__{lookup}": self._read(value)})
        return found


class FlagColumn:
    def __init__(self, path: str) -> None:
        self._path = path

    def q(self, op: str, value: Wanted, today: date) -> Q:  # noqa: ARG002
        return Q(**{self._path: op == "yes"})


class NamesColumn:
    """A set of words in a table of its own.

    Args:
        having: given some words, the Q of records that have one of them; given none, of those that have any.
    """

    def __init__(self, having: Callable[[list[str] | None], Q]) -> None:
        self._having = having

    def q(self, op: str, value: Wanted, today: date) -> Q:  # noqa: ARG002
        if op in {"empty", "filled"}:
            return self._having(None) if op == "filled" else ~self._having(None)
        words = [str(each) for each in value] if isinstance(value, list) else [str(value)]
        return ~self._having(words) if op == "has_not" else self._having(words)

"""The column store's usage after an erasure.

A person is part of the tables' keys, so rows are written anew and the old ones removed. Whoever dies in
between leaves both; so first what an earlier try has written (it bears the erasure's mark) is removed, for
as long as what it was made of is still there.
"""

import secrets
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import md5
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from banso.engine.journal.column import schema, store
from banso.engine.journal.column.errors import Unavailable
from banso.engine.journal.erasing.terms import Terms
from banso.engine.journal.usage.days import UTC_DAY
from banso.engine.journal.usage.rows import UsageRow, fingerprint
from banso.engine.journal.usage.times import micros
from banso.kit.tenancy import current_workspace_id

Deltas = dict[int, int]
Row = dict[str, Any]
_DAY_ONE = datetime(1970, 1, 1, tzinfo=UTC).date()
_HERE = "workspace = {workspace:UUID}"
_MOVED = "positionUTF8(concat(person, ' ', name), {mark:String}) > 0"
_NAMING = (
    "(has({keys:Array(String)}, person) OR multiSearchAnyCaseInsensitiveUTF8("
    "concat(message_id, ' ', name, ' ', properties), {needles:Array(String)}))"
)
_NEEDLES = 200
_ROOM = 8_000
_LIST = "erasing"
_SYNC = "SETTINGS mutations_sync = 2"


def erase_usage(terms: Terms, *, keep: Callable[[Deltas], None]) -> int:
    """Write the person's rows anew under their pseudonyms; returns how many. May run again.

    Args:
        terms: what names them.
        keep: told by UTC day of learning what the sum of the rows' fingerprints changes by, before anything
            is removed.
    """
    _wait_for_mutations()
    held = [row for month in _months(terms) for row in _naming(terms, month)]
    pairs = [(old, new) for old in held if (new := _anew(old, terms)) != old]
    if pairs:
        bound = {"mark": terms.mark}
        _run(f"ALTER TABLE banso.usage DELETE WHERE {_HERE} AND {_MOVED} {_SYNC}", bound)
        _run(f"ALTER TABLE banso.usage_daily DELETE WHERE {_HERE} AND {_MOVED} {_SYNC}", bound)
        keep(_deltas(pairs))
        moved = [(old, new) for old, new in pairs if _place(old) != _place(new)]
        _overwrite([pair for pair in pairs if _place(pair[0]) == _place(pair[1])])
        # Each row that goes in is added to its day by the store itself.
        _insert(schema.USAGE, [new for _, new in moved])
        names = sorted({old["name"] for old, new in moved if new["name"] != old["name"]})
        with _listed(person=list(terms.keys), name=names):
            for table in ("usage_daily", "usage"):
                # One statement: were it two, whoever died in between would take away as an earlier try's what
                # had been written anew for the rows that the first has removed.
                old_ones = f"({_in_list('person')} OR {_in_list('name')})"
                _run(f"ALTER TABLE banso.{table} DELETE WHERE {_HERE} AND {old_ones} {_SYNC}", {})
    _erase_sessions(terms)
    return len(pairs)


def _place(row: Row) -> tuple[str, str]:
    """By what a row is added up; whatever else changes is changed where the row stands."""
    return row["person"], row["name"]


def _overwrite(pairs: Sequence[tuple[Row, Row]]) -> None:
    portion: list[tuple[Row, Row]] = []
    size = 0
    for old, new in pairs:
        portion.append((old, new))
        size += 3 * (len(new["message_id"].encode()) + len(new["properties"].encode())) + 200
        if size > _ROOM:
            _change(portion)
            portion, size = [], 0
    _change(portion)


def _change(pairs: Sequence[tuple[Row, Row]]) -> None:
    if not pairs:
        return
    place = "indexOf({which:Array(String)}, hex(MD5(concat(message_id, '\\x1F', properties))))"
    told = {_which(old): new for old, new in pairs}
    _run(
        f"ALTER TABLE banso.usage UPDATE message_id = {{ids:Array(String)}}[{place}],"
        f" properties = {{texts:Array(String)}}[{place}] WHERE {_HERE} AND {place} > 0 {_SYNC}",
        {
            "which": list(told), "ids": [new["message_id"] for new in told.values()],
            "texts": [new["properties"] for new in told.values()],
        },
    )  # fmt: skip


def _which(row: Row) -> str:
    text = f"{row['message_id']}\x1f{row['properties']}"
    return md5(text.encode(), usedforsecurity=False).hexdigest().upper()


def _months(terms: Terms) -> list[int]:
    found = _look(
        f"SELECT DISTINCT toYYYYMM(day) AS month FROM banso.usage WHERE {_HERE} AND {_NAMING} ORDER BY month",
        terms,
    )
    return [int(row["month"]) for row in found]


def _naming(terms: Terms, month: int) -> list[Row]:
    columns = ", ".join(schema.USAGE.names)
    where = f"{_HERE} AND toYYYYMM(day) = {{month:UInt32}} AND {_NAMING}"
    return _look(f"SELECT {columns} FROM banso.usage WHERE {where}", terms, month=month)


def _look(sql: str, terms: Terms, **more: object) -> list[Row]:
    found = store().inspect(sql, {"workspace": current_workspace_id(), **_bound(terms), **more})
    return [dict(zip(found.columns, row, strict=True)) for row in found.rows]


def _bound(terms: Terms) -> Row:
    # The engine looks for 255 texts at once; a person has a handful.
    needles = list(terms.needles)[:_NEEDLES] or [terms.mark]
    return {"keys": list(terms.keys) or [terms.mark], "needles": needles}


def _anew(row: Row, terms: Terms) -> Row:
    theirs = row["person"] in terms.pseudonyms
    return {
        **row, "person": terms.person(row["person"]), "message_id": terms.text(row["message_id"]),
        "name": terms.text(row["name"]), "properties": _properties(row["properties"], terms, named=theirs),
    }  # fmt: skip


def _properties(text: str, terms: Terms, *, named: bool) -> str:
    if not text:
        return text
    before = msgspec.json.decode(text)
    after = terms.value(before, named=named)
    return text if after == before else msgspec.json.encode(after).decode()


def _deltas(changed: Sequence[tuple[Row, Row]]) -> Deltas:
    found: defaultdict[int, int] = defaultdict(int)
    for old, new in changed:
        if old["seq"]:
            day = micros(old["recorded_at"]) // UTC_DAY
            found[day] += fingerprint(_usage_row(new)) - fingerprint(_usage_row(old))
    return dict(found)


def _usage_row(row: Row) -> UsageRow:
    return UsageRow(
        row["workspace"].bytes, row["account"].bytes, row["person"], row["kind"], row["name"],
        row["message_id"], micros(row["occurred_at"]), micros(row["recorded_at"]),
        (row["day"] - _DAY_ONE).days, row["properties"].encode(), row["source"], row["seq"],
    )  # fmt: skip


def _insert(table: schema.Table, rows: Sequence[Row]) -> None:
    # A token of its own for every try: what an earlier one wrote is gone, and has to come again.
    attempt = secrets.token_hex(8)
    for start in range(0, len(rows), 20_000):
        part = [[row[name] for name in table.names] for row in rows[start : start + 20_000]]
        store().insert(table.name, table.names, part, token=f"erase:{attempt}:{start}", types=table.types)


def _erase_sessions(terms: Terms) -> None:
    held = _look(
        f"SELECT {', '.join(schema.SESSIONS.names)} FROM banso.sessions"
        f" WHERE {_HERE} AND has({{keys:Array(String)}}, person)", terms,
    )  # fmt: skip
    if not held:
        return
    _run(f"ALTER TABLE banso.sessions DELETE WHERE {_HERE} AND startsWith(person, {{mark:String}}) {_SYNC}",
         {"mark": terms.mark})  # fmt: skip
    _insert(schema.SESSIONS, [{**row, "person": terms.person(row["person"])} for row in held])
    with _listed(person=list(terms.keys)):
        _run(f"ALTER TABLE banso.sessions DELETE WHERE {_HERE} AND {_in_list('person')} {_SYNC}", {})


@contextmanager
def _listed(**lists: list[str]) -> Iterator[None]:
    """Lists that a removal names its rows by.

    The engine keeps the text of a removal in a file, long after it is done: so no text may hold an id.
    """
    store().command(f"CREATE OR REPLACE TABLE banso.{_LIST} (kind String, value String) ENGINE = Memory")
    rows = [[kind, value] for kind, values in lists.items() for value in values]
    store().insert(_LIST, ("kind", "value"), rows, token=secrets.token_hex(8))
    try:
        yield
    finally:
        store().command(f"DROP TABLE IF EXISTS banso.{_LIST} SYNC")


def _in_list(column: str) -> str:
    return f"{column} IN (SELECT value FROM banso.{_LIST} WHERE kind = '{column}')"


def _run(sql: str, bound: Row) -> None:
    store().command(sql, {"workspace": current_workspace_id(), **bound})


def _wait_for_mutations() -> None:
    """A removal that was begun goes on in the engine, whoever has begun it; look only at what it leaves."""
    open_ones = "SELECT count() FROM system.mutations WHERE database = 'banso' AND NOT is_done"
    if not store().inspect(open_ones).one()[0]:
        return
    for table in (schema.FACTS, schema.USAGE, schema.USAGE_DAILY, schema.SESSIONS):
        # One more, which changes nothing: mutations of a table are done in turn.
        store().command(f"ALTER TABLE banso.{table.name} DELETE WHERE 0 {_SYNC}")
    if store().inspect(open_ones).one()[0]:
        raise Unavailable(_("the column store still removes rows"))

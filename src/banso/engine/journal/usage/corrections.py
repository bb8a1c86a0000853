"""Setting right what the column store holds already: an undone import, a person who got a name, other days.

Nothing is changed in place. A row is cancelled by one with the opposite sign that is known from a later
moment on, so that an earlier `as_of` still answers as it did. Each statement looks at what still stands and
may run twice. Correcting rows carry seq 0: no entry of the log is behind them.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import groupby
from operator import itemgetter
from uuid import UUID

from banso.engine.journal.column import schema, store
from banso.engine.journal.usage.rows import SessionsRow, encoded_sessions
from banso.engine.journal.usage.sessions import Key
from banso.engine.journal.usage.times import moment

_COLUMNS = ", ".join(schema.USAGE.names)
_STANDING = """
    SELECT workspace, account, person, kind, name, message_id, occurred_at, day, properties, source,
        sum(sign) AS standing
    FROM banso.usage WHERE workspace = {workspace:UUID} AND %s
    GROUP BY workspace, account, person, kind, name, message_id, occurred_at, day, properties, source
    HAVING standing > 0"""
# An address may be 64 kB long, and moving people carries three lists.
_ROOM = 12_000
_OF_IMPORTS = "message_id IN {ids:Array(String)} AND startsWith(source, 'import:')"


def portions(values: Sequence[str]) -> Iterator[list[str]]:
    """The values in lists that a statement can carry: they travel in its address, each sign as up to nine."""
    part: list[str] = []
    size = 0
    for value in values:
        part.append(value)
        size += 3 * len(value.encode()) + 9
        if size > _ROOM:
            yield part
            part, size = [], 0
    if part:
        yield part


def cancel_source(workspace: bytes, source: str, at: int) -> None:
    """Take back what came from a source, from a moment on."""
    store().command(
        f"INSERT INTO banso.usage ({_COLUMNS}) SELECT workspace, account, person, kind, name, message_id,"  # noqa: S608
        " occurred_at, {at:DateTime64(6, 'UTC')}, day, -1, properties, source, 0"
        f" FROM ({_STANDING % 'source = {source:String}'})",
        {"workspace": UUID(bytes=workspace), "source": source, "at": moment(at)},
    )


def withdraw(workspace: bytes, ids: Sequence[str], source: str, at: int) -> None:
    """Take back what imports other than `source` have told of some rows, from a moment on."""
    for part in portions(ids):
        store().command(
            f"INSERT INTO banso.usage ({_COLUMNS}) SELECT workspace, account, person, kind, name, message_id,"  # noqa: S608
            " occurred_at, {at:DateTime64(6, 'UTC')}, day, -1, properties, source, 0"
            f" FROM ({_STANDING % (_OF_IMPORTS + ' AND source != {source:String}')})",
            {"workspace": UUID(bytes=workspace), "ids": part, "source": source, "at": moment(at)},
        )


def reinstate(workspace: bytes, ids: Sequence[str], withdrawn_at: int, zone: str, at: int) -> None:
    """Let stand again what was withdrawn at a moment, where nothing else stands in its place.

    Args:
        workspace: its id.
        ids: of the rows.
        withdrawn_at: when they were withdrawn.
        zone: where days begin by now.
        at: from when on they stand again.
    """
    for part in portions(ids):
        store().command(
            f"INSERT INTO banso.usage ({_COLUMNS}) SELECT workspace, account, person, kind, name, message_id,"  # noqa: S608
            " occurred_at, {at:DateTime64(6, 'UTC')}, toDate(occurred_at, {zone:String}), 1, properties,"
            " source, 0 FROM (SELECT DISTINCT workspace, account, person, kind, name, message_id,"
            " occurred_at, properties, source FROM banso.usage WHERE workspace = {workspace:UUID}"
            f" AND {_OF_IMPORTS} AND sign = -1 AND seq = 0"
            " AND recorded_at = {withdrawn:DateTime64(6, 'UTC')})"
            f" WHERE message_id NOT IN (SELECT message_id FROM ({_STANDING % _OF_IMPORTS}))",
            {
                "workspace": UUID(bytes=workspace), "ids": part, "withdrawn": moment(withdrawn_at),
                "zone": zone, "at": moment(at),
            },
        )  # fmt: skip


def keys_of_ids(workspace: bytes, ids: Sequence[str]) -> list[Key]:
    """Whose sessions hang on some rows of imports."""
    keys: set[Key] = set()
    for part in portions(ids):
        found = store().inspect(
            "SELECT DISTINCT account, person FROM banso.usage"  # noqa: S608 - our own text
            f" WHERE workspace = {{workspace:UUID}} AND {_OF_IMPORTS}",
            {"workspace": UUID(bytes=workspace), "ids": part},
        )
        keys.update((workspace, account.bytes, person) for account, person in found.rows)
    return sorted(keys)


def move_people(workspace: bytes, moves: dict[str, tuple[str, int]]) -> None:
    """Give the rows of each old person to the new one, from a moment on.

    Args:
        workspace: its id.
        moves: old person -> (new person, when it was learned).
    """
    for old in portions(list(moves)):
        store().command(
            f"INSERT INTO banso.usage ({_COLUMNS}) SELECT workspace, account,"  # noqa: S608
            " if(turn = 1, {new:Array(String)}[indexOf({old:Array(String)}, person)], person), kind, name,"
            " message_id, occurred_at,"
            " fromUnixTimestamp64Micro({at:Array(Int64)}[indexOf({old:Array(String)}, person)], 'UTC'),"
            " day, turn, properties, source, 0"
            f" FROM ({_STANDING % 'person IN {old:Array(String)}'})"
            " ARRAY JOIN [toInt8(-1), toInt8(1)] AS turn",
            {
                "workspace": UUID(bytes=workspace), "old": old,
                "new": [moves[each][0] for each in old], "at": [moves[each][1] for each in old],
            },
        )  # fmt: skip


def move_days(workspace: bytes, zone: str, at: int) -> None:
    """Give the workspace's rows the days of another zone, from a moment on; a month of days at a time."""
    bounds = store().inspect(
        "SELECT count(), min(day), max(day) FROM banso.usage WHERE workspace = {workspace:UUID}",
        {"workspace": UUID(bytes=workspace)},
    )
    count, first, last = bounds.one()
    while count and first <= last:
        until = first + timedelta(days=31)
        store().command(
            f"INSERT INTO banso.usage ({_COLUMNS}) SELECT workspace, account, person, kind, name, message_id,"  # noqa: S608
            " occurred_at, {at:DateTime64(6, 'UTC')}, if(turn = 1, there, day), turn, properties, source, 0"
            " FROM (SELECT *, toDate(occurred_at, {zone:String}) AS there"
            f" FROM ({_STANDING % 'day >= {first:Date} AND day < {until:Date}'}) WHERE there != day)"
            " ARRAY JOIN [toInt8(-1), toInt8(1)] AS turn",
            {
                "workspace": UUID(bytes=workspace), "zone": zone, "at": moment(at), "first": first,
                "until": until,
            },
        )  # fmt: skip
        first = until


def keys_of_source(workspace: bytes, source: str) -> list[Key]:
    """Whose sessions hang on what came from a source."""
    found = store().inspect(
        "SELECT DISTINCT account, person FROM banso.usage"
        " WHERE workspace = {workspace:UUID} AND source = {source:String}",
        {"workspace": UUID(bytes=workspace), "source": source},
    )
    return [(workspace, account.bytes, person) for account, person in found.rows]


def keys_of_people(workspace: bytes, people: list[str]) -> list[Key]:
    keys: set[Key] = set()
    for part in portions(people):
        found = store().inspect(
            "SELECT DISTINCT account, person FROM banso.usage"
            " WHERE workspace = {workspace:UUID} AND person IN {people:Array(String)}",
            {"workspace": UUID(bytes=workspace), "people": part},
        )
        keys.update((workspace, account.bytes, person) for account, person in found.rows)
    return sorted(keys)


def times_of(keys: list[Key]) -> Iterator[tuple[Key, list[int]]]:
    """When the events of each of these happened, as far as they stand; keys without events too."""
    for workspace, group in groupby(sorted(keys), key=itemgetter(0)):
        wanted = list(group)
        for start in range(0, len(wanted), 500):
            part = wanted[start : start + 500]
            times = _times(workspace, sorted({person for _, _, person in part}))
            for key in part:
                yield key, times.get((key[1], key[2]), [])


def _times(workspace: bytes, people: list[str]) -> dict[tuple[bytes, str], list[int]]:
    found = store().inspect(
        "SELECT account, person, groupArray(at), groupArray(standing) FROM ("
        "SELECT account, person, toUnixTimestamp64Micro(occurred_at) AS at, sum(sign) AS standing"
        " FROM banso.usage WHERE workspace = {workspace:UUID} AND person IN {people:Array(String)}"
        " GROUP BY account, person, at HAVING standing > 0) GROUP BY account, person",
        {"workspace": UUID(bytes=workspace), "people": people},
    )
    return {
        (account.bytes, person): [at for at, count in zip(times, counts, strict=True) for _ in range(count)]
        for account, person, times, counts in found.rows
    }


def insert_sessions(rows: list[SessionsRow], token: str) -> None:
    """Write rows of `sessions`; the token keeps them from being written twice."""
    if rows:
        table = schema.SESSIONS
        store().insert_lines(table.name, table.names, encoded_sessions(rows), form="RowBinary", token=token)

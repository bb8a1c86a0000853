"""The tables and views of the column store, as data.

The reading side knows only the views. Each takes the workspace and the moment as parameters and answers as
it was known then:

    facts_of(workspace, as_of, types)
    facts_about_of(workspace, as_of, types, only)
    usage_of(workspace, as_of, only, merged_from, merged_into)
    usage_daily_of(workspace, as_of, only, merged_from, merged_into)
    usage_daily_kept_of(workspace, as_of, only, merged_from, merged_into)
    taken_back_of(workspace, as_of, only)
    sessions_of(workspace, as_of, only, merged_from, merged_into)

A day's usage in `usage_daily_of` may come in several rows, none of them 0 or taken back: add `events` up,
and never count rows. A question about now is cheapest as of the coming midnight in UTC, which needs the
rollup alone. Where `taken_back_of` is empty, `usage_daily_kept_of` has the same rows for a fraction of the
planning, which is most of the time that a small workspace's question takes.

`types` is an Array(String) of fact types. `facts_about_of` holds the facts that have a version about one of
the accounts `only`, without reading the others. `merged_from[i]` is the account that was merged into
`merged_into[i]`; both are Array(UUID), empty where nothing was merged. `only` is an Array(UUID) of accounts,
as they were called when the usage was told; empty for all. One text for chDB and for ClickHouse 25.3 and
later.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from banso.engine.journal.column.errors import ColumnError

DATABASE = "banso"
EMPTY = "banso_empty"
# Raised when a table changes; an older Banso then leaves the store alone.
VERSION = 1

_MOMENT = "DateTime64(6, 'UTC')"
# A part is on the disk before its insert is answered, and a token is remembered for this many inserts.
_DURABLE = (
    "SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 10000"
)


class Store(Protocol):
    """What `migrate` needs of a column store."""

    def command(self, sql: str) -> None: ...

    def truncate(self, table: str) -> None: ...

    def inspect(self, sql: str) -> "Found": ...


class Found(Protocol):
    """An answer's rows."""

    @property
    def rows(self) -> Sequence[Sequence[Any]]: ...


@dataclass(frozen=True, slots=True)
class Table:
    """One table.

    Attributes:
        columns: names and types, in order.
        engine: the table engine with its keys.
        indexes: skipping indexes.
        granularity: rows that one mark stands for; the engine's own number is good for reading in bulk.
    """

    name: str
    columns: tuple[tuple[str, str], ...]
    engine: str
    indexes: tuple[str, ...] = ()
    granularity: int = 8192

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.columns)

    @property
    def types(self) -> tuple[str, ...]:
        return tuple(kind for _, kind in self.columns)

    @property
    def body(self) -> str:
        return ", ".join((*(f"{name} {kind}" for name, kind in self.columns), *self.indexes))

    @property
    def sql(self) -> str:
        return (
            f"CREATE TABLE IF NOT EXISTS {DATABASE}.{self.name} ({self.body}) "
            f"ENGINE = {self.engine} {_DURABLE}, index_granularity = {self.granularity}"
        )


@dataclass(frozen=True, slots=True)
class Script:
    """What makes an empty server, or cluster, into a column store; each statement may run again.

    Attributes:
        first: what has to be there before it can be said which version of the rest is.
    """

    first: tuple[str, ...]
    rest: tuple[str, ...]


FACTS = Table(
    "facts",
    (
        ("workspace", "UUID"),
        ("type", "LowCardinality(String)"),
        ("fact", "UUID"),
        ("version", "UInt32"),
        ("seq", "UInt64"),
        ("account", "UUID"),
        ("person", "String"),
        ("subject", "String"),
        ("actor", "String"),
        ("occurred_at", _MOMENT),
        ("recorded_at", _MOMENT),
        ("retracted", "UInt8"),
        ("payload", "String"),
    ),
    "MergeTree ORDER BY (workspace, type, fact, version)",
    ("INDEX by_seq seq TYPE minmax",),
)
# Years, not months: an import of ten years must not make a hundred small parts.
USAGE = Table(
    "usage",
    (
        ("workspace", "UUID"),
        ("account", "UUID"),
        ("person", "String"),
        ("kind", "LowCardinality(String)"),
        ("name", "LowCardinality(String)"),
        ("message_id", "String"),
        ("occurred_at", _MOMENT),
        ("recorded_at", _MOMENT),
        ("day", "Date"),
        ("sign", "Int8"),
        ("properties", "String"),
        ("source", "String"),
        ("seq", "UInt64"),
    ),
    "MergeTree PARTITION BY toYear(day) ORDER BY (workspace, day, account, person, occurred_at)",
    ("INDEX by_recorded recorded_at TYPE minmax", "INDEX by_seq seq TYPE minmax"),
)
USAGE_DAILY = Table(
    "usage_daily",
    (
        ("workspace", "UUID"),
        ("day", "Date"),
        ("account", "UUID"),
        ("person", "String"),
        ("name", "LowCardinality(String)"),
        ("known_on", "Date"),
        ("events", "Int64"),
    ),
    "SummingMergeTree(events) PARTITION BY toYear(day) "
    "ORDER BY (workspace, toYYYYMM(day), account, day, person, name, known_on)",
    ("INDEX by_events events TYPE minmax", "INDEX by_day day TYPE minmax"),
    # By months, and in them by accounts: a question about a time reads its months, one about an account a
    # mark of each month. Beginning with the day, 10 M rows took twice the room, twelve months of people
    # twice the time, and the days of one account, which lay apart, five times as long.
    granularity=2048,
)
SESSIONS = Table(
    "sessions",
    (
        ("workspace", "UUID"),
        ("account", "UUID"),
        ("person", "String"),
        ("day", "Date"),
        ("version", "UInt64"),
        ("started_at", f"Array({_MOMENT})"),
        ("ended_at", f"Array({_MOMENT})"),
        ("events", "Array(UInt32)"),
        ("recorded_at", _MOMENT),
    ),
    "MergeTree PARTITION BY toYear(day) ORDER BY (workspace, day, account, person, version)",
)
TABLES = {table.name: table for table in (FACTS, USAGE, USAGE_DAILY, SESSIONS)}

DAILY = f"""\
SELECT workspace, day, account, person, name, toDate(recorded_at, 'UTC') AS known_on, sum(sign) AS events
FROM {DATABASE}.{{usage}} GROUP BY workspace, day, account, person, name, known_on"""
_FEED = f"CREATE MATERIALIZED VIEW IF NOT EXISTS {DATABASE}.usage_daily_feed TO {DATABASE}.usage_daily AS\n"

_WORKSPACE = "workspace = {workspace:UUID}"
_AS_OF = f"{{as_of:{_MOMENT}}}"
_ONLY = "(empty({only:Array(UUID)}) OR account IN {only:Array(UUID)})"
# transform() knows no UUIDs; a list of merges is short, and most workspaces have none. Then the bare column
# stands here, and its index answers.
_MERGED = (
    "if(empty({merged_from:Array(UUID)}), account, if(has({merged_from:Array(UUID)}, account), "
    "{merged_into:Array(UUID)}[indexOf({merged_from:Array(UUID)}, account)], account))"
)

# LIMIT 1 BY needs no ordering of the table beyond its key, keeps a duplicate out, and was measured faster
# than argMax for one type of fact and equal for all of them.
_KNOWN = f"{_WORKSPACE} AND type IN {{types:Array(String)}} AND recorded_at <= {_AS_OF}"


def _newest(more: str = "") -> str:
    return f"""
SELECT * FROM (
    SELECT * FROM {DATABASE}.facts
    WHERE {_KNOWN}{more}
    ORDER BY type, fact, version DESC
    LIMIT 1 BY type, fact
) WHERE retracted = 0"""


_FACTS_OF = _newest()
# A later version may be about another account, so a fact is chosen whole.
_FACTS_ABOUT_OF = _newest(
    f" AND fact IN (SELECT fact FROM {DATABASE}.facts WHERE {_KNOWN} AND account IN {{only:Array(UUID)}})"
)
_USAGE_OF = f"""
SELECT * REPLACE ({_MERGED} AS account) FROM {DATABASE}.usage
WHERE {_WORKSPACE} AND {_ONLY} AND recorded_at <= {_AS_OF}"""
# The rollup knows whole UTC days of learning; the day of `as_of` itself is read event by event.
_COUNTED = f"""
    SELECT day, account, person, name, events AS counted FROM {DATABASE}.usage_daily
    WHERE {_WORKSPACE} AND {_ONLY} AND known_on < toDate({_AS_OF}, 'UTC')
    UNION ALL
    SELECT day, account, person, name, toInt64(sign) AS counted FROM {DATABASE}.usage
    WHERE {_WORKSPACE} AND {_ONLY}
        AND recorded_at >= toStartOfDay({_AS_OF}, 'UTC') AND recorded_at <= {_AS_OF}"""
# Only what an undone import has taken back has to be added up here, and mostly there is none. Adding up
# everything took 4.4 s and 2 GB for twelve months of 10 M events; this takes 0.3 s, as the bare table does.
_TAKEN_BACK = f"SELECT day, account, person, name FROM ({_COUNTED}) WHERE counted < 0"
_NOTHING = f"(SELECT count() = 0 FROM ({_TAKEN_BACK}))"
_DAYS = f"SELECT DISTINCT day FROM ({_COUNTED}) WHERE counted < 0"
_KEY = "(day, account, person, name)"
_DAILY_ROW = f"SELECT day, {_MERGED} AS account, person, name"
_USAGE_DAILY_OF = f"""
{_DAILY_ROW}, counted AS events FROM ({_COUNTED}) WHERE {_NOTHING} OR day NOT IN ({_DAYS})
UNION ALL
{_DAILY_ROW}, counted AS events FROM ({_COUNTED})
WHERE NOT {_NOTHING} AND day IN ({_DAYS}) AND {_KEY} NOT IN ({_TAKEN_BACK})
UNION ALL
{_DAILY_ROW}, sum(counted) AS events FROM ({_COUNTED})
WHERE NOT {_NOTHING} AND day IN ({_DAYS}) AND {_KEY} IN ({_TAKEN_BACK})
GROUP BY day, account, person, name HAVING events != 0"""
_USAGE_DAILY_KEPT_OF = f"{_DAILY_ROW}, counted AS events FROM ({_COUNTED})"
_SESSIONS_OF = f"""
SELECT {_MERGED} AS account, person, day, start AS started_at, stop AS ended_at, count AS events,
    dateDiff('second', start, stop) AS seconds
FROM (
    SELECT * FROM {DATABASE}.sessions
    WHERE {_WORKSPACE} AND {_ONLY} AND recorded_at <= {_AS_OF}
    ORDER BY day, account, person, version DESC
    LIMIT 1 BY day, account, person
) ARRAY JOIN started_at AS start, ended_at AS stop, events AS count"""
VIEWS = {
    "facts_of": _FACTS_OF,
    "facts_about_of": _FACTS_ABOUT_OF,
    "usage_of": _USAGE_OF,
    "usage_daily_of": _USAGE_DAILY_OF,
    "usage_daily_kept_of": _USAGE_DAILY_KEPT_OF,
    "taken_back_of": _TAKEN_BACK,
    "sessions_of": _SESSIONS_OF,
}


# A table's id is never given twice; half of it fits a database's whole number.
LIFE = f"""
SELECT toInt64(bitShiftRight(reinterpretAsUInt64(uuid), 1)) FROM system.tables
WHERE database = '{DATABASE}' AND name = '{FACTS.name}'"""

STEPS = "version UInt32, made_of String, made_at DateTime('UTC')"
ONE_SERVER = Script(
    first=(
        f"CREATE DATABASE IF NOT EXISTS {DATABASE}",
        # Questions sit in a database that holds nothing, so that a bare name never reaches a table.
        f"CREATE DATABASE IF NOT EXISTS {EMPTY}",
        f"CREATE TABLE IF NOT EXISTS {DATABASE}.schema_steps ({STEPS}) ENGINE = MergeTree ORDER BY version",
    ),
    rest=(
        *(table.sql for table in TABLES.values()),
        _FEED + DAILY.format(usage=USAGE.name),
        *(f"CREATE OR REPLACE VIEW {DATABASE}.{name} AS {text.strip()}" for name, text in VIEWS.items()),
    ),
)


def migrate(store: Store, script: Script = ONE_SERVER) -> bool:
    """Bring a column store to this version of the schema. Safe to run again, and by two at once.

    Returns:
        Whether there was anything to do.

    Raises:
        ColumnError: a later version of Banso has changed the tables.
    """
    for statement in script.first:
        store.command(statement)
    made_of = hashlib.sha256("\n".join(script.rest).encode()).hexdigest()
    found = store.inspect(
        f"SELECT version, made_of FROM {DATABASE}.schema_steps ORDER BY version DESC, made_at DESC"
    )
    if found.rows and found.rows[0][0] > VERSION:
        raise ColumnError(
            f"the column store has schema {found.rows[0][0]}, this Banso knows {VERSION}: use the later Banso"
        )
    if found.rows and found.rows[0][1] == made_of:
        return False
    for statement in script.rest:
        store.command(statement)
    store.command(f"INSERT INTO {DATABASE}.schema_steps SELECT {VERSION}, '{made_of}', now()")
    return True


def empty(store: Store) -> None:
    """Throw all rows away; what they were made of is in the journal and the usage log."""
    held = store.inspect(
        f"SELECT DISTINCT table FROM system.parts WHERE database = '{DATABASE}' AND active AND rows > 0"
    )
    for (name,) in held.rows:
        if name in TABLES:
            store.truncate(name)

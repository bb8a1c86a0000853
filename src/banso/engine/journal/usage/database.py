"""The database of the usage log: its own SQLite file, or the PostgreSQL of the records.

A file of its own, because a product's events come by the thousand a second and SQLite has one writer: the
pages must not queue behind them. On PostgreSQL there are many writers, and one database to back up.
"""

import sqlite3
import weakref
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import psycopg
from django.conf import settings
from django.db import connection

Row = tuple[Any, ...]
# Any number that nothing else in the database locks by.
_MAKING = 22679


class Full(Exception):  # noqa: N818 - the disk is
    """The disk has no room left; nothing was written."""


# What passes by itself: no room, a lock held for too long, a server that is away.
AWAY = (Full, sqlite3.OperationalError, psycopg.OperationalError, psycopg.InterfaceError)


class Database(Protocol):
    """What log and loader need of a database. SQL is written once, with `?` for parameters."""

    many_writers: bool

    @property
    def is_open(self) -> bool:
        """False once the server has ended the connection: whoever keeps one opens another."""
        ...

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]: ...

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> int:
        """Run a statement; returns the number of rows it touched."""
        ...

    def execute_many(self, sql: str, parameters: Iterable[Sequence[object]]) -> int: ...

    def has_table(self, name: str) -> bool: ...

    def make(self, statements: Iterable[str]) -> None:
        """Make tables that are not there; processes that come at once take turns."""
        ...

    def transaction(self) -> Any:  # noqa: ANN401 - a context manager
        """Everything inside is written together, durable when the block is left."""
        ...

    def scrub(self) -> None:
        """Let go of what is kept of rows as they were."""
        ...

    def close(self) -> None: ...


class SqliteDatabase:
    many_writers = False
    is_open = True

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=20)
        # secure_delete: what is erased is overwritten, and does not lie on in a page that nobody uses.
        pragmas = ("page_size=16384", "journal_mode=WAL", "synchronous=FULL", "cache_size=-65536")
        for pragma in (*pragmas, "secure_delete=ON"):
            self._connection.execute(f"PRAGMA {pragma}")

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        return self._connection.execute(sql, parameters).fetchall()

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> int:
        return self._connection.execute(sql, parameters).rowcount

    def execute_many(self, sql: str, parameters: Iterable[Sequence[object]]) -> int:
        return self._connection.executemany(sql, parameters).rowcount

    def has_table(self, name: str) -> bool:
        return bool(self.rows("SELECT 1 FROM sqlite_master WHERE name = ?", (name,)))

    def make(self, statements: Iterable[str]) -> None:
        with self.transaction():
            for statement in statements:
                self.execute(statement)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            yield
            self._connection.execute("COMMIT")
        except sqlite3.OperationalError as error:
            self._roll_back()
            if error.sqlite_errorcode & 0xFF in {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}:
                raise Full(str(error)) from error
            raise
        except BaseException:
            self._roll_back()
            raise

    def _roll_back(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def scrub(self) -> None:
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        self._connection.close()


class PostgresDatabase:
    many_writers = True

    def __init__(self, parameters: dict[str, Any]) -> None:
        self._connection = psycopg.connect(**parameters, autocommit=True)
        # A server has few connections to give: one that nobody holds any more goes back at once.
        weakref.finalize(self, self._connection.close)
        # 200 means durable, whatever the server's default says.
        self._connection.execute("SET synchronous_commit = on")

    @property
    def is_open(self) -> bool:
        return not self._connection.closed

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        return self._connection.execute(_dollars(sql), parameters).fetchall()

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> int:
        return self._connection.execute(_dollars(sql), parameters).rowcount

    def execute_many(self, sql: str, parameters: Iterable[Sequence[object]]) -> int:
        with self._connection.cursor() as cursor:
            cursor.executemany(_dollars(sql), parameters)
            return cursor.rowcount

    def has_table(self, name: str) -> bool:
        return self.rows("SELECT to_regclass(?) IS NOT NULL", (name,)) == [(True,)]

    def make(self, statements: Iterable[str]) -> None:
        with self.transaction():
            # IF NOT EXISTS does not keep two from making the same table at the same moment.
            self._connection.execute("SELECT pg_advisory_xact_lock(%s)", (_MAKING,))
            for statement in statements:
                self.execute(statement)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        try:
            with self._connection.transaction():
                yield
        except psycopg.errors.DiskFull as error:
            raise Full(str(error)) from error

    def scrub(self) -> None:
        """Vacuuming is the server's own affair; what it keeps of old rows is in its documentation."""

    def close(self) -> None:
        self._connection.close()


def _dollars(sql: str) -> bytes:
    return sql.replace("?", "%s").replace("BLOB", "BYTEA").encode()


def open_database(name: str) -> Database:
    """The database for `name` ("usage", "usage_loader"), made if it is not there."""
    wanted = connection.settings_dict
    if "postgresql" not in wanted["ENGINE"]:
        return SqliteDatabase(Path(settings.BANSO_HOME) / f"{name}.sqlite3")
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    parameters = {ours: wanted[theirs] for ours, theirs in names.items() if wanted.get(theirs)}
    return PostgresDatabase({**wanted.get("OPTIONS", {}), **parameters})

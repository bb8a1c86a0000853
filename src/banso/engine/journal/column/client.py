"""The column store as the rest of Banso sees it.

    store().ask("WITH facts AS (SELECT * FROM banso.facts_of(workspace = {workspace:UUID}, ...)) SELECT ...",
                {"workspace": workspace.pk, ...})

Errors are those of `errors.py`: ColumnError > Refused, BadQuestion, TooExpensive, NotWritten, Unavailable.
"""

import atexit
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import RLock
from typing import Any, TypeVar, cast

from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import ClickHouseError, OperationalError
from django.conf import settings

from banso.engine.journal.column import cluster, schema
from banso.engine.journal.column.errors import BadQuestion, ColumnError, NotWritten, Unavailable, of_code
from banso.engine.journal.column.gate import Gate
from banso.engine.journal.column.home import EngineHome
from banso.engine.journal.column.limits import Limits
from banso.engine.journal.column.local import LocalEngine, find_or_start
from banso.engine.journal.column.schema import DATABASE, EMPTY
from banso.engine.journal.column.target import Target, connect
from banso.engine.journal.column.timing import timed

_PLACEHOLDER = re.compile(r"\{\w+:[^}]+\}")
_NOISE = re.compile(
    r"^Received ClickHouse exception, code: \d+, server response: (?:Code: \d+\. DB::Exception: )?"
)
_TRAILER = re.compile(r"(?: \(version [^)]*\))?(?: \(for url [^)]*\))?$")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Rows:
    """An answer: the columns' names and the rows, in the order the question gave them.

    Times are aware and in UTC, ids are UUID, decimals are Decimal.
    """

    columns: tuple[str, ...]
    rows: Sequence[Sequence[Any]]

    def dicts(self) -> Iterator[dict[str, Any]]:
        for row in self.rows:
            yield dict(zip(self.columns, row, strict=True))

    def one(self) -> Sequence[Any]:
        """The only row.

        Raises:
            ValueError: there is none, or more than one.
        """
        (row,) = self.rows
        return row

    def __len__(self) -> int:
        return len(self.rows)


class ColumnStore:
    """Any number of threads may use one; `store()` gives this process's own."""

    def __init__(self, url: str = "", home: Path | None = None) -> None:
        self._url = url
        self._cluster = Target.of_url(url).cluster if url else ""
        self._home = EngineHome(home) if home is not None else None
        self._engine: LocalEngine | None = None
        self._reader: Client | None = None
        self._writer: Client | None = None
        self._gate: Gate | None = None
        self._life: int | None = None
        self._lock = RLock()

    def ask(
        self,
        sql: str,
        params: Mapping[str, Any] | None = None,
        *,
        limits: Limits | None = None,
        named: bool = True,
    ) -> Rows:
        """Put one question, as the reader: a SELECT over the views and what it defines itself.

        Args:
            sql: the text, with values as `{name:Type}`.
            params: their values; `workspace` is the workspace whose views are read.
            limits: what it may cost; the engine's usual limits when left out.
            named: whether an answer without rows has its columns' names, which takes a second question.

        Raises:
            Refused: the text reaches for something a question may not touch.
            BadQuestion: the engine cannot make sense of it.
            TooExpensive: a limit was reached.
            Unavailable: no engine answers.
        """
        within = (limits or Limits()).settings()
        bound = _bound(sql, params)

        def run() -> Rows:
            reader = self._connected()
            if self._gate is not None:
                self._gate.check(sql)
                within["readonly"] = "2"
            found = reader.query(sql, parameters=bound, settings=within)
            if named and not found.column_names:
                # An empty answer carries no header over HTTP; the names are still promised.
                found = reader.query(f"SELECT * FROM (\n{sql}\n) LIMIT 0", parameters=bound, settings=within)
            return Rows(tuple(found.column_names), found.result_rows)

        return self._try(run, "ask", sql)

    def inspect(self, sql: str, params: Mapping[str, Any] | None = None) -> Rows:
        """Read base tables, with the writer's rights: for the journal's own upkeep, never for a question."""
        bound = _bound(sql, params)

        def run() -> Rows:
            found = self._writing().query(sql, parameters=bound)
            return Rows(tuple(found.column_names), found.result_rows)

        return self._try(run, "inspect", sql)

    def native(self, sql: str) -> bytes:
        """What `inspect` would find, as `insert_lines` takes it in the form "Native"."""
        return self._try(lambda: self._writing().raw_query(sql, fmt="Native"), "inspect", sql)

    def insert(
        self,
        table: str,
        columns: Sequence[str],
        rows: Sequence[Sequence[Any]],
        *,
        token: str,
        types: Sequence[str] | None = None,
        by_column: bool = False,
    ) -> int:
        """Insert rows; on the disk when this returns. The same token again inserts nothing.

        Args:
            table: in database banso, such as "facts".
            columns: names in the order of the values.
            rows: the values.
            token: names this batch for ever; made of what is in it.
            types: the columns' types, when the caller knows them; saves a look at the table.
            by_column: `rows` holds one sequence a column instead of one a row.

        Returns:
            The rows sent.

        Raises:
            NotWritten: a value does not fit its column.
            Unavailable: no engine answers; the batch may be sent again with its token.
        """
        if not rows:
            return 0

        def run() -> int:
            self._writing().insert(
                f"{DATABASE}.{table}",
                rows,
                column_names=list(columns),
                column_type_names=list(types) if types else None,
                column_oriented=by_column,
                settings=_insert_settings(token),
            )
            return len(rows[0]) if by_column else len(rows)

        return self._try(run, "insert", table, refusal=NotWritten)

    def insert_lines(self, table: str, columns: Sequence[str], body: bytes, *, form: str, token: str) -> None:
        """Insert bytes that are in one of ClickHouse's formats already, such as JSONEachRow: the fastest way.

        Raises:
            NotWritten: a line cannot be read.
            Unavailable: no engine answers; the batch may be sent again with its token.
        """

        def run() -> None:
            self._writing().raw_insert(
                f"{DATABASE}.{table}",
                column_names=list(columns),
                insert_block=body,
                fmt=form,
                settings=_insert_settings(token),
            )

        self._try(run, "insert", table, refusal=NotWritten)

    def command(self, sql: str, params: Mapping[str, Any] | None = None) -> None:
        """Run a statement with the writer's rights, such as DDL. It may run twice: write IF NOT EXISTS."""
        bound = _bound(sql, params)

        def run() -> None:
            self._writing().command(sql, parameters=bound)

        self._try(run, "command", sql)

    def truncate(self, table: str) -> None:
        """Throw all rows of a table away, on every server that holds some."""
        self.command(cluster.truncation(table, self._cluster))

    def delete(self, table: str, where: str, params: Mapping[str, Any] | None = None) -> None:
        """Remove some rows of a table for ever, on every server that holds some; gone when this returns."""
        self.command(cluster.deletion(table, where, self._cluster), params)

    def life(self) -> int:
        """This store's own number: another one where its files were lost and it was made anew.

        Raises:
            Unavailable: no engine answers, and none has yet.
        """

        def run() -> int:
            self._writing()
            return cast("int", self._life)

        with self._lock:
            return self._try(run, "inspect", "the store's number") if self._life is None else self._life

    def reached(self) -> bool:
        """Whether an engine answers now; starts none."""
        with self._lock:
            return self._writer is not None and self._writer.ping()

    def close(self) -> None:
        """Let go of the connections, and stop the engine if this store has started it."""
        with self._lock:
            self.forget()
            if self._engine is not None:
                self._engine.stop()
                self._engine = None

    def forget(self) -> None:
        """Drop the connections; the next call makes new ones. A forked child must: sockets are not shared."""
        for client in (self._reader, self._writer):
            if client is not None:
                client.close()
        self._reader = self._writer = None

    def disown(self) -> None:
        """Leave a started engine to the process that started it."""
        self._engine = None
        self.forget()

    def _try(
        self, run: Callable[[], T], kind: str, sql: str, *, refusal: type[ColumnError] = BadQuestion
    ) -> T:
        with timed(kind, sql):
            return self._twice(run, refusal)

    def _twice(self, run: Callable[[], T], refusal: type[ColumnError]) -> T:
        try:
            return run()
        except ClickHouseError as error:
            failure = _failure(error, refusal)
            if not isinstance(failure, Unavailable):
                raise failure from error
            with self._lock:
                self.forget()
        # The engine went away, perhaps with the command that had started it: find or start another, once.
        try:
            return run()
        except ClickHouseError as error:
            raise _failure(error, refusal) from error

    def _connected(self) -> Client:
        with self._lock:
            if self._reader is None:
                self._connect()
            return cast("Client", self._reader)

    def _writing(self) -> Client:
        with self._lock:
            if self._writer is None:
                self._connect()
            return cast("Client", self._writer)

    def _connect(self) -> None:
        target = self._target()
        # The engine makes the two databases when it starts; on a server the first connection has to.
        self._writer = connect(target, target.writer, DATABASE if target.is_ours else "default")
        schema.migrate(self, cluster.script(self._cluster) if self._cluster else schema.ONE_SERVER)
        if not target.is_ours:
            self._gate = Gate(self._parsed)
        self._reader = connect(target, target.reader, EMPTY)
        self._know_again()

    def _know_again(self) -> None:
        found = int(self._writing().query(schema.LIFE).result_rows[0][0])
        before, self._life = self._life, found
        if before is not None and before != self._life:
            # Whoever asked took it for the store of before; the next call knows better.
            raise Unavailable("the column store was lost and is empty now")

    def _target(self) -> Target:
        if self._url:
            return Target.of_url(self._url)
        if self._home is None:
            raise ColumnError("a column store wants a URL or a data folder")
        if self._engine is not None and not self._engine.is_running():
            self._engine.stop()
            self._engine = None
        address, started = find_or_start(self._home)
        if started is not None:
            if self._engine is not None:
                # It was just going when it was looked at.
                self._engine.stop()
            self._engine = started
        secrets = self._home.secrets()
        return Target(
            address.host,
            address.port,
            secure=False,
            reader=("reader", secrets.reader),
            writer=("writer", secrets.writer),
            is_ours=True,
        )

    def _parsed(self, text: str) -> str:
        found = self._connected().query("SELECT parseQueryToJSON({text:String})", parameters={"text": text})
        return str(found.result_rows[0][0])


_store: ColumnStore | None = None
_store_lock = RLock()


def store() -> ColumnStore:
    """This process's column store: BANSO_COLUMN_STORE, or the data folder's engine."""
    global _store  # noqa: PLW0603 - one per process is the point
    with _store_lock:
        if _store is None:
            _store = ColumnStore(settings.BANSO_COLUMN_STORE, settings.BANSO_HOME)
        return _store


def close() -> None:
    """End this process's column store; the next `store()` begins anew."""
    global _store  # noqa: PLW0603
    with _store_lock:
        if _store is not None:
            _store.close()
            _store = None


def _leave_to_parent() -> None:
    global _store  # noqa: PLW0603
    if _store is not None:
        _store.disown()
        _store = None


atexit.register(close)
os.register_at_fork(after_in_child=_leave_to_parent)


def _insert_settings(token: str) -> dict[str, str]:
    return {
        "insert_deduplication_token": token,
        "deduplicate_blocks_in_dependent_materialized_views": "1",
        "async_insert": "0",
    }


def _bound(sql: str, params: Mapping[str, Any] | None) -> dict[str, Any] | None:
    # Without a placeholder the client would fill in `%s` itself; a text may hold a bare percent sign.
    if not params or not _PLACEHOLDER.search(sql):
        return None
    return {name: _value(value) for name, value in params.items()}


def _value(value: object) -> object:
    """Times with their microseconds, which the client's own binding drops."""
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise BadQuestion(f"a time without a zone ({value.isoformat()}); want an aware one")
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    if isinstance(value, list | tuple | set | frozenset):
        return [_value(item) for item in value]
    return value


def _failure(error: ClickHouseError, refusal: type[ColumnError]) -> ColumnError:
    code = getattr(error, "code", None) or 0
    message = _TRAILER.sub("", _NOISE.sub("", str(error)))
    if not code:
        unreached = isinstance(error, OperationalError)
        return (
            Unavailable(f"the column store cannot be reached: {message}") if unreached else refusal(message)
        )
    found = of_code(code, message)
    return refusal(message, code=code) if type(found) is BadQuestion else found

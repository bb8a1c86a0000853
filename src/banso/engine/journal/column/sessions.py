"""chDB in this process: a locked session for every question, an open one for every write.

A setting once set stays with a chDB session for ever, `readonly` among them, and cannot be taken back. So
each request gets a session of its own, which costs 0.3 ms: a question's is bound to its limits, sits in an
empty database and is then made read-only; a write's carries its settings and is thrown away.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import chdb

from banso.engine.journal.column.errors import BAD_ARGUMENTS
from banso.engine.journal.column.limits import CEILING, Limits
from banso.engine.journal.column.schema import DATABASE, EMPTY

_CODE = re.compile(r"Code: (\d+)")
_SETTING = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_ESCAPES = str.maketrans({"\\": r"\\", "'": r"\'", "\t": r"\t", "\n": r"\n", "\r": r"\r", "\0": r"\0"})
_WRITER = {
    # The loader's token makes a repeated insert a no-op, in the views' targets as well.
    "async_insert": "0",
    "deduplicate_blocks_in_dependent_materialized_views": "1",
    "max_partitions_per_insert_block": "0",
    "date_time_input_format": "best_effort",
}


class EngineFailure(Exception):  # noqa: N818 - the engine's own words, not ours
    """What the engine said, with its number."""

    def __init__(self, message: str, *, code: int = 0) -> None:
        super().__init__(message)
        self.code = code or _code_in(message)


@dataclass(frozen=True, slots=True)
class Answer:
    """Bytes in the format that was asked for, and what they cost."""

    data: bytes
    rows_read: int
    bytes_read: int
    seconds: float


class Inserter(Protocol):
    """An insert that is being streamed."""

    def append(self, data: bytes) -> None: ...

    def finish(self) -> int: ...


class Engine:
    """One chDB over one folder; any number of threads may use it.

    Args:
        folder: where chDB keeps its files; one process at a time.
    """

    def __init__(self, folder: Path) -> None:
        self._path = str(folder)
        # The engine stays open while one session is; this one also says whether it still answers.
        self._root = self._open()
        for database in (DATABASE, EMPTY):
            self._root.query(f"CREATE DATABASE IF NOT EXISTS {database}", "TabSeparated")

    def ask(self, text: str, params: Mapping[str, str], limits: Limits) -> Answer:
        """Run one question that the gate has let pass."""
        with self._session(limits.clamped(CEILING).settings() | {"readonly": "1"}, database=EMPTY) as session:
            return _run(session, text, params)

    def write(self, text: str, params: Mapping[str, str], settings: Mapping[str, str]) -> Answer:
        """Run a statement with all rights."""
        with self._session({**_WRITER, **settings}, database=DATABASE) as session:
            return _run(session, text, params)

    @contextmanager
    def insert(self, statement: str, form: str, settings: Mapping[str, str]) -> Iterator[Inserter]:
        """Stream an insert; without `finish`, nothing that is not yet a part is kept."""
        with self._session({**_WRITER, **settings}, database=DATABASE) as session:
            try:
                stream = session.send_insert(statement, form)
            except Exception as error:
                raise _failure(error) from error
            with stream:
                yield _Stream(stream)

    def parse(self, text: str) -> str:
        """The text's tree as JSON; the text is a value here, nothing in it runs."""
        settings = {"max_execution_time": "5", "max_query_size": "1048576", "readonly": "1"}
        with self._session(settings, database=EMPTY) as session:
            query = "SELECT parseQueryToJSON({text:String}) FORMAT RawBLOB"
            return _run(session, query, {"text": _escaped(text)}).data.decode()

    def answers(self) -> bool:
        """Whether the engine runs a query; hangs when it hangs."""
        try:
            return bool(_run(self._root, "SELECT 1", {}).data)
        except EngineFailure:
            return False

    def close(self) -> None:
        self._root.close()

    def _open(self) -> Any:  # noqa: ANN401 - chDB is not typed
        try:
            return chdb.connect(self._path)  # type: ignore[no-untyped-call]
        except Exception as error:
            raise _failure(error) from error

    @contextmanager
    def _session(self, settings: Mapping[str, str], *, database: str) -> Iterator[Any]:
        session = self._open()
        try:
            session.query(f"USE {database}", "TabSeparated")
            try:
                session.query(f"SET {_assignments(settings)}", "TabSeparated")
            except Exception as error:
                raise _failure(error) from error
            yield session
        finally:
            session.close()


class _Stream:
    def __init__(self, stream: Any) -> None:  # noqa: ANN401 - chDB is not typed
        self._stream = stream

    def append(self, data: bytes) -> None:
        try:
            self._stream.append(data)
        except Exception as error:
            raise _failure(error) from error

    def finish(self) -> int:
        try:
            return int(self._stream.finish().rows_written)
        except Exception as error:
            raise _failure(error) from error


def _run(session: Any, text: str, params: Mapping[str, str]) -> Answer:  # noqa: ANN401
    try:
        result = session.query(text, "TabSeparated", params=dict(params))
    except Exception as error:
        raise _failure(error) from error
    return Answer(result.bytes(), result.rows_read(), result.bytes_read(), result.elapsed())


def _assignments(settings: Mapping[str, str]) -> str:
    for name in settings:
        if not _SETTING.fullmatch(name):
            raise EngineFailure(f"{name!r} is no name of a setting", code=BAD_ARGUMENTS)
    return ", ".join(f"{name} = '{_escaped(value)}'" for name, value in settings.items())


def _escaped(value: str) -> str:
    """As the engine reads a value between quotes or in a tab-separated field."""
    return value.translate(_ESCAPES)


def _failure(error: Exception) -> EngineFailure:
    message = str(error)
    start = message.find("Code: ")
    return EngineFailure(message[max(start, 0) :].strip())


def _code_in(message: str) -> int:
    found = _CODE.search(message)
    return int(found[1]) if found else 0

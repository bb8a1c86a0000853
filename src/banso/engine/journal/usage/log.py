"""The usage log: what products sent, in the order it came, written once and kept.

One row is one request: its events as compressed JSON. `seq` rises in the order of the commits, so that a
reader who has seen 41 never meets a new 40.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from banso.engine.journal.usage import zstandard as zstd
from banso.engine.journal.usage.database import Database, open_database

_SCHEMA = """CREATE TABLE IF NOT EXISTS usage_log (
    seq {serial},
    workspace BLOB NOT NULL,
    received_at BIGINT NOT NULL,
    source TEXT NOT NULL,
    events INTEGER NOT NULL,
    body BLOB NOT NULL
)"""
_SERIAL = {False: "INTEGER PRIMARY KEY AUTOINCREMENT", True: "BIGSERIAL PRIMARY KEY"}
_LOCK = 0x62616E736F  # "banso": one committing writer at a time, so that seq follows the commits


class Arrival(NamedTuple):
    """One request on its way into the log.

    Attributes:
        received_at: microseconds since 1970 in UTC.
        source: "" for what a product sent; "import:<id>" for rows of a file.
        events: how many are in it.
        body: the JSON of `intake.Stored`, compressed with zstd.
    """

    workspace: bytes
    received_at: int
    source: str
    events: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Entry:
    """One request as the log holds it; `body` is uncompressed."""

    seq: int
    workspace: UUID
    received_at: int
    source: str
    events: int
    body: bytes


def pack(body: bytes) -> bytes:
    """Level 1 halves nothing more than level 3 does and costs 0.3 µs an event; the log shrinks twelvefold."""
    return zstd.compress(body, 1)


class UsageLog:
    """One connection to the log; each thread and process opens its own."""

    def __init__(self, database: Database | None = None) -> None:
        self._database = database or open_database("usage")
        if not self._database.has_table("usage_log"):
            self._database.make([_SCHEMA.format(serial=_SERIAL[self._database.many_writers])])

    def append(self, arrivals: Sequence[Arrival]) -> None:
        """Write them in one transaction; durable on return.

        Raises:
            Full: the disk has no room; none of them is written.
        """
        with self._database.transaction():
            if self._database.many_writers:
                self._database.execute(f"SELECT pg_advisory_xact_lock({_LOCK})")
            self._database.execute_many(
                "INSERT INTO usage_log (workspace, received_at, source, events, body) VALUES (?, ?, ?, ?, ?)",
                arrivals,
            )

    def read(self, after: int, *, events: int = 50_000, upto: int | None = None) -> list[Entry]:
        """The entries behind `after` in order: about that many events' worth, at least one entry if any.

        Args:
            after: the last seq that is not wanted.
            events: where to stop.
            upto: the last seq that is wanted.
        """
        found: list[Entry] = []
        taken = 0
        last = upto if upto is not None else 2**62
        while upto is not None or taken < events:
            rows = self._database.rows(
                "SELECT seq, workspace, received_at, source, events, body FROM usage_log"
                " WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT 200",
                (found[-1].seq if found else after, last),
            )
            if not rows:
                break
            for seq, workspace, received_at, source, count, body in rows:
                if upto is None and taken >= events:
                    break
                taken += count
                owner = UUID(bytes=bytes(workspace))
                found.append(Entry(seq, owner, received_at, source, count, zstd.decompress(body)))
        return found

    def reach(self, after: int, *, events: int) -> int:
        """The seq up to which about that many events stand behind `after`; `after` where there are none."""
        taken = 0
        while taken < events and (
            rows := self._database.rows(
                "SELECT seq, events FROM usage_log WHERE seq > ? ORDER BY seq LIMIT 200", (after,)
            )
        ):
            for seq, count in rows:
                taken += count
                after = seq
                if taken >= events:
                    break
        return after

    def replace(self, seq: int, body: bytes) -> None:
        """Write an entry's uncompressed body anew; for the erasure of a person alone."""
        with self._database.transaction():
            self._database.execute("UPDATE usage_log SET body = ? WHERE seq = ?", (pack(body), seq))

    def bounds(self) -> tuple[int, int]:
        """The first and the last seq that the log holds; (0, 0) when it is empty."""
        ((first, last),) = self._database.rows("SELECT MIN(seq), MAX(seq) FROM usage_log")
        return (int(first), int(last)) if last is not None else (0, 0)

    def last_received(self) -> int | None:
        """When the newest entry came, in microseconds since 1970."""
        rows = self._database.rows("SELECT received_at FROM usage_log ORDER BY seq DESC LIMIT 1")
        return int(rows[0][0]) if rows else None

    def behind(self, position: int) -> tuple[int, int | None]:
        """How many events stand behind a position, and when the first of them came (microseconds)."""
        ((events, oldest),) = self._database.rows(
            "SELECT COALESCE(SUM(events), 0), MIN(received_at) FROM usage_log WHERE seq > ?", (position,)
        )
        return int(events), oldest

    def prune(self, *, upto: int) -> int:
        """Remove the entries up to a seq, a thousand at a time; returns how many."""
        removed = 0
        while True:
            with self._database.transaction():
                gone = self._database.execute(
                    "DELETE FROM usage_log WHERE seq IN"
                    " (SELECT seq FROM usage_log WHERE seq <= ? ORDER BY seq LIMIT 1000)",
                    (upto,),
                )
            removed += gone
            if not gone:
                return removed

    @property
    def is_open(self) -> bool:
        return self._database.is_open

    def close(self) -> None:
        self._database.close()

"""Which events were loaded already: a message id counts once per workspace, across restarts.

The database keeps one row per batch, written once; the digests themselves are looked up in sorted arrays in
memory, 16 bytes an event. A table with one row per event took 4 µs an event when it held a million of them
and 10 when it held three, because a batch's digests fall on every page there is.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from banso.engine.journal.usage.database import Database

SIZE = 16
"""Bytes of a digest; see `protocol.digest`."""
_Words = npt.NDArray[np.uint64]
# A run is merged into the one below it as long as that is less than so many times as long.
_RATIO = 4


class _Run:
    """Digests in order, as two words each."""

    __slots__ = ("high", "low")

    def __init__(self, high: _Words, low: _Words) -> None:
        order = np.lexsort((low, high))
        self.high = high[order]
        self.low = low[order]

    def holds(self, high: _Words, low: _Words) -> npt.NDArray[np.bool_]:
        """Which of these are in the run; they come in order, so that the search walks through memory once."""
        place = np.searchsorted(self.high, high)
        inside = np.minimum(place, len(self.high) - 1)
        near = self.high[inside] == high
        found: npt.NDArray[np.bool_] = near & (self.low[inside] == low)
        # Two digests that share their first word: never seen, and still not to be mistaken for one.
        for each in np.flatnonzero(near & ~found):
            end = np.searchsorted(self.high, high[each], side="right")
            found[each] = bool((self.low[place[each] : end] == low[each]).any())
        return found


class Seen:
    """The digests of everything loaded.

    `fresh` writes what is new itself, in the caller's transaction; a failed batch must `forget`.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._runs: list[_Run] | None = None
        self._first = 0

    def forget(self) -> None:
        """Read everything again before the next batch."""
        self._runs = None

    def fresh(self, digests: Sequence[bytes], sources: Sequence[tuple[str, int]], *, seq: int) -> list[bool]:
        """Which of these never came before, in earlier batches or in this one; they count from now on.

        Args:
            digests: in the order of the log.
            sources: from which source how many of them came, in the same order: "" or "import:<id>"; an
                undone import's events may come again.
            seq: the last seq of the batch; larger than that of any batch before.
        """
        if not digests:
            return []
        runs = self._read()
        high, low = _words(b"".join(digests))
        order = np.lexsort((low, high))
        high, low = high[order], low[order]
        new = np.ones(len(order), dtype=np.bool_)
        # The sort is stable: of equal digests the first in the log stands first.
        new[1:] = (high[1:] != high[:-1]) | (low[1:] != low[:-1])
        for run in runs:
            new &= ~run.holds(high, low)
        fresh = np.empty(len(order), dtype=np.bool_)
        fresh[order] = new
        told: list[bool] = fresh.tolist()
        if new.any():
            self._write(digests, told, sources, seq)
            self._add(_Run(high[new], low[new]))
        return told

    def _write(
        self, digests: Sequence[bytes], fresh: list[bool], sources: Sequence[tuple[str, int]], seq: int
    ) -> None:
        by_source: dict[str, list[bytes]] = {}
        place = 0
        for source, count in sources:
            kept = by_source.setdefault(source, [])
            kept += [digests[each] for each in range(place, place + count) if fresh[each]]
            place += count
        self._database.execute_many(
            "INSERT INTO usage_digests (seq, source, digests) VALUES (?, ?, ?)",
            [(seq, source, b"".join(kept)) for source, kept in by_source.items() if kept],
        )

    def _read(self) -> list[_Run]:
        first = self._database.rows("SELECT COALESCE(MIN(seq), 0) FROM usage_digests")[0][0]
        if self._runs is None or first != self._first:
            # Another process has dropped the oldest, or nothing was read yet.
            rows: Iterable[tuple[bytes]] = self._database.rows("SELECT digests FROM usage_digests")
            held = b"".join(bytes(row[0]) for row in rows)
            self._runs = [_Run(*_words(held))] if held else []
            self._first = first
        return self._runs

    def _add(self, run: _Run) -> None:
        runs = self._runs = self._runs or []
        if not runs:
            self._first = self._database.rows("SELECT COALESCE(MIN(seq), 0) FROM usage_digests")[0][0]
        runs.append(run)
        while len(runs) > 1 and len(runs[-2].high) < _RATIO * len(runs[-1].high):
            last, before = runs.pop(), runs.pop()
            runs.append(
                _Run(np.concatenate((before.high, last.high)), np.concatenate((before.low, last.low)))
            )

    def forget_source(self, source: str) -> None:
        """An import was undone: its rows may be imported again."""
        self._database.execute("DELETE FROM usage_digests WHERE source = ?", (source,))
        self.forget()


def _words(digests: bytes) -> tuple[_Words, _Words]:
    words = np.frombuffer(digests, dtype="<u8").reshape(-1, 2)
    return words[:, 0].copy(), words[:, 1].copy()


def forget_before(database: Database, seq: int) -> int:
    """Drop what products sent up to `seq`; clients send again within days, never after weeks."""
    return database.execute("DELETE FROM usage_digests WHERE seq <= ? AND source = ''", (seq,))

"""Sessions: a person's events with never more than 30 minutes between them.

Spans are kept, not events: a late event joins, lengthens or makes a span, whatever order events come in, and
the result is the same as if all had been sorted first.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import NamedTuple

from banso.engine.journal.usage.database import Database
from banso.engine.journal.usage.days import Days

GAP = 30 * 60 * 1_000_000
_NEWEST = 16
_ROOM = 100_000
_PART = 10_000
_LONGEST = 256
_EVER = 2**62


class Span(NamedTuple):
    """One session; times in microseconds since 1970."""

    started_at: int
    ended_at: int
    events: int


Key = tuple[bytes, bytes, str]
"""Workspace, account, person."""
_start = attrgetter("started_at")


def merged(spans: Iterable[Span]) -> list[Span]:
    """Spans and single events (spans of no length) as sessions, by start."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.started_at - found[-1].ended_at <= GAP:
            last = found[-1]
            found[-1] = Span(last.started_at, max(last.ended_at, span.ended_at), last.events + span.events)
        else:
            found.append(span)
    return found


class _Known:
    """A person's spans by start, all of those that start from `since` on."""

    __slots__ = ("since", "spans")

    def __init__(self, spans: list[Span], since: int) -> None:
        self.spans = spans
        self.since = since

    def reaches(self, first: int) -> bool:
        """Whether all that end at `first` or later are here: one that starts earlier is, or they all are."""
        return self.since == -_EVER or (bool(self.spans) and self.spans[0].started_at < first)


class Sessions:
    """The spans in the loader's database, with the newest of busy people at hand.

    What changes is gathered and written by `write`, in the caller's transaction; a failed batch must
    `forget`. Asking for each person's latest span and writing it one by one took a third of a load.
    """

    def __init__(self, database: Database, zones: Callable[[bytes], Days]) -> None:
        self._database = database
        self._zones = zones
        self._known: dict[Key, _Known] = {}
        self._changed: dict[tuple[Key, int], Span | None] = {}

    def forget(self) -> None:
        self._known.clear()
        self._changed.clear()

    def add(self, key: Key, times: list[int]) -> list[tuple[int, list[Span]]]:
        """Let events into a person's sessions.

        Args:
            key: workspace, account, person.
            times: when they happened, in any order.

        Returns:
            Every day (of the workspace's zone) on which a session that is new, has changed or is gone
            started, with all sessions that start on it.
        """
        first, last = min(times) - GAP, max(times) + GAP
        known = self._from(key, first)
        low, high = _touched(known.spans, first, last)
        touched = known.spans[low:high]
        spans = merged([*touched, *(Span(at, at, 1) for at in times)])
        return self._replace(key, known, (low, high), spans)

    def replace(self, key: Key, times: Iterable[int]) -> list[tuple[int, list[Span]]]:
        """Make a person's sessions anew from all their events; returns what `add` does."""
        known = self._from(key, -_EVER)
        return self._replace(key, known, (0, len(known.spans)), merged(Span(at, at, 1) for at in times))

    def moved(
        self, workspace: bytes, before: Days, after: Days
    ) -> Iterator[list[tuple[Key, int, list[Span]]]]:
        """A workspace's sessions by the days of another zone: the days that change, with what they hold then.

        Days that hold nothing any more are told with no sessions. In parts of some ten thousand days, by
        account.
        """
        self.write()
        part: list[tuple[Key, int, list[Span]]] = []
        accounts = self._database.rows(
            "SELECT DISTINCT account FROM usage_span WHERE workspace = ? ORDER BY account", (workspace,)
        )
        for account in (bytes(row[0]) for row in accounts):
            rows = self._database.rows(
                "SELECT person, started_at, ended_at, events FROM usage_span WHERE workspace = ?"
                " AND account = ? ORDER BY person, started_at",
                (workspace, account),
            )
            for person, own in groupby(rows, key=itemgetter(0)):
                days = _by_other_days([Span(*row[1:]) for row in own], before, after)
                part += [((workspace, account, person), day, spans) for day, spans in days.items()]
            if len(part) >= _PART:
                yield part
                part = []
        yield part

    def _replace(
        self, key: Key, known: _Known, place: tuple[int, int], spans: list[Span]
    ) -> list[tuple[int, list[Span]]]:
        gone = known.spans[place[0] : place[1]]
        known.spans[place[0] : place[1]] = spans
        self._changed |= {(key, span.started_at): None for span in gone}
        self._changed |= {(key, span.started_at): span for span in spans}
        zone = self._zones(key[0])
        days = sorted({zone.day_of(span.started_at) for span in (*gone, *spans)})
        if not days:
            return []
        known = self._from(key, zone.start_of(days[0]))
        found = [(day, _started(known.spans, zone.start_of(day), zone.start_of(day + 1))) for day in days]
        if len(known.spans) > _LONGEST:
            del known.spans[:-_NEWEST]
            known.since = known.spans[0].started_at
        return found

    def _from(self, key: Key, first: int) -> _Known:
        """The person's spans as far back as one that starts before `first`."""
        known = self._known.get(key)
        if known is not None and known.reaches(first):
            return known
        if known is not None:
            # The rest has to come from the database, which must know what has changed.
            self.write()
        known = self._known[key] = self._read(key, first)
        return known

    def _read(self, key: Key, first: int) -> _Known:
        limit = _NEWEST
        while True:
            rows = self._database.rows(
                "SELECT started_at, ended_at, events FROM usage_span WHERE workspace = ? AND account = ?"
                " AND person = ? ORDER BY started_at DESC LIMIT ?",
                (*key, limit),
            )
            spans = [Span(*row) for row in reversed(rows)]
            known = _Known(spans, -_EVER if len(rows) < limit else spans[0].started_at)
            if known.reaches(first):
                return known
            limit *= 8

    def write(self) -> None:
        """Write what has changed."""
        gone = [(*key, start) for (key, start), span in self._changed.items() if span is None]
        new = [(*key, *span) for (key, _), span in self._changed.items() if span is not None]
        self._database.execute_many(
            "DELETE FROM usage_span WHERE workspace = ? AND account = ? AND person = ? AND started_at = ?",
            gone,
        )
        self._database.execute_many(
            "INSERT INTO usage_span (workspace, account, person, started_at, ended_at, events)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (workspace, account, person, started_at)"
            " DO UPDATE SET ended_at = excluded.ended_at, events = excluded.events",
            new,
        )
        self._changed.clear()
        if len(self._known) > _ROOM:
            self._known.clear()


def _by_other_days(spans: list[Span], before: Days, after: Days) -> dict[int, list[Span]]:
    was = [before.day_of(span.started_at) for span in spans]
    is_now = [after.day_of(span.started_at) for span in spans]
    changed = {day for pair in zip(was, is_now, strict=True) if pair[0] != pair[1] for day in pair}
    found: dict[int, list[Span]] = {day: [] for day in sorted(changed)}
    for span, day in zip(spans, is_now, strict=True):
        if day in found:
            found[day].append(span)
    return found


def _touched(spans: list[Span], first: int, last: int) -> tuple[int, int]:
    """Where the spans lie that end at `first` or later and start at `last` or earlier; none overlap."""
    high = bisect_right(spans, last, key=_start)
    low = high
    while low and spans[low - 1].ended_at >= first:
        low -= 1
    return low, high


def _started(spans: list[Span], first: int, before: int) -> list[Span]:
    return spans[bisect_left(spans, first, key=_start) : bisect_left(spans, before, key=_start)]

"""Sessions: a person's events with never more than 30 minutes between them.

Spans are kept, not events: a late event joins, lengthens or makes a span, whatever order events come in, and
the result is the same as if all had been sorted first.
"""

from collections.abc import Iterable
from typing import NamedTuple

from banso.engine.journal.usage.database import Database

GAP = 30 * 60 * 1_000_000
_PAGE = 64


class Span(NamedTuple):
    """One session; times in microseconds since 1970."""

    started_at: int
    ended_at: int
    events: int


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


Key = tuple[bytes, bytes, str]


def add_events(database: Database, key: Key, times: list[int]) -> set[int]:
    """Let events into a person's sessions.

    Args:
        database: the loader's, inside its transaction.
        key: workspace, account, person.
        times: when they happened, in any order.

    Returns:
        The starts of all sessions that are new, have changed or are gone.
    """
    touched = _near(database, key, min(times) - GAP, max(times) + GAP)
    spans = merged([*touched, *(Span(at, at, 1) for at in times)])
    if touched:
        _delete(database, key, touched)
    _insert(database, key, spans)
    return {span.started_at for span in (*touched, *spans)}


def replace_all(database: Database, key: Key, times: Iterable[int]) -> set[int]:
    """Make a person's sessions anew from all their events; returns starts as `add_events` does."""
    before = started_between(database, key, -(2**62), 2**62)
    spans = merged(Span(at, at, 1) for at in times)
    _delete(database, key, before)
    _insert(database, key, spans)
    return {span.started_at for span in (*before, *spans)}


def _delete(database: Database, key: Key, spans: list[Span]) -> None:
    database.execute_many(
        "DELETE FROM usage_span WHERE workspace = ? AND account = ? AND person = ? AND started_at = ?",
        [(*key, span.started_at) for span in spans],
    )


def started_between(database: Database, key: Key, first: int, before: int) -> list[Span]:
    rows = database.rows(
        "SELECT started_at, ended_at, events FROM usage_span WHERE workspace = ? AND account = ?"
        " AND person = ? AND started_at >= ? AND started_at < ? ORDER BY started_at",
        (*key, first, before),
    )
    return [Span(*row) for row in rows]


def _near(database: Database, key: Key, first: int, last: int) -> list[Span]:
    """Sessions that touch a stretch of time, the latest first. They do not overlap, so neither do ends."""
    found: list[Span] = []
    while True:
        rows = database.rows(
            "SELECT started_at, ended_at, events FROM usage_span WHERE workspace = ? AND account = ?"
            " AND person = ? AND started_at <= ? ORDER BY started_at DESC LIMIT ?",
            (*key, last, _PAGE),
        )
        for row in rows:
            span = Span(*row)
            if span.ended_at < first:
                return found
            found.append(span)
        if len(rows) < _PAGE:
            return found
        last = found[-1].started_at - 1


def _insert(database: Database, key: Key, spans: list[Span]) -> None:
    database.execute_many(
        "INSERT INTO usage_span (workspace, account, person, started_at, ended_at, events)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        [(*key, *span) for span in spans],
    )

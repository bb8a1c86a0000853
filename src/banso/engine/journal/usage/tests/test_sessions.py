"""Sessions against a plain reading of the definition."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from banso.engine.journal.usage import sessions as module
from banso.engine.journal.usage.database import SqliteDatabase
from banso.engine.journal.usage.days import Days
from banso.engine.journal.usage.sessions import GAP, Sessions, Span, merged
from banso.engine.journal.usage.state import State

MINUTE = 60 * 1_000_000
KEY = (b"w" * 16, b"a" * 16, "p")
OTHER = (b"w" * 16, b"a" * 16, "q")
TOKYO = Days("Asia/Tokyo")
TIMES = st.lists(st.integers(0, 60 * 60).map(lambda minute: minute * MINUTE), max_size=60)


def reference(times: list[int]) -> list[Span]:
    """Sort all events; begin a new session where the one before is more than 30 minutes ago."""
    found: list[list[int]] = []
    for at in sorted(times):
        if found and at - found[-1][-1] <= 30 * MINUTE:
            found[-1].append(at)
        else:
            found.append([at])
    return [Span(each[0], each[-1], len(each)) for each in found]


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[State]:
    path: Path = tmp_path_factory.mktemp("sessions") / "state.sqlite3"
    made = State(SqliteDatabase(path))
    yield made
    made.close()


@pytest.fixture
def _little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """So little is kept at hand that everything that reads the rest is used."""
    for name, value in (("_NEWEST", 1), ("_LONGEST", 3), ("_ROOM", 1)):
        monkeypatch.setattr(module, name, value)


def written(state: State, key: tuple[bytes, bytes, str] = KEY) -> list[Span]:
    rows = state.database.rows(
        "SELECT started_at, ended_at, events FROM usage_span WHERE person = ? ORDER BY started_at", (key[2],)
    )
    return [Span(*row) for row in rows]


def days_of(spans: list[Span]) -> dict[int, list[Span]]:
    found: dict[int, list[Span]] = {}
    for span in spans:
        found.setdefault(TOKYO.day_of(span.started_at), []).append(span)
    return found


@pytest.mark.usefixtures("_little_memory")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(batches=st.lists(st.tuples(TIMES, st.sampled_from(["", "write", "forget"])), max_size=8))
def test_whatever_the_order_and_the_batches(state: State, batches: list[tuple[list[int], str]]) -> None:
    state.wipe()
    sessions = Sessions(state.database, lambda _: TOKYO)
    everything: list[int] = []
    for batch, after in batches:
        if not batch:
            continue
        before = reference(everything)
        everything += batch
        now = reference(everything)
        told = dict(sessions.add(KEY, batch))
        sessions.add(OTHER, [0])
        changed = {TOKYO.day_of(span.started_at) for span in set(before) ^ set(now)}
        assert changed <= set(told)
        by_day = days_of(now)
        assert told == {day: by_day.get(day, []) for day in told}
        if after:
            sessions.write()
        if after == "forget":
            sessions.forget()
    sessions.write()
    assert written(state) == reference(everything)


@pytest.mark.usefixtures("_little_memory")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(before=TIMES, after=TIMES)
def test_made_anew(state: State, before: list[int], after: list[int]) -> None:
    state.wipe()
    sessions = Sessions(state.database, lambda _: TOKYO)
    if before:
        sessions.add(KEY, before)
    told = dict(sessions.replace(KEY, after))
    by_day = days_of(reference(after))
    assert told == {day: by_day.get(day, []) for day in {*days_of(reference(before)), *by_day}}
    sessions.write()
    assert written(state) == reference(after)


def test_what_is_forgotten_was_never_written(state: State) -> None:
    state.wipe()
    sessions = Sessions(state.database, lambda _: TOKYO)
    sessions.add(KEY, [MINUTE])
    sessions.forget()
    sessions.write()
    assert written(state) == []


def test_30_minutes_are_one_session_and_a_microsecond_more_are_two() -> None:
    assert merged([Span(0, 0, 1), Span(GAP, GAP, 1)]) == [Span(0, GAP, 2)]
    assert len(merged([Span(0, 0, 1), Span(GAP + 1, GAP + 1, 1)])) == 2

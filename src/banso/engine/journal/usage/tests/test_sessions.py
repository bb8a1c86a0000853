"""Sessions against a plain reading of the definition."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from banso.engine.journal.usage.database import SqliteDatabase
from banso.engine.journal.usage.sessions import GAP, Span, add_events, merged, replace_all, started_between
from banso.engine.journal.usage.state import State

MINUTE = 60 * 1_000_000
KEY = (b"w" * 16, b"a" * 16, "p")
TIMES = st.lists(st.integers(0, 20 * 60).map(lambda minute: minute * MINUTE), max_size=60)


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


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(batches=st.lists(TIMES, max_size=6))
def test_whatever_the_order_and_the_batches(state: State, batches: list[list[int]]) -> None:
    state.wipe()
    for batch in batches:
        before = started_between(state.database, KEY, 0, 2**62)
        changed = add_events(state.database, KEY, batch) if batch else set()
        after = started_between(state.database, KEY, 0, 2**62)
        assert {span.started_at for span in set(before) ^ set(after)} <= changed
    everything = [at for batch in batches for at in batch]
    assert started_between(state.database, KEY, 0, 2**62) == reference(everything)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(before=TIMES, after=TIMES)
def test_made_anew(state: State, before: list[int], after: list[int]) -> None:
    state.wipe()
    if before:
        add_events(state.database, KEY, before)
    replace_all(state.database, KEY, after)
    assert started_between(state.database, KEY, 0, 2**62) == reference(after)


def test_30_minutes_are_one_session_and_a_microsecond_more_are_two() -> None:
    assert merged([Span(0, 0, 1), Span(GAP, GAP, 1)]) == [Span(0, GAP, 2)]
    assert len(merged([Span(0, 0, 1), Span(GAP + 1, GAP + 1, 1)])) == 2

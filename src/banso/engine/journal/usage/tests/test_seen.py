"""Which events came before, against a plain set."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from banso.engine.journal.usage.database import SqliteDatabase
from banso.engine.journal.usage.seen import SIZE, Seen, forget_before
from banso.engine.journal.usage.state import State

# Few first words, so that digests that share one are met all the time.
DIGESTS = st.builds(
    lambda high, low: high.to_bytes(8, "little") + low.to_bytes(8, "little"),
    st.sampled_from([0, 1, 2**64 - 1]), st.integers(0, 12),
)  # fmt: skip
BATCH = st.lists(st.tuples(st.sampled_from(["", "import:1", "import:2"]), DIGESTS), max_size=12)


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[State]:
    path: Path = tmp_path_factory.mktemp("seen") / "state.sqlite3"
    made = State(SqliteDatabase(path))
    yield made
    made.close()


def digest(number: int) -> bytes:
    return number.to_bytes(SIZE, "big")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(batches=st.lists(st.tuples(BATCH, st.sampled_from(["", "restart", "undo"])), max_size=8))
def test_t62_as_a_plain_set_tells(state: State, batches: list[tuple[list[tuple[str, bytes]], str]]) -> None:
    state.wipe()
    seen = Seen(state.database)
    known: dict[bytes, str] = {}
    for seq, (batch, after) in enumerate(batches, start=1):
        wanted = []
        for source, each in batch:
            wanted.append(each not in known)
            known.setdefault(each, source)
        got = seen.fresh([each for _, each in batch], [(source, 1) for source, _ in batch], seq=seq)
        assert got == wanted
        if after == "restart":
            seen = Seen(state.database)
        elif after == "undo":
            seen.forget_source("import:1")
            known = {each: source for each, source in known.items() if source != "import:1"}


def test_a_batch_that_failed_was_never_seen(state: State) -> None:
    state.wipe()
    seen = Seen(state.database)

    def fail() -> None:
        with state.database.transaction():
            assert seen.fresh([digest(1)], [("", 1)], seq=1) == [True]
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    seen.forget()
    assert seen.fresh([digest(1), digest(1)], [("", 2)], seq=1) == [True, False]


def test_what_is_long_past_is_dropped_by_another_process_too(state: State) -> None:
    state.wipe()
    seen = Seen(state.database)
    for seq in (1, 2):
        seen.fresh([digest(seq)], [("", 1)], seq=seq)
    seen.fresh([digest(3)], [("import:1", 1)], seq=3)
    assert forget_before(state.database, 1) == 1
    assert seen.fresh([digest(1), digest(2), digest(3)], [("", 3)], seq=4) == [True, False, False]

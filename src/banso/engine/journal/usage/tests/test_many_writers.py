"""Several processes append at once; a reader that has seen a seq never meets a smaller one that is new."""

import threading
from collections.abc import Iterator

import pytest

from banso.engine.journal.usage.log import Arrival, UsageLog, pack

WRITERS, EACH = 4, 25
WORKSPACE = bytes(16)


def arrival(number: int, events: int = 1) -> Arrival:
    return Arrival(WORKSPACE, number, "", events, pack(str(number).encode()))


@pytest.fixture
def log(loading: object) -> Iterator[UsageLog]:  # noqa: ARG001 - empties the log
    made = UsageLog()
    yield made
    made.close()


def write(writer: int) -> None:
    log = UsageLog()
    for number in range(EACH):
        # Groups of uneven length, as a group commit makes them.
        log.append([arrival(writer * EACH + number)] * (1 + number % 3))
    log.close()


def test_whoever_reads_while_others_write_passes_nothing_over(log: UsageLog) -> None:
    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(WRITERS)]
    for thread in threads:
        thread.start()
    seen: list[int] = []
    while any(thread.is_alive() for thread in threads):
        seen += [entry.seq for entry in log.read(seen[-1] if seen else 0, events=7)]
    while entries := log.read(seen[-1] if seen else 0):
        seen += [entry.seq for entry in entries]
    wanted = [entry.seq for entry in log.read(0, events=10_000)]
    assert len(wanted) == WRITERS * sum(1 + number % 3 for number in range(EACH))
    assert seen == wanted


def test_one_writer_s_entries_stand_in_the_order_in_which_it_wrote_them(log: UsageLog) -> None:
    write(1)
    bodies = [int(entry.body) for entry in log.read(0, events=10_000)]
    assert bodies == sorted(bodies)


def test_a_group_that_fails_leaves_nothing(log: UsageLog) -> None:
    log.append([arrival(1)])
    with pytest.raises(Exception, match=r"(?i)null"):
        log.append([arrival(2), arrival(3)._replace(body=None)])  # type: ignore[arg-type]
    log.append([arrival(4)])
    assert [int(entry.body) for entry in log.read(0)] == [1, 4]


def test_reading_stops_at_about_as_many_events_and_goes_on_behind(log: UsageLog) -> None:
    log.append([arrival(number, events=10) for number in range(5)])
    first = log.read(0, events=25)
    assert [int(entry.body) for entry in first] == [0, 1, 2]
    assert [int(entry.body) for entry in log.read(first[-1].seq)] == [3, 4]
    assert log.behind(first[-1].seq) == (20, 3)


def test_what_was_loaded_long_ago_goes_and_the_seq_goes_on(log: UsageLog) -> None:
    log.append([arrival(number) for number in range(3)])
    upto = log.read(0)[1].seq
    assert log.prune(upto=upto) == 2
    log.append([arrival(9)])
    first, last = log.bounds()
    assert (first, last) == (upto + 1, upto + 2)

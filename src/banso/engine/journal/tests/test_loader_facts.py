"""Facts reach the column store in order and once, whatever dies on the way."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from banso.engine.journal.column import ColumnStore
from banso.engine.journal.fact import Fact, fact
from banso.engine.journal.loader import facts as loader_facts
from banso.engine.journal.loader import run
from banso.engine.journal.loader.facts import FactsSource
from banso.engine.journal.loader.source import Tally, loaded, plan
from banso.engine.journal.loader.whole import is_whole
from banso.engine.journal.models import JournalEntry, LoaderOffset
from banso.engine.journal.record import journal_position, record_all, retract
from banso.engine.journal.tests.holding import loading_elsewhere
from banso.kit import clock
from banso.kit.actor import SYSTEM
from banso.kit.errors import TooBusy
from banso.kit.words import Text

ACME = UUID(int=11)
START = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("workspace", "column_store")


@fact("loading.bell_rang", title=Text(en="Bell rang", ja="鐘が鳴った"))
class BellRang(Fact, frozen=True, kw_only=True):
    times: int
    tone: str = "ベル\x1f\t'\\"


def ring(*times: int, ids: list[UUID] | None = None) -> list[UUID]:
    ids = ids or [uuid4() for _ in times]
    said = [BellRang(account=ACME, occurred_at=START, times=number) for number in times]
    with transaction.atomic():
        record_all(zip(ids, said, strict=True), by=SYSTEM, source="test")
    return ids


def held(store: ColumnStore) -> list[tuple[int, int, int]]:
    found = store.inspect("SELECT seq, version, retracted FROM banso.facts ORDER BY seq")
    return [(seq, version, retracted) for seq, version, retracted in found.rows]


def entries() -> list[tuple[int, int, int]]:
    found = JournalEntry.objects.order_by("seq").values_list("seq", "version", "retracted")
    return [(seq, version, int(retracted)) for seq, version, retracted in found]


def test_every_version_is_loaded(column_store: ColumnStore) -> None:
    ids = ring(1, 2, 3)
    ring(20, ids=ids[1:2])
    with transaction.atomic():
        retract(ids[:1], by=SYSTEM, reason="never rang")

    run.catch_up()

    assert held(column_store) == entries()
    assert len(entries()) == 5


def test_a_fact_is_loaded_whole(column_store: ColumnStore) -> None:
    (fact_id,) = ring(7)
    entry = JournalEntry.objects.get()

    run.catch_up()

    row = next(column_store.inspect("SELECT * FROM banso.facts").dicts())
    assert row == {
        "workspace": entry.workspace_id,
        "type": "loading.bell_rang",
        "fact": fact_id,
        "version": 1,
        "seq": entry.seq,
        "account": ACME,
        "person": "",
        "subject": "",
        "actor": f"{SYSTEM.kind}:{SYSTEM.id}",
        "occurred_at": START,
        "recorded_at": entry.recorded_at,
        "retracted": 0,
        "payload": '{"times":7,"tone":"ベル\\u001f\\t\'\\\\"}',
    }


def test_loading_twice_loads_once(column_store: ColumnStore) -> None:
    ring(1, 2)
    run.catch_up()
    ring(3)

    assert run.catch_up() == 1
    assert run.catch_up() == 0
    assert held(column_store) == entries()


def test_batches_follow_one_another(column_store: ColumnStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loader_facts, "BATCH", 3)
    ring(*range(10))

    run.catch_up()

    assert held(column_store) == entries()
    assert loaded("facts") == journal_position()


def test_who_has_more_to_do_loads_some_batches_at_a_time(
    column_store: ColumnStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The numbers that other tests have used up are passed over with the first of its own.
    ring(99)
    run.catch_up()
    monkeypatch.setattr(loader_facts, "BATCH", 2)
    ring(*range(5))
    counted = []
    while run.catch_up(batches=1):
        counted.append(len(held(column_store)))
    assert len(counted) >= 3
    assert counted[-1] == 6


def test_a_crash_after_the_insert_does_not_double(column_store: ColumnStore) -> None:
    ring(1, 2)
    source = FactsSource()
    source.load_batch()
    # As the disk looks when the process dies between the insert and the offset; then more facts come.
    LoaderOffset.objects.filter(name="facts").update(seq=0, upto=journal_position())
    ring(3)

    run.catch_up()

    assert held(column_store) == entries()
    assert LoaderOffset.objects.values_list("seq", "upto").get(name="facts") == (journal_position(), None)


def test_a_crash_before_the_insert_loses_nothing(column_store: ColumnStore) -> None:
    ring(1, 2)
    plan("facts", journal_position(), 1000)
    ring(3)

    run.catch_up()

    assert held(column_store) == entries()


def test_the_token_alone_keeps_a_repeated_batch_out(column_store: ColumnStore) -> None:
    ring(1, 2)
    run.catch_up()
    LoaderOffset.objects.filter(name="facts").update(seq=0, upto=None)

    run.catch_up()

    assert held(column_store) == entries()


def test_verify_agrees_after_loading(column_store: ColumnStore) -> None:
    with clock.freeze(START):
        ids = ring(1, 2, 3)
    with clock.freeze(START + timedelta(days=1)):
        ring(4, ids=ids[:1])
    run.catch_up()

    assert run.verify() == []
    assert column_store.inspect("SELECT count() FROM banso.facts").one() == (4,)


def test_verify_names_the_day_that_lacks_a_fact(column_store: ColumnStore) -> None:
    with clock.freeze(START):
        ring(1)
    with clock.freeze(START + timedelta(days=1)):
        ring(2, 3)
    run.catch_up()
    lost = journal_position()
    column_store.command(f"ALTER TABLE banso.facts DELETE WHERE seq = {lost} SETTINGS mutations_sync = 1")

    (difference,) = run.verify()

    assert (difference.source, difference.day) == ("facts", date(2026, 1, 3))
    assert (difference.log.count, difference.store.count) == (2, 1)


def test_verify_sees_a_changed_payload(column_store: ColumnStore) -> None:
    ring(1)
    run.catch_up()
    column_store.command("ALTER TABLE banso.facts UPDATE payload = '{}' WHERE 1 SETTINGS mutations_sync = 1")

    (difference,) = run.verify()

    assert difference.log.count == difference.store.count == 1
    assert difference.log.digest != difference.store.digest


def test_verify_sees_a_fact_that_nobody_recorded(column_store: ColumnStore) -> None:
    ring(1)
    run.catch_up()
    column_store.command(
        "INSERT INTO banso.facts SELECT * REPLACE (toDate('2020-01-01') AS recorded_at) FROM banso.facts"
    )

    (difference,) = run.verify()

    assert (difference.day, difference.log) == (date(2020, 1, 1), Tally())


def test_rebuild_brings_back_what_was_lost(column_store: ColumnStore) -> None:
    ring(1, 2, 3)
    run.catch_up()
    column_store.command("TRUNCATE TABLE banso.facts")

    run.rebuild()

    assert held(column_store) == entries()
    assert run.verify() == []


def test_a_store_that_was_put_back_halfway_is_not_believed(column_store: ColumnStore) -> None:
    """Whoever dies in the middle leaves a store that is loaded again, not one that passes for whole."""
    ring(1, 2)
    run.catch_up()
    assert is_whole()

    def die() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run.put_back(die)
    ring(3)
    assert not is_whole()
    column_store.command("TRUNCATE TABLE banso.facts")
    run.catch_up()
    assert is_whole()
    assert held(column_store) == entries()

    run.put_back(lambda: None)
    assert is_whole()
    assert held(column_store) == entries()


def test_status_says_what_waits() -> None:
    with clock.freeze(START):
        ring(1)
    run.catch_up()
    position = journal_position()
    with clock.freeze(START + timedelta(hours=1)):
        ring(2, 3)

    status = next(each for each in run.status() if each.name == "facts")

    assert (status.name, status.loaded, status.newest) == ("facts", position, journal_position())
    assert (status.waiting, status.oldest_waiting) == (2, START + timedelta(hours=1))


def test_waiting_loads_when_nobody_else_does(column_store: ColumnStore) -> None:
    ring(1, 2)

    run.wait_until()

    assert held(column_store) == entries()


def test_waiting_gives_up_when_the_loader_is_held() -> None:
    ring(1)
    with loading_elsewhere(), pytest.raises(TooBusy, match="1件分遅れて"):
        run.wait_until(patience=0.1)


def test_one_process_loads_at_a_time() -> None:
    with loading_elsewhere(), pytest.raises(TooBusy, match="別の処理が"):
        run.catch_up(patience=0.1)


@pytest.mark.django_db(transaction=True)
def test_a_batch_is_not_planned_inside_a_transaction() -> None:
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        plan("facts", 5, 10)

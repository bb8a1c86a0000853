"""What the loader makes of tracking calls, with a real engine."""

import threading
from contextlib import closing
from datetime import date
from typing import Any

import pytest

from banso.domain.workspaces.actions import create_workspace
from banso.engine.journal.column import ColumnStore, store
from banso.engine.journal.column.errors import Unavailable
from banso.engine.journal.loader.source import Tally
from banso.engine.journal.usage.counts import NAMES, OTHER
from banso.engine.journal.usage.log import UsageLog
from banso.engine.journal.usage.tests.loading import ACME, BETA, Loading, group, minutes, track
from banso.engine.journal.usage.tidying import kept_since, tidy
from banso.kit.actor import SYSTEM
from banso.kit.errors import Conflict
from banso.kit.tenancy import scope

IN_ACME: dict[str, Any] = {"context": {"groupId": "acme"}}


def test_a_bound_person_s_events_are_the_account_s(loading: Loading) -> None:
    loading.bind("acme", ACME)
    loading.send(
        group("acme"), track("a", properties={"n": 1}), {"type": "page", "name": "Home", "userId": "u1"}
    )
    loading.load()
    assert loading.rows("kind, name, person, account, properties, day") == [
        ("page", "Home", "u1", ACME, "", date(2026, 11, 21)),
        ("track", "a", "u1", ACME, '{"n": 1}', date(2026, 11, 21)),
    ]


def test_the_day_is_the_workspace_s_own(loading: Loading) -> None:
    loading.bind("acme", ACME)
    loading.send(track("late", at=-60 * 12 - 1, **IN_ACME), track("early", at=-60 * 12, **IN_ACME))
    loading.load()
    assert loading.rows("name, day") == [("late", date(2026, 11, 20)), ("early", date(2026, 11, 21))]


def test_the_group_of_a_call_wins_over_the_person_s(loading: Loading) -> None:
    loading.bind("acme", ACME)
    loading.bind("beta", BETA)
    loading.send(group("acme"), track("own"), track("else", context={"groupId": "beta"}), track("own again"))
    loading.load()
    assert loading.rows("name, account") == [("else", BETA), ("own", ACME), ("own again", ACME)]


def test_events_wait_for_the_binding_and_come_in_order(loading: Loading) -> None:
    loading.bind("acme", ACME)
    loading.send(track("a"), track("b", at=1), at=2)
    loading.load()
    assert loading.rows() == []
    loading.restart()
    loading.send(track("c", at=3), at=4)
    loading.send(group("acme"), at=5)
    loading.load()
    assert loading.rows("name, seq, recorded_at") == [
        ("a", 1, minutes(5)), ("b", 1, minutes(5)), ("c", 2, minutes(5)),
    ]  # fmt: skip
    assert loading.rows("name, seq", as_of=4.9) == []


def test_events_of_an_unknown_account_wait_for_it(loading: Loading) -> None:
    loading.send(group("acme"), track("a"), at=1)
    loading.send(track("b", user="u2", context={"groupId": "acme"}), at=1)
    loading.load()
    assert loading.rows() == []
    loading.bind("acme", ACME, at=9)
    loading.load()
    assert loading.rows("name, person, account, recorded_at") == [
        ("a", "u1", ACME, minutes(9)), ("b", "u2", ACME, minutes(9)),
    ]  # fmt: skip


def test_an_external_id_that_moves_to_another_account_leaves_the_past(loading: Loading) -> None:
    loading.bind("acme", ACME)
    loading.send(track("before", **IN_ACME), at=1)
    loading.bind("acme", BETA, at=2)
    loading.send(track("after", at=3, **IN_ACME), at=3)
    loading.load()
    assert loading.rows("name, account") == [("before", ACME), ("after", BETA)]


@pytest.mark.parametrize("apart", [False, True])
def test_t62_a_message_counts_once(loading: Loading, *, apart: bool) -> None:
    loading.bind("acme", ACME)
    for _ in range(10):
        loading.send(group("acme"), track("a"), track("a"))
        if apart:
            loading.load()
            loading.restart()
    loading.load()
    assert loading.rows() == [("a", "u1")]
    ((accepted, repeated),) = loading.state().database.rows("SELECT accepted, repeated FROM usage_received")
    assert (accepted, repeated) == (2, 28)


def test_t62_ten_at_once_while_it_is_loaded_count_once(loading: Loading) -> None:
    loading.bind("acme", ACME)
    batch = [track(f"e{number}", **IN_ACME) for number in range(20)]
    arrival = loading.arrival(*batch)

    def send() -> None:
        with closing(UsageLog()) as log:
            log.append([arrival])

    for _life in range(2):
        threads = [threading.Thread(target=send) for _ in range(5)]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            loading.load()
        # In the second life all ten are there, and no memory but what was written down.
        loading.restart()
    loading.load()
    assert sorted(loading.rows()) == sorted((f"e{number}", "u1") for number in range(20))
    ((accepted, repeated),) = loading.state().database.rows("SELECT accepted, repeated FROM usage_received")
    assert (accepted, repeated) == (20, 180)


def test_alias_gives_an_anonymous_person_s_past_to_the_known(loading: Loading) -> None:
    loading.bind("acme", ACME)
    anonymous = {"type": "track", "event": "a", "anonymousId": "anon", "context": {"groupId": "acme"}}
    loading.send({**anonymous, "messageId": "1"}, at=1)
    loading.load()
    loading.send({"type": "alias", "previousId": "anon", "userId": "u1"}, at=2)
    loading.send({**anonymous, "event": "b", "messageId": "2"}, at=3)
    loading.load()
    assert loading.rows("name, person") == [("a", "u1"), ("b", "u1")]
    assert loading.rows("name, person", as_of=1.5) == [("a", "anon")]
    assert [row[0] for row in loading.sessions()] == ["u1"]
    assert [row[0] for row in loading.sessions(as_of=1.5)] == ["anon"]


def test_identify_with_both_ids_takes_what_waits_along(loading: Loading) -> None:
    loading.bind("acme", ACME)
    loading.send({"type": "track", "event": "a", "anonymousId": "anon", "messageId": "1"}, at=1)
    loading.load()
    loading.send(
        {"type": "identify", "userId": "u1", "anonymousId": "anon", "traits": {"email": "x@y.jp"}}, at=2
    )
    loading.send(group("acme"), at=3)
    loading.load()
    assert loading.rows("name, person, account") == [("a", "u1", ACME)]
    ((traits,),) = loading.state().database.rows("SELECT traits FROM usage_person WHERE person = 'u1'")
    assert bytes(traits) == b'{"email":"x@y.jp"}'


def test_a_circle_of_aliases_is_not_followed(loading: Loading) -> None:
    loading.bind("acme", ACME)
    loading.send(
        {"type": "alias", "previousId": "a", "userId": "b"},
        {"type": "alias", "previousId": "b", "userId": "a"},
    )
    loading.send(track("x", user="a", **IN_ACME), track("y", user="b", **IN_ACME))
    loading.load()
    assert {row[1] for row in loading.rows()} == {"b"}


def test_refusals_are_kept_with_their_reasons_and_never_fail_the_batch(loading: Loading) -> None:
    loading.bind("acme", ACME)
    loading.send(group("acme"), track("good"), track("bad", timestamp="yesterday"), {"type": "dance"})
    loading.load()
    assert loading.rows() == [("good", "u1")]
    rows = loading.state().database.rows("SELECT reason, message_id, what FROM usage_refusal ORDER BY id")
    assert rows == [("bad_time", "u1-bad-0", "track bad"), ("unknown_type", "", "dance")]


def test_t39_a_repaired_time_is_flagged(loading: Loading) -> None:
    loading.bind("acme", ACME)
    old: dict[str, Any] = {"timestamp": "1970-01-01T00:00:00Z"}
    loading.send(group("acme"), track("a", **old), track("b", properties={"x": 1}, **old))
    loading.load()
    assert sorted(loading.rows("name, properties, day")) == [
        ("a", '{"timestamp_repaired":true}', date(2026, 11, 21)),
        ("b", '{"timestamp_repaired":true,"x": 1}', date(2026, 11, 21)),
    ]


def test_t40_names_are_capped_and_the_rest_is_counted_together(loading: Loading) -> None:
    loading.bind("acme", ACME)
    for start in range(0, NAMES + 100, 500):
        loading.send(*(track(f"name {number}", **IN_ACME) for number in range(start, start + 500)))
    loading.load()
    found = store().inspect(
        "SELECT uniqExact(name), countIf(name = {other:String}) FROM banso.usage", {"other": OTHER}
    )
    assert tuple(found.one()) == (NAMES + 1, 500)
    ((renamed,),) = loading.state().database.rows("SELECT renamed FROM usage_received")
    assert renamed == 500


def test_another_workspace_s_external_ids_are_its_own(loading: Loading) -> None:
    other = create_workspace("other", name="Other", by=SYSTEM)
    with scope(workspace=other):
        loading.bind("acme", BETA)
    loading.send(track("a", **IN_ACME))
    loading.load()
    assert loading.rows() == []


def test_many_anonymous_people_become_known_at_once(loading: Loading) -> None:
    loading.bind("acme", ACME)
    count = 900
    loading.send(*(
        {"type": "track", "event": "a", "anonymousId": f"匿名の利用者-{number:05d}",
         "messageId": f"a{number}", "timestamp": minutes(0).isoformat(), **IN_ACME}
        for number in range(count)
    ))  # fmt: skip
    loading.load()
    loading.send(*(
        {"type": "identify", "anonymousId": f"匿名の利用者-{number:05d}", "userId": f"u{number}",
         "messageId": f"i{number}"}
        for number in range(count)
    ), at=1)  # fmt: skip
    loading.load()
    assert {person for _, person in loading.rows()} == {f"u{number}" for number in range(count)}


class Dies(Exception):  # noqa: N818
    pass


@pytest.mark.parametrize("moment", ["before usage", "after usage", "after sessions"])
def test_t58_a_loader_that_dies_loads_everything_once(
    loading: Loading, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    loading.bind("acme", ACME)
    loading.send(group("acme"), track("a"), track("b", at=1))
    loading.load()
    loading.send(track("b", at=1), track("c", at=2), track("waits", user="u9"), at=3)
    real = ColumnStore.insert_lines

    def dying(self: ColumnStore, table: str, *args: Any, **options: Any) -> None:
        if moment == f"before {table}":
            raise Dies
        real(self, table, *args, **options)
        if moment == f"after {table}":
            raise Dies

    with monkeypatch.context() as patch:
        patch.setattr(ColumnStore, "insert_lines", dying)
        with pytest.raises(Dies):
            loading.load()
    loading.restart()
    # What arrives meanwhile does not change the batch that was planned.
    loading.send(track("d", at=4), group("acme", user="u9"), at=5)
    loading.load()
    assert loading.rows() == [("a", "u1"), ("waits", "u9"), ("b", "u1"), ("c", "u1"), ("d", "u1")]
    assert sorted(loading.sessions()) == [("u1", 240, 4), ("u9", 0, 1)]
    assert loading.source.verify() == []


def test_rebuild_makes_the_same_again(loading: Loading) -> None:
    loading.bind("acme", ACME, at=2)
    loading.send(track("a", **IN_ACME), track("b", at=1), at=1)
    loading.load()
    loading.send(group("acme"), track("c", at=90), at=90)
    loading.load()
    columns = "workspace, account, person, kind, name, message_id, occurred_at, recorded_at, day, seq"
    before = loading.rows(columns), loading.sessions()
    loading.source.rebuild()
    assert loading.rows(columns) == []
    loading.load()
    assert (loading.rows(columns), loading.sessions()) == before
    assert loading.source.verify() == []


def test_what_has_its_end_ends_in_a_rebuild_as_it_did(loading: Loading) -> None:
    day = 60 * 24
    loading.bind("acme", ACME)

    def said(number: int, *events: dict[str, Any]) -> None:
        """What came on a day, loaded and tidied as the worker does."""
        at = number * day
        loading.send(group("acme", at=at), *events, at=at)
        loading.load()
        tidy(minutes(at))

    said(0, track("once", messageId="m"), track("late", user="u9", context={"groupId": "beta"}))
    said(1, track("early", user="u8", context={"groupId": "gamma"}, at=day))
    said(30, track("again", messageId="m", at=30 * day))
    said(31, track("twice", messageId="m", at=31 * day))
    loading.bind("gamma", BETA, at=90 * day)
    loading.load()
    loading.bind("beta", BETA, at=91 * day)
    loading.load()
    said(92, track("last", at=92 * day))
    columns = "name, person, account, message_id, occurred_at, recorded_at, day, seq"
    before = loading.rows(columns)
    assert [row[:2] for row in before] == [("once", "u1"), ("early", "u8"), ("twice", "u1"), ("last", "u1")]
    loading.source.rebuild()
    loading.load()
    assert loading.rows(columns) == before
    assert loading.source.verify() == []


@pytest.mark.parametrize("upto", [1, 2])
def test_a_cut_log_is_rebuilt_only_by_who_says_so(loading: Loading, upto: int) -> None:
    loading.send(track("a", **IN_ACME))
    loading.send(track("b", **IN_ACME))
    loading.bind("acme", ACME)
    loading.load()
    assert kept_since() is None
    with closing(UsageLog()) as log:
        log.prune(upto=upto)
    assert kept_since() is not None
    with pytest.raises(Conflict, match="pruned"):
        loading.source.rebuild()
    assert loading.rows() == [("a", "u1"), ("b", "u1")]
    loading.source.rebuild(partly=True)
    loading.load()
    assert loading.rows() == [("a", "u1"), ("b", "u1")][upto:]


def test_a_lost_column_store_is_loaded_again_by_itself(loading: Loading) -> None:
    loading.bind("acme", ACME)
    loading.send(track("a", **IN_ACME))
    loading.load()
    for table in ("usage", "usage_daily", "sessions"):
        store().command(f"TRUNCATE TABLE banso.{table}")
    loading.restart()
    loading.load()
    assert loading.rows() == [("a", "u1")]
    assert len(loading.sessions()) == 1


def test_verify_names_the_day_and_the_workspace_that_differ(loading: Loading) -> None:
    loading.bind("acme", ACME)
    loading.send(track("a", **IN_ACME), track("b", **IN_ACME))
    loading.load()
    assert loading.source.verify() == []
    store().command("ALTER TABLE banso.usage DELETE WHERE name = 'a' SETTINGS mutations_sync = 2")
    found = {(each.source, each.day, each.log.count, each.store.count) for each in loading.source.verify()}
    assert found == {("usage", date(2026, 11, 21), 2, 1), ("usage:daily", date(2026, 11, 21), 1, 2)}
    assert Tally() != Tally(1)


def test_t61_the_log_goes_on_while_the_column_store_is_away(
    loading: Loading, monkeypatch: pytest.MonkeyPatch
) -> None:
    loading.bind("acme", ACME)
    loading.send(track("a", **IN_ACME))
    loading.load()

    def away(*_: object, **__: object) -> None:
        raise Unavailable("gone")

    with monkeypatch.context() as patch:
        patch.setattr(ColumnStore, "insert_lines", away)
        for number in range(3):
            loading.send(track(f"b{number}", at=number, **IN_ACME))
            with pytest.raises(Unavailable):
                loading.load()
        assert loading.source.status().waiting == 3
    loading.load()
    assert len(loading.rows()) == 4
    assert loading.source.status().waiting == 0

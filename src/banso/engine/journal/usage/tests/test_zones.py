"""A workspace whose days begin at another midnight from some moment on."""

from datetime import date
from typing import Any

import pytest
from django.db import transaction

from banso.engine.journal.column import store
from banso.engine.journal.usage.tests.loading import ACME, Loading, minutes, track
from banso.engine.journal.usage.zones import change_zone
from banso.kit.clock import freeze
from banso.kit.tenancy import current_workspace_id

FRIDAY, SATURDAY = date(2026, 11, 20), date(2026, 11, 21)
IN_ACME: dict[str, Any] = {"context": {"groupId": "acme"}}


def move(*, at: float, before: str = "Asia/Tokyo", after: str = "America/New_York") -> None:
    with freeze(minutes(at)), transaction.atomic():
        change_zone(before=before, after=after)


def days(loading: Loading, *, as_of: float | None = None) -> list[tuple[str, date]]:
    return [(name, day) for name, day, *_ in loading.rows("name, day", as_of=as_of)]


def daily(as_of: float) -> list[tuple[str, date, int]]:
    found = store().ask(
        "SELECT name, day, sum(events) AS n FROM banso.usage_daily_of(workspace={workspace:UUID},"
        " as_of={known:DateTime64(6, 'UTC')}, only=[], merged_from=[], merged_into=[])"
        " GROUP BY name, day ORDER BY name",
        {"known": minutes(as_of), "workspace": current_workspace_id()},
    )
    return [tuple(row) for row in found.rows]


def session_days(as_of: float) -> list[tuple[date, int, int]]:
    found = store().ask(
        "SELECT day, seconds, events FROM banso.sessions_of(workspace={workspace:UUID},"
        " as_of={known:DateTime64(6, 'UTC')}, only=[], merged_from=[], merged_into=[]) ORDER BY started_at",
        {"known": minutes(as_of), "workspace": current_workspace_id()},
    )
    return [tuple(row) for row in found.rows]


@pytest.fixture
def moved(loading: Loading) -> Loading:
    """Noon and nearly two in the afternoon in Tokyo, which are ten and midnight before in New York."""
    loading.bind("acme", ACME)
    loading.send(track("noon", **IN_ACME), track("later", at=20, **IN_ACME), track("day", at=150, **IN_ACME),
                 at=151)  # fmt: skip
    loading.load()
    move(at=160)
    loading.load()
    return loading


def test_what_was_loaded_gets_its_new_days_from_the_change_on(moved: Loading) -> None:
    before = [("noon", SATURDAY), ("later", SATURDAY), ("day", SATURDAY)]
    assert days(moved) == [("noon", FRIDAY), ("later", FRIDAY), ("day", SATURDAY)]
    assert days(moved, as_of=159) == before
    assert daily(161) == [("day", SATURDAY, 1), ("later", FRIDAY, 1), ("noon", FRIDAY, 1)]
    assert daily(159) == [("day", SATURDAY, 1), ("later", SATURDAY, 1), ("noon", SATURDAY, 1)]


@pytest.mark.usefixtures("moved")
def test_sessions_go_to_the_days_on_which_they_start_now() -> None:
    assert session_days(161) == [(FRIDAY, 1200, 2), (SATURDAY, 0, 1)]
    assert session_days(159) == [(SATURDAY, 1200, 2), (SATURDAY, 0, 1)]


def test_what_comes_afterwards_has_the_new_days_at_once(moved: Loading) -> None:
    moved.send(track("again", at=100, **IN_ACME), at=170)
    moved.load()
    assert days(moved)[2] == ("again", FRIDAY)
    assert moved.source.verify() == []


def test_a_rebuild_begins_in_the_first_zone_and_ends_in_the_last(moved: Loading) -> None:
    told = [(daily(at), session_days(at)) for at in (155, 165)]
    moved.source.rebuild()
    moved.load()
    assert [(daily(at), session_days(at)) for at in (155, 165)] == told
    assert moved.source.verify() == []


def test_two_changes_before_the_loader_comes_are_carried_out_in_turn(loading: Loading) -> None:
    loading.bind("acme", ACME)
    loading.send(track("noon", **IN_ACME), at=1)
    move(at=2)
    loading.send(track("later", at=1, **IN_ACME), at=3)
    move(at=4, before="America/New_York", after="Asia/Tokyo")
    loading.load()
    assert days(loading, as_of=1) == [("noon", SATURDAY)]
    assert days(loading, as_of=3) == [("noon", FRIDAY), ("later", FRIDAY)]
    assert days(loading) == [("noon", SATURDAY), ("later", SATURDAY)]


def test_the_same_change_twice_changes_once(moved: Loading) -> None:
    before = daily(300)
    move(at=200, before="America/New_York")
    moved.load()
    assert daily(300) == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("workspace")
def test_a_zone_changes_in_the_transaction_of_its_workspace_alone() -> None:
    with pytest.raises(RuntimeError, match="open atomic"):
        change_zone(before="Asia/Tokyo", after="UTC")

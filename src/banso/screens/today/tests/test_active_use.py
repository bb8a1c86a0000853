"""Whoever asks who is active hears the same: events that are left out count in no number and in no list."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from banso.domain.accounts.queries.accounts import accounts
from banso.domain.accounts.queries.listing import measured
from banso.domain.accounts.queries.segments import checked, where
from banso.domain.contracts.tests.factories import account
from banso.domain.usage.actions import ignore_events
from banso.engine.journal.column import ColumnStore
from banso.engine.journal.column.schema import USAGE
from banso.engine.journal.loader.run import catch_up
from banso.engine.metrics.ask import ask
from banso.engine.metrics.question import Question
from banso.kit.actor import SYSTEM
from banso.kit.clock import freeze
from banso.kit.periods import parse_period
from banso.kit.tenancy import current_workspace_id
from banso.screens.account360.queries import numbers
from banso.screens.today.queries import went_quiet

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
# A Sunday; the weeks of the list and those of the KPI end on its eve.
TODAY = date(2026, 11, 22)


@pytest.fixture
def used(workspace: object, column_store: ColumnStore) -> None:  # noqa: ARG001 - opens and empties
    """Five weeks of four people who read; four get mails in the last week, and one works."""
    with freeze(NOW - timedelta(days=1)):
        one = account("北浜製作所")
    lines = [
        (current_workspace_id(), one, f"u{number}", "track", name, f"{name}-{week}-{number}",
         datetime.combine(day, datetime.min.time(), UTC), NOW - timedelta(hours=1), day, 1, "{}", "test",
         number)
        for week, name, many in [*((week, "Read", 4) for week in range(1, 5)), (0, "Mail", 4), (0, "Read", 1)]
        for day in [TODAY - timedelta(days=2 + 7 * week)]
        for number in range(many)
    ]  # fmt: skip
    column_store.insert("usage", USAGE.names, lines, token="used")


def by_kpi() -> int:
    return int(ask(Question("wau", (parse_period("2026-11-21"),))).last.value or 0)


def by_measure() -> int:
    one = accounts().get()
    found = measured([one.pk])["weekly_active_users"][one.pk]
    check = {"kind": "check", "field": "measure.weekly_active_users", "op": "is", "value": found}
    assert list(where(accounts(), checked(check))) == [one]
    return int(found or 0)


def by_account() -> int:
    _, weeks = numbers(accounts().get().pk, TODAY, zone="Asia/Tokyo", as_of=None)
    return weeks[date(2026, 11, 16)]


def by_today() -> int:
    quiet = went_quiet()
    return quiet[0].latest if quiet else 4


@pytest.mark.usefixtures("used")
@pytest.mark.parametrize("told", [by_kpi, by_measure, by_account, by_today], ids=lambda each: each.__name__)
def test_events_left_out_make_nobody_active_anywhere(told: Callable[[], int]) -> None:
    with freeze(NOW):
        catch_up()
        assert told() == 4
        ignore_events(["Mail"], by=SYSTEM)
        catch_up()
    with freeze(NOW + timedelta(seconds=1)):
        assert told() == 1

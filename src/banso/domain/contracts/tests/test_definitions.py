"""What contracts tell of an account for conditions and lists, on the workspace's own day."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from banso.domain.accounts.actions import archive_account
from banso.domain.accounts.actions.merging import merge_accounts
from banso.domain.accounts.queries import accounts
from banso.domain.accounts.queries.listing import measured
from banso.domain.accounts.queries.segments import checked, where
from banso.domain.contracts.actions import set_line
from banso.domain.contracts.tests.factories import account, row
from banso.domain.kpis.forms import read_periods
from banso.engine.journal.loader.run import catch_up
from banso.engine.metrics.ask import ask
from banso.engine.metrics.question import Question
from banso.kit.actor import SYSTEM
from banso.kit.clock import freeze

pytestmark = pytest.mark.usefixtures("workspace", "column_store")
EARLIER = datetime(2026, 11, 1, tzinfo=UTC)
# Noon of 21 November in Tokyo, and the first minutes of the 22nd, when it is still the 21st in Greenwich.
NOON, NIGHT = datetime(2026, 11, 21, 3, tzinfo=UTC), datetime(2026, 11, 21, 15, 5, tzinfo=UTC)


def paying(moment: datetime) -> set[str]:
    with freeze(moment):
        check = {"kind": "check", "field": "measure.mrr", "op": "above", "value": 0}
        return set(where(accounts(), checked(check)).values_list("name", flat=True))


def test_mrr_moves_at_the_midnight_of_the_workspace() -> None:
    leaves, comes = account("leaves"), account("comes")
    with freeze(EARLIER):
        set_line(row("S", leaves, "100", "2026-01-01", "2026-11-22"), by=SYSTEM)
        set_line(row("T", comes, "100", "2026-11-22"), by=SYSTEM)
    catch_up()
    assert (paying(NOON), paying(NIGHT)) == ({"leaves"}, {"comes"})


def told(slug: str, *accounts: UUID) -> list[object]:
    found = measured(accounts)[slug]
    return [found.get(each) for each in accounts]


def test_seats_are_those_of_paid_lines() -> None:
    one = account("A")
    with freeze(datetime(2026, 11, 20, 1, tzinfo=UTC)):
        set_line(row("S-1", one, "100", "2026-11-01", seats=3), by=SYSTEM)
        set_line(row("S-2", one, "100", "2026-11-01", seats=2, trial=True), by=SYSTEM)
        set_line(row("S-3", one, "0", "2026-11-01", seats=4), by=SYSTEM)
    catch_up()
    with freeze(datetime(2026, 11, 21, 1, tzinfo=UTC)):
        assert told("seats", one) == [3]


def test_an_archived_account_is_counted_as_before() -> None:
    one = account("A")
    with freeze(datetime(2026, 11, 20, 1, tzinfo=UTC)):
        set_line(row("S-1", one, "100", "2026-11-01"), by=SYSTEM)
        archive_account(one, by=SYSTEM)
    catch_up()
    with freeze(datetime(2026, 11, 21, 1, tzinfo=UTC)):
        assert ask(Question("mrr", read_periods("2026-11", "", ""))).last.value == Decimal(100)


def test_a_list_of_some_accounts_shows_what_conditions_on_all_of_them_find() -> None:
    """Of the accounts asked for alone, and also of what came to one of them from another."""
    kept, gone, third = account("kept"), account("gone"), account("third")
    with freeze(EARLIER):
        set_line(row("S-1", kept, "100", "2026-11-01", seats=3), by=SYSTEM)
        set_line(row("S-2", gone, "50", "2026-11-01", seats=2), by=SYSTEM)
        set_line(row("S-3", third, "7", "2026-11-01", seats=1), by=SYSTEM)
    catch_up()
    with freeze(NOON):
        assert (told("mrr", kept, gone), told("seats", kept, gone)) == ([100, 50], [3, 2])
        merge_accounts(kept, gone, by=SYSTEM)
    catch_up()
    with freeze(NIGHT):
        assert told("mrr", kept, gone, third) == [150, 0, 7]
        assert told("seats", kept, gone, third) == [5, None, 1]
        for slug, value in (("mrr", 150), ("seats", 5)):
            check = {"kind": "check", "field": f"measure.{slug}", "op": "is", "value": value}
            assert where(accounts(), checked(check)).get().pk == kept

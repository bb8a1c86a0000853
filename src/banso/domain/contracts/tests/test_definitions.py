"""What contracts tell of an account for conditions and lists, on the workspace's own day."""

from datetime import UTC, datetime

import pytest

from banso.domain.accounts.queries import accounts
from banso.domain.accounts.queries.segments import checked, where
from banso.domain.contracts.actions import set_line
from banso.domain.contracts.tests.factories import account, row
from banso.engine.journal.loader.run import catch_up
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

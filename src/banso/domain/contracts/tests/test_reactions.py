"""Lines follow their accounts through a merge and its undoing."""

import pytest

from banso.domain.accounts.actions.merging import merge_accounts, undo_merge
from banso.domain.contracts.actions import end_line, follow_merge, follow_unmerge, set_line
from banso.domain.contracts.tests.factories import account, day, ledger, row
from banso.engine.journal.reactions import react
from banso.kit.actor import SYSTEM

pytestmark = pytest.mark.usefixtures("workspace")


def test_the_ledger_of_a_merged_account_is_one_ledger() -> None:
    one, two = account("A"), account("B")
    set_line(row("S", one, "100", "2024-01-01", "2024-06-01"), by=SYSTEM)
    set_line(row("T", two, "50", "2024-03-01"), by=SYSTEM)
    assert follow_merge(two, one, by=SYSTEM) == 1
    assert ledger(two) == []
    merged = [
        ("2024-01-01", "new", "100"),
        ("2024-03-01", "upsell", "50"),
        ("2024-06-01", "contraction", "-100"),
    ]
    assert ledger(one) == merged
    assert follow_merge(two, one, by=SYSTEM) == 0
    assert ledger(one) == merged


def test_undoing_gives_back_the_lines_and_what_happened_to_them_since() -> None:
    one, two = account("A"), account("B")
    set_line(row("S", one, "100", "2024-01-01"), by=SYSTEM)
    set_line(row("T", two, "50", "2024-03-01"), by=SYSTEM)
    follow_merge(two, one, by=SYSTEM)
    end_line("T", ends_on=day("2024-09-01"), by=SYSTEM)
    set_line(row("U", one, "5", "2024-10-01"), by=SYSTEM)
    assert follow_unmerge(two, one, by=SYSTEM) == 1
    assert ledger(two) == [("2024-03-01", "new", "50"), ("2024-09-01", "churn", "-50")]
    assert ledger(one) == [("2024-01-01", "new", "100"), ("2024-10-01", "upsell", "5")]
    assert follow_unmerge(two, one, by=SYSTEM) == 0


def test_merging_accounts_and_undoing_it_moves_the_ledger() -> None:
    one, two = account("A"), account("B")
    set_line(row("T", two, "50", "2024-03-01"), by=SYSTEM)
    merge = merge_accounts(one, two, by=SYSTEM)
    react()
    assert (ledger(one), ledger(two)) == ([("2024-03-01", "new", "50")], [])
    undo_merge(merge.pk, by=SYSTEM)
    react()
    assert (ledger(one), ledger(two)) == ([], [("2024-03-01", "new", "50")])

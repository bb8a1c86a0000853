"""Two accounts become one and two again: what is asked before, after, and as of either."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

import pytest
from django.db import transaction

from banso.domain.accounts.actions.merging import merge_accounts, undo_merge
from banso.domain.accounts.tests.factories import account
from banso.domain.contracts.actions import end_line, set_line
from banso.domain.contracts.tests.factories import day, ledger, row
from banso.domain.kpis.forms import read_periods
from banso.engine.journal.loader.run import catch_up, verify
from banso.engine.journal.models import ReactionCursor
from banso.engine.journal.reactions import react
from banso.engine.journal.usage.imports import ImportedUse, append_imported
from banso.engine.metrics.ask import ask, rows
from banso.engine.metrics.question import Question
from banso.kit.actor import SYSTEM
from banso.kit.clock import freeze

pytestmark = pytest.mark.usefixtures("workspace", "column_store")
FIRST = datetime(2024, 6, 3, tzinfo=UTC)
MERGED, UNDONE = FIRST + timedelta(days=1), FIRST + timedelta(days=2)
MINUTE = timedelta(minutes=1)


class Pair(NamedTuple):
    kept: UUID
    gone: UUID


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """An act at a moment, and the worker's answer to it at once."""
    with freeze(moment), transaction.atomic():
        yield
    with freeze(moment + MINUTE):
        react()
    catch_up()


def question(slug: str, as_of: datetime) -> Question:
    return Question(slug, read_periods("2024-05", "", ""), as_of=as_of)


def by_account(slug: str, as_of: datetime) -> dict[UUID, Decimal]:
    """What each account puts into a number."""
    found = rows(question(slug, as_of)).rows
    return {each.account: sum((row.numerator for row in found if row.account == each.account), Decimal(0))
            for each in found}  # fmt: skip


def numbers(as_of: datetime) -> tuple[Decimal | None, ...]:
    """MRR, customers, accounts with active people, people."""
    parts = [ask(question(slug, as_of)).last for slug in ("mrr", "customers", "active_accounts", "mau")]
    mrr, customers, active, people = parts
    return mrr.value, customers.value, active.numerator, people.value


@pytest.fixture
def pair() -> Pair:
    """100 and 50 a month; p1 uses the one, p2 the other, p3 both; a third account is there beside them."""
    with at(FIRST):
        kept, gone, other = (
            account(name, external_id=name).pk for name in ("北浜製作所", "北浜", "松葉工務店")
        )
        for line, owner, mrr in (("S", kept, "100"), ("T", gone, "50"), ("U", other, "7")):
            set_line(row(line, owner, mrr, "2024-01-01"), by=SYSTEM)
        used = datetime(2024, 5, 20, 3, tzinfo=UTC)
        uses = [("p1", kept), ("p3", kept), ("p2", gone), ("p3", gone)]
        append_imported(
            [ImportedUse(str(n), owner, person, "a", used) for n, (person, owner) in enumerate(uses)], "x"
        )
    return Pair(kept, gone)


# A person counts once in each account, so p3 is two people before the merge.
BEFORE = (Decimal(157), Decimal(3), Decimal(2), Decimal(3))
AFTER = (Decimal(157), Decimal(2), Decimal(1), Decimal(3))


def test_the_numbers_of_one_account_after_the_merge_and_of_two_as_of_before(pair: Pair) -> None:
    assert numbers(MERGED - MINUTE) == BEFORE
    with at(MERGED):
        merge_accounts(pair.kept, pair.gone, by=SYSTEM)
    later = MERGED + 2 * MINUTE
    assert numbers(later) == AFTER
    assert by_account("mrr", later)[pair.kept] == Decimal(150)
    assert pair.gone not in by_account("mrr", later)
    assert numbers(MERGED - MINUTE) == BEFORE
    assert by_account("mrr", MERGED - MINUTE)[pair.gone] == Decimal(50)
    assert verify() == []


def test_undoing_gives_both_their_numbers_back_and_as_of_the_merge_they_are_one(pair: Pair) -> None:
    with at(MERGED):
        merge = merge_accounts(pair.kept, pair.gone, by=SYSTEM)
    with at(UNDONE):
        undo_merge(merge.pk, by=SYSTEM)
    assert numbers(UNDONE + 2 * MINUTE) == BEFORE
    assert numbers(UNDONE - MINUTE) == AFTER
    assert numbers(MERGED - MINUTE) == BEFORE
    assert by_account("mrr", UNDONE + 2 * MINUTE)[pair.gone] == Decimal(50)
    assert ledger(pair.gone) == [("2024-01-01", "new", "50")]
    assert ledger(pair.kept) == [("2024-01-01", "new", "100")]
    assert verify() == []


def test_use_that_comes_for_the_merged_account_counts_for_the_surviving_one(pair: Pair) -> None:
    with at(MERGED):
        merge_accounts(pair.kept, pair.gone, by=SYSTEM)
    with at(MERGED + timedelta(hours=1)):
        use = ImportedUse("9", pair.gone, "p9", "a", datetime(2024, 5, 21, 3, tzinfo=UTC))
        append_imported([use], "y")
    assert numbers(MERGED + timedelta(hours=2)) == (*AFTER[:3], Decimal(4))


def test_what_happened_to_a_line_while_they_were_one_goes_back_with_it(pair: Pair) -> None:
    with at(MERGED):
        merge = merge_accounts(pair.kept, pair.gone, by=SYSTEM)
    with at(MERGED + timedelta(hours=1)):
        end_line("T", ends_on=day("2024-05-01"), by=SYSTEM)
    assert numbers(MERGED + timedelta(hours=2))[:2] == (Decimal(107), Decimal(2))
    with at(UNDONE):
        undo_merge(merge.pk, by=SYSTEM)
    assert ledger(pair.gone) == [("2024-01-01", "new", "50"), ("2024-05-01", "churn", "-50")]
    assert numbers(UNDONE + 2 * MINUTE)[:2] == (Decimal(107), Decimal(2))


def test_answering_merge_and_undoing_again_changes_nothing(pair: Pair) -> None:
    with at(MERGED):
        merge = merge_accounts(pair.kept, pair.gone, by=SYSTEM)
    with at(UNDONE):
        undo_merge(merge.pk, by=SYSTEM)
    before = ledger()
    ReactionCursor.objects.update(seq=0)
    react()
    assert ledger() == before
    catch_up()
    assert numbers(UNDONE + timedelta(hours=1)) == BEFORE

from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import transaction

from banso.domain.workspaces.actions import create_workspace
from banso.engine.journal.fact import Fact, fact
from banso.engine.journal.models import JournalEntry
from banso.engine.journal.queries import current_facts, timeline
from banso.engine.journal.record import move_account, record, record_all, retract
from banso.kit.actor import SYSTEM
from banso.kit.clock import freeze
from banso.kit.ids import new_id, stable_id
from banso.kit.tenancy import ScopeError, current_workspace_id, scope
from banso.kit.words import Text


@fact("journal.tried", title=Text(en="Tried", ja="試した"))
class Tried(Fact, frozen=True, kw_only=True):
    amount: Decimal
    note: str = ""
    parts: tuple[str, ...] = ()


DAY = datetime(2024, 1, 1, tzinfo=UTC)
ACCOUNT = UUID(int=7)
pytestmark = pytest.mark.usefixtures("workspace")


def tried(amount: str = "1.50", account: UUID = ACCOUNT) -> Tried:
    return Tried(account=account, occurred_at=DAY, amount=Decimal(amount))


@pytest.mark.django_db(transaction=True)
def test_a_fact_needs_the_transaction_of_its_act() -> None:
    with pytest.raises(RuntimeError, match="open atomic"):
        record(tried(), by=SYSTEM)


def test_the_same_again_writes_nothing_and_a_change_writes_a_version() -> None:
    fact_id = stable_id(current_workspace_id(), "x", 1)
    with transaction.atomic():
        first = record_all([(fact_id, tried())], by=SYSTEM)
        second = record_all([(fact_id, tried())], by=SYSTEM)
        third = record_all([(fact_id, tried("2"))], by=SYSTEM)
    assert (first.new, second.same, third.changed) == ([fact_id], [fact_id], [fact_id])
    entries = JournalEntry.objects.order_by("version")
    assert [(entry.version, entry.payload["amount"]) for entry in entries] == [(1, "1.50"), (2, "2")]


def test_a_fact_that_holds_a_list_is_the_same_when_it_is_told_again() -> None:
    fact_id = stable_id(current_workspace_id(), "x", 2)
    told = Tried(account=ACCOUNT, occurred_at=DAY, amount=Decimal(1), parts=("a", "b"))
    with transaction.atomic():
        record(told, by=SYSTEM, id=fact_id)
        again = record_all([(fact_id, told)], by=SYSTEM)
    assert (again.same, again.changed) == ([fact_id], [])


def test_a_retracted_fact_is_gone_now_and_still_there_as_of_before() -> None:
    with transaction.atomic(), freeze(datetime(2024, 2, 1, tzinfo=UTC)):
        fact_id = record(tried(), by=SYSTEM)
    with transaction.atomic(), freeze(datetime(2024, 3, 1, tzinfo=UTC)):
        assert retract([fact_id], by=SYSTEM, reason="a mistake") == [fact_id]
        assert retract([fact_id], by=SYSTEM, reason="again") == []
    assert list(current_facts()) == []
    before = current_facts(as_of=datetime(2024, 2, 2, tzinfo=UTC))
    assert [entry.fact_id for entry in before] == [fact_id]


def test_a_retracted_fact_can_come_back() -> None:
    fact_id = new_id()
    with transaction.atomic():
        record(tried(), by=SYSTEM, id=fact_id)
        retract([fact_id], by=SYSTEM, reason="a mistake")
        record(tried(), by=SYSTEM, id=fact_id)
    assert [entry.version for entry in current_facts()] == [3]


def test_moving_to_another_account_is_a_version() -> None:
    other = UUID(int=8)
    with transaction.atomic():
        fact_id = record(tried(), by=SYSTEM)
        move_account([fact_id], to=other, by=SYSTEM, reason="merged")
    assert [entry.version for entry in timeline(other)] == [2]
    assert list(timeline(ACCOUNT)) == []


def test_another_workspace_sees_nothing_and_no_workspace_raises() -> None:
    with transaction.atomic():
        record(tried(), by=SYSTEM)
    other = create_workspace("other", name="Other", by=SYSTEM)
    with scope(workspace=other):
        assert list(timeline(ACCOUNT)) == []


def test_an_unscoped_question_raises() -> None:
    with scope(workspace=None), pytest.raises(ScopeError):
        current_workspace_id()

"""Winning a deal: the gate, the facts, the subscription lines, the steps of areas above."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.db import connection

from banso.domain.contracts.actions import Line, change_line
from banso.domain.contracts.queries import lines_of_accounts
from banso.domain.sales import actions, definitions
from banso.domain.sales.facts import DealLost, DealReopened, DealStood, DealWon, SheetChanged
from banso.domain.sales.models import Deal
from banso.domain.sales.queries import deal_by_id, subject_of
from banso.domain.sales.rules.gate import ITEMS
from banso.domain.sales.tests.factories import BREAKS, SELLER, account_of, complete_deal, deal, line
from banso.engine.journal.fact import Fact
from banso.engine.journal.models import JournalEntry
from banso.engine.journal.queries import current_facts
from banso.kit.actor import Actor
from banso.kit.errors import Conflict, InputError, Stale
from banso.kit.tenancy import Tenant, scope, today

pytestmark = pytest.mark.usefixtures("workspace")


def told(of: Deal, *kinds: type[Fact]) -> list[JournalEntry]:
    rows = current_facts().filter(subject=subject_of(of.pk), type__in=[kind.type for kind in kinds])
    return list(rows.order_by("seq"))


def subscriptions(of: Deal) -> list[Line]:
    return lines_of_accounts([account_of(of)])[account_of(of)]


@pytest.fixture
def steps() -> Iterator[list[definitions.WinningStep]]:
    """The registered steps, empty for the test and as they were after it."""
    kept = list(definitions._steps)
    definitions._steps.clear()
    yield definitions._steps
    definitions._steps[:] = kept


def test_an_empty_deal_is_refused_with_all_ten(workspace: Tenant) -> None:
    made = deal()
    with pytest.raises(actions.GateClosed) as refused:
        actions.win_deal(made.pk, by=SELLER)
    # The account's industry is known, but nobody there.
    assert [each.item for each in refused.value.missing] == list(range(1, 11))
    assert refused.value.missing[0].href == f"/w/{workspace.slug}/deals/{made.pk}/sheet/customer/"
    assert (deal_by_id(made.pk).status, told(made, DealWon)) == ("open", [])


def test_a_complete_deal_is_won_with_facts_and_subscription_lines() -> None:
    made = complete_deal()
    won = actions.win_deal(made.pk, by=SELLER, reason="fit")
    assert (won.status, won.stage, won.closed_on, won.closed_by) == (
        "won", "after_contract", today(), "高橋 健太",
    )  # fmt: skip
    (fact,) = told(made, DealWon)
    assert (fact.payload["amount"], fact.payload["monthly"], fact.payload["reason"]) == (
        "4320000", "360000", "課題への適合",
    )  # fmt: skip
    assert fact.payload["proposed"] is True
    (only,) = subscriptions(won)
    assert (only.product, only.versions[0].monthly, only.versions[0].seats, only.starts_on) == (
        "CRM", Decimal(360000), 150, today(),
    )  # fmt: skip
    assert told(made, DealStood)[-1].payload["status"] == "won"


def test_winning_is_undone_where_a_step_above_refuses(steps: list[definitions.WinningStep]) -> None:
    made, seen, registered = complete_deal(), [], steps

    def look(won: actions.Won, *, by: Actor) -> None:
        seen.append((won.deal, won.products, won.subscriptions, by))

    def refuse(won: actions.Won, *, by: Actor) -> None:
        raise Conflict(f"not today, {by.label}: {won.name}")

    actions.at_winning(look)
    actions.at_winning(look)
    actions.at_winning(refuse)
    assert registered == [look, refuse]
    with pytest.raises(Conflict, match="not today"):
        actions.win_deal(made.pk, by=SELLER)
    assert seen == [(made.pk, ("CRM",), (f"deal:{made.pk}:1",), SELLER)]
    assert (deal_by_id(made.pk).status, told(made, DealWon)) == ("open", [])
    assert subscriptions(made) == []


def test_a_discount_beyond_the_limit_needs_somebodys_word() -> None:
    made = complete_deal()
    actions.set_lines(made.pk, [line(discount=Decimal(25))], by=SELLER)
    with pytest.raises(actions.GateClosed) as refused:
        actions.win_deal(made.pk, by=SELLER)
    assert [(each.key, each.code) for each in refused.value.missing] == [("plan", "approval")]
    actions.approve_discount(made.pk, percent=Decimal(20), by=SELLER)
    with pytest.raises(actions.GateClosed):
        actions.win_deal(made.pk, by=SELLER)
    kept = actions.approve_discount(made.pk, percent=Decimal(25), by=SELLER)
    actions.withdraw_approval(made.pk, kept.pk, by=SELLER)
    with pytest.raises(actions.GateClosed):
        actions.win_deal(made.pk, by=SELLER)
    actions.approve_discount(made.pk, percent=Decimal(25), by=SELLER)
    won = actions.win_deal(made.pk, by=SELLER)
    assert won.monthly == Decimal(270000)


@pytest.mark.parametrize("on", [1, -1])
def test_the_day_lies_between_beginning_and_today(on: int) -> None:
    made = complete_deal(created_on=today())
    with pytest.raises(InputError, match="closes between"):
        actions.win_deal(made.pk, by=SELLER, on=today() + timedelta(days=on))


def test_losing_wants_a_reason_and_reopening_takes_it_back() -> None:
    made = deal()
    with pytest.raises(InputError, match="why"):
        actions.lose_deal(made.pk, reason="", by=SELLER)
    with pytest.raises(InputError, match="no such reason"):
        actions.lose_deal(made.pk, reason="moon", by=SELLER)
    lost = actions.lose_deal(made.pk, reason="価格", remark="予算が半分だった", by=SELLER)
    assert (lost.status, lost.reason, told(made, DealLost)[0].payload["reason"]) == ("lost", "price", "価格")
    with pytest.raises(Conflict, match="reopen"):
        actions.win_deal(made.pk, by=SELLER)
    opened = actions.reopen_deal(made.pk, by=SELLER)
    assert (opened.status, opened.reason, opened.closed_on) == ("open", "", None)
    assert (told(made, DealLost), len(told(made, DealReopened))) == ([], 1)
    again = actions.lose_deal(made.pk, reason="timing", by=SELLER)
    assert (again.closings, told(made, DealLost)[0].payload["reason_key"]) == (2, "timing")


def test_reopening_a_won_deal_takes_its_subscription_lines_back_unless_they_were_changed() -> None:
    made = complete_deal()
    actions.win_deal(made.pk, by=SELLER)
    actions.reopen_deal(made.pk, by=SELLER)
    opened = deal_by_id(made.pk)
    assert (opened.status, opened.stage, told(made, DealWon)) == ("open", "closing", [])
    assert subscriptions(made) == []
    actions.win_deal(made.pk, by=SELLER)
    change_line(f"deal:{made.pk}:1", valid_from=today(), seats=151, by=SELLER)
    with pytest.raises(Conflict, match="contract was changed"):
        actions.reopen_deal(made.pk, by=SELLER)


def test_an_old_version_and_a_second_winning_are_refused() -> None:
    made = complete_deal()
    with pytest.raises(Stale):
        actions.win_deal(made.pk, by=SELLER, expected_version=made.version - 1)
    actions.win_deal(made.pk, by=SELLER)
    with pytest.raises(Conflict, match="won already, by 高橋 健太"):
        actions.win_deal(made.pk, by=SELLER)


def test_the_sheet_grows_as_facts() -> None:
    made = complete_deal()
    facts = [(each.payload["item"], each.payload["change"], each.payload["complete"])
             for each in told(made, SheetChanged)]  # fmt: skip
    assert facts == [
        ("plan", "filled", True), ("background", "filled", True), ("notes", "filled", True),
        ("success", "filled", True), ("priorities", "filled", True), ("concerns", "filled", True),
        ("promises", "filled", True), ("stakeholders", "filled", True),
    ]  # fmt: skip
    actions.set_texts(made.pk, {"notes": ""}, by=SELLER)
    assert told(made, SheetChanged)[-1].payload["change"] == "emptied"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_win_at_once_one_does(workspace: Tenant) -> None:
    """Also on PostgreSQL, where the row is locked; on SQLite writers queue."""
    made, start, found = complete_deal(), Barrier(2), []

    def win() -> None:
        try:
            with scope(workspace=workspace):
                start.wait(10)
                found.append(actions.win_deal(made.pk, by=SELLER).status)
        except Conflict as error:
            found.append(type(error).__name__)
        finally:
            connection.close()

    threads = [Thread(target=win) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    with scope(workspace=workspace):
        assert (sorted(found), len(told(made, DealWon))) == (["Conflict", "won"], 1)
        assert len(subscriptions(made)) == 1


def test_every_item_can_be_broken() -> None:
    assert list(BREAKS) == list(ITEMS)

from decimal import Decimal

import pytest

from banso.domain.contracts.actions import (
    CostRow,
    delete_costs,
    delete_margin,
    delete_rate,
    set_line,
    set_margin,
    set_rate,
    upsert_costs,
)
from banso.domain.contracts.facts import NO_ACCOUNT, CostEntered, MarginSet, RateSet
from banso.domain.contracts.models import CostEntry
from banso.domain.contracts.tests.factories import account, day, facts, ledger, row
from banso.engine.journal.models import JournalEntry
from banso.kit.actor import SYSTEM
from banso.kit.errors import Conflict, InputError, NotFound
from banso.kit.ids import new_id

pytestmark = pytest.mark.usefixtures("workspace")
COSTS = [
    CostRow(day("2024-05-20"), "sales", Decimal(300000)),
    CostRow(day("2024-05-01"), "広告費", Decimal(200000)),
    CostRow(day("2024-05-02"), "marketing", Decimal(50000)),
]


def test_a_corrected_rate_moves_what_began_under_it_and_nothing_else() -> None:
    one = account()
    set_rate("USD", day=day("2024-01-01"), rate=Decimal(140), by=SYSTEM)
    set_line(row("S", one, "100", "2024-02-01", currency="USD"), by=SYSTEM)
    set_line(row("T", one, "10", "2024-06-01", currency="USD"), by=SYSTEM)
    set_rate("USD", day=day("2024-05-01"), rate=Decimal(150), by=SYSTEM)
    assert ledger() == [("2024-02-01", "new", "14000"), ("2024-06-01", "upsell", "1500")]
    set_rate("USD", day=day("2024-01-01"), rate=Decimal(145), by=SYSTEM)
    assert ledger() == [("2024-02-01", "new", "14500"), ("2024-06-01", "upsell", "1500")]


def test_a_rate_that_is_needed_cannot_go() -> None:
    one = account()
    rate = set_rate("USD", day=day("2024-01-01"), rate=Decimal(140), by=SYSTEM)
    set_line(row("S", one, "100", "2024-02-01", currency="USD"), by=SYSTEM)
    with pytest.raises(Conflict, match="USD"):
        delete_rate(rate.pk, by=SYSTEM)
    assert [each.payload["rate"] for each in facts(RateSet)] == ["140"]


def test_a_rate_that_nobody_needs_goes() -> None:
    rate = set_rate("USD", day=day("2024-01-01"), rate=Decimal(140), by=SYSTEM)
    delete_rate(rate.pk, by=SYSTEM)
    assert facts(RateSet) == []


def test_the_reporting_currency_takes_no_rate() -> None:
    with pytest.raises(InputError, match="JPY"):
        set_rate("jpy", day=day("2024-01-01"), rate=Decimal(1), by=SYSTEM)


def test_costs_are_facts_of_nobody() -> None:
    result = upsert_costs(COSTS, by=SYSTEM)
    assert result.created == ["2024-05:sales:JPY:1", "2024-05:marketing:JPY:1", "2024-05:marketing:JPY:2"]
    told = {
        (each.account, each.payload["month"], each.payload["category"], each.payload["amount"])
        for each in facts(CostEntered)
    }
    assert told == {
        (NO_ACCOUNT, "2024-05-01", "sales", "300000"),
        (NO_ACCOUNT, "2024-05-01", "marketing", "200000"),
        (NO_ACCOUNT, "2024-05-01", "marketing", "50000"),
    }


def test_the_same_costs_again_write_nothing_and_a_change_writes_one_version() -> None:
    upsert_costs(COSTS, by=SYSTEM)
    count = JournalEntry.objects.count()
    assert len(upsert_costs(COSTS, by=SYSTEM).same) == 3
    assert JournalEntry.objects.count() == count
    changed = [*COSTS[:2], CostRow(day("2024-05-02"), "marketing", Decimal(60000))]
    assert upsert_costs(changed, by=SYSTEM).changed == ["2024-05:marketing:JPY:2"]
    assert JournalEntry.objects.count() == count + 1


def test_a_cost_in_another_currency_counts_at_its_months_first_rate() -> None:
    set_rate("USD", day=day("2024-05-01"), rate=Decimal(150), by=SYSTEM)
    upsert_costs(
        [CostRow(day("2024-05-31"), "cogs", Decimal(10), currency="USD", external_id="x")], by=SYSTEM
    )
    assert [each.payload["amount"] for each in facts(CostEntered)] == ["1500"]
    set_rate("USD", day=day("2024-05-01"), rate=Decimal(151), by=SYSTEM)
    assert [each.payload["amount"] for each in facts(CostEntered)] == ["1510"]


def test_costs_that_cannot_be_used_are_set_aside() -> None:
    rows = [CostRow(day("2024-05-01"), "rent", Decimal(1)), CostRow(day("2024-05-01"), "other", Decimal(1))]
    result = upsert_costs(rows, by=SYSTEM, strict=False)
    assert [(each.position, each.error.field) for each in result.rejected] == [(0, "category")]
    assert CostEntry.objects.count() == 1
    with pytest.raises(InputError, match="rent"):
        upsert_costs(rows, by=SYSTEM)


def test_deleted_costs_never_were() -> None:
    upsert_costs(COSTS, by=SYSTEM)
    assert delete_costs(["2024-05:sales:JPY:1", "?"], by=SYSTEM) == ["2024-05:sales:JPY:1"]
    assert len(facts(CostEntered)) == 2


def test_a_margin_holds_from_its_month_on() -> None:
    margin = set_margin(Decimal("0.75"), valid_from=day("2024-04-10"), by=SYSTEM)
    assert [(each.payload["valid_from"], each.payload["share"]) for each in facts(MarginSet)] == [
        ("2024-04-01", "0.75")
    ]
    delete_margin(margin.pk, by=SYSTEM)
    assert facts(MarginSet) == []
    with pytest.raises(NotFound):
        delete_margin(new_id(), by=SYSTEM)

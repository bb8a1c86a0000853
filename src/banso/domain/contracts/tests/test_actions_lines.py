from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from banso.domain.contracts.actions import (
    change_line,
    delete_lines,
    end_line,
    put_lines,
    set_line,
    set_rate,
    upsert_lines,
)
from banso.domain.contracts.facts import MrrMoved, SubscriptionEnded, SubscriptionLineSet
from banso.domain.contracts.models import LineVersion, Plan, Product, Subscription
from banso.domain.contracts.queries.lines import as_line, subscription
from banso.domain.contracts.tests.factories import account, day, facts, ledger, row
from banso.engine.journal.models import JournalEntry
from banso.engine.journal.queries import current_facts
from banso.kit.actor import SYSTEM
from banso.kit.clock import freeze
from banso.kit.errors import InputError, NotFound
from banso.kit.ids import new_id

pytestmark = pytest.mark.usefixtures("workspace")


def test_the_hand_worked_ledger_is_in_the_journal() -> None:
    ids = {name: account(name) for name in "ABCD"}
    upsert_lines(
        [
            row("A1", ids["A"], "100", "2024-01-01", "2024-07-01"),
            row("A1", ids["A"], "150", "2024-07-01"),
            row("B1", ids["B"], "200", "2024-01-01", "2024-10-01"),
            row("C1", ids["C"], "80", "2024-03-01", "2025-01-01"),
            row("C1", ids["C"], "50", "2025-01-01"),
            row("D1", ids["D"], "60", "2024-02-01", "2024-05-01"),
            row("D2", ids["D"], "60", "2024-09-01"),
        ],
        by=SYSTEM,
    )
    assert {name: ledger(ids[name]) for name in "ABCD"} == {
        "A": [("2024-01-01", "new", "100"), ("2024-07-01", "upsell", "50")],
        "B": [("2024-01-01", "new", "200"), ("2024-10-01", "churn", "-200")],
        "C": [("2024-03-01", "new", "80"), ("2025-01-01", "contraction", "-30")],
        "D": [
            ("2024-02-01", "new", "60"),
            ("2024-05-01", "churn", "-60"),
            ("2024-09-01", "reactivation", "60"),
        ],
    }


def test_a_movement_is_booked_at_the_midnight_of_the_workspace() -> None:
    one = account()
    upsert_lines([row("S", one, "100", "2024-01-01", product="CRM", plan="Pro")], by=SYSTEM)
    (moved,) = facts(MrrMoved)
    assert moved.occurred_at == datetime(2023, 12, 31, 15, tzinfo=UTC)
    assert moved.payload == {
        "kind": "new",
        "day": "2024-01-01",
        "amount": "100",
        "mrr_before": "0",
        "mrr_after": "100",
        "currency": "JPY",
        "products": [{"product": "CRM", "before": "0", "after": "100"}],
        "subscriptions": ["S"],
    }


def test_every_version_of_a_line_is_a_fact_with_its_days_and_seats() -> None:
    one = account()
    set_line(row("S", one, "100", "2024-01-01", product="CRM", plan="Pro", seats=5), by=SYSTEM)
    change_line("S", valid_from=day("2024-07-01"), seats=8, plan="Max", mrr=Decimal(150), by=SYSTEM)
    end_line("S", ends_on=day("2025-01-01"), by=SYSTEM)
    told = [
        (each.payload["valid_from"], each.payload["valid_until"], each.payload["plan"], each.payload["seats"],
         each.payload["mrr"], each.payload["first"], each.subject)
        for each in facts(SubscriptionLineSet)
    ]  # fmt: skip
    assert told == [
        ("2024-01-01", "2024-07-01", "Pro", 5, "100", True, "S"),
        ("2024-07-01", "2025-01-01", "Max", 8, "150", False, "S"),
    ]
    (ended,) = facts(SubscriptionEnded)
    assert (ended.payload["ends_on"], ended.payload["mrr"], ended.payload["successors"]) == (
        "2025-01-01",
        "150",
        [],
    )


def test_the_same_rows_again_write_nothing() -> None:
    one = account()
    rows = [row("S", one, "100", "2024-01-01", "2024-06-01"), row("T", one, "50", "2024-03-01")]
    first = upsert_lines(rows, by=SYSTEM)
    count = JournalEntry.objects.count()
    again = upsert_lines(rows, by=SYSTEM)
    assert (first.created, again.created, again.changed, again.same) == (["S", "T"], [], [], ["S", "T"])
    assert JournalEntry.objects.count() == count


def test_a_changed_row_writes_exactly_what_changed() -> None:
    one, two = account("A"), account("B")
    upsert_lines([row("S", one, "100", "2024-01-01"), row("T", two, "50", "2024-03-01")], by=SYSTEM)
    last = JournalEntry.objects.order_by("-seq")[0].seq
    result = upsert_lines(
        [row("S", one, "120", "2024-01-01"), row("T", two, "50", "2024-03-01")], by=SYSTEM, source="import:7"
    )
    assert (result.changed, result.same) == (["S"], ["T"])
    written = JournalEntry.objects.filter(seq__gt=last).order_by("type")
    assert [(each.type, each.version, each.account, each.source) for each in written] == [
        ("contracts.mrr_moved", 2, one, "import:7"),
        ("contracts.subscription_line_set", 2, one, "import:7"),
    ]
    assert ledger(one) == [("2024-01-01", "new", "120")]


def test_what_no_longer_follows_is_retracted_and_stays_known_as_of_before() -> None:
    one = account()
    with freeze(datetime(2024, 2, 1, tzinfo=UTC)):
        upsert_lines([row("S", one, "100", "2024-01-01", "2024-06-01")], by=SYSTEM)
    with freeze(datetime(2024, 3, 1, tzinfo=UTC)):
        end_line("S", ends_on=None, by=SYSTEM)
    assert ledger() == [("2024-01-01", "new", "100")]
    then = current_facts(as_of=datetime(2024, 2, 2, tzinfo=UTC)).filter(type=MrrMoved.type)
    assert sorted(each.payload["kind"] for each in then) == ["churn", "new"]


def test_an_undone_change_is_put_back_whole() -> None:
    one = account()
    set_line(row("S", one, "100", "2024-01-01"), by=SYSTEM)
    change_line("S", valid_from=day("2024-07-01"), mrr=Decimal(150), by=SYSTEM)
    before, known = ledger(), as_line(subscription("S"))
    result = upsert_lines([row("S", one, "90", "2024-02-01", "2024-08-01")], by=SYSTEM)
    assert result.before == [known]
    put_lines(result.before, by=SYSTEM)
    assert (ledger(), as_line(subscription("S"))) == (before, known)


def test_a_deleted_line_never_was() -> None:
    one = account()
    upsert_lines([row("S", one, "100", "2024-01-01"), row("T", one, "50", "2024-03-01")], by=SYSTEM)
    assert delete_lines(["S", "nothing"], by=SYSTEM) == ["S"]
    assert ledger() == [("2024-03-01", "new", "50")]
    assert [each.subject for each in facts(SubscriptionLineSet)] == ["T"]


def test_a_line_may_come_back_after_it_was_deleted() -> None:
    one = account()
    rows = [row("S", one, "100", "2024-01-01")]
    upsert_lines(rows, by=SYSTEM)
    delete_lines(["S"], by=SYSTEM)
    assert upsert_lines(rows, by=SYSTEM).created == ["S"]
    assert ledger() == [("2024-01-01", "new", "100")]


def test_a_line_that_goes_to_another_account_moves_both_ledgers() -> None:
    one, two = account("A"), account("B")
    set_line(row("S", one, "100", "2024-01-01"), by=SYSTEM)
    set_line(row("S", two, "100", "2024-01-01"), by=SYSTEM)
    assert (ledger(one), ledger(two)) == ([], [("2024-01-01", "new", "100")])


def test_products_and_plans_are_made_as_they_are_named() -> None:
    one = account()
    upsert_lines(
        [
            row("S", one, "100", "2024-01-01", product="CRM", plan="Pro"),
            row("T", one, "50", "2024-03-01"),
            row("U", one, "50", "2024-03-01"),
        ],
        by=SYSTEM,
    )
    assert list(Product.objects.values_list("name", "standard")) == [("CRM", False), ("標準", True)]
    assert list(Plan.objects.values_list("product__name", "name")) == [("CRM", "Pro")]
    assert ledger() == [("2024-01-01", "new", "100"), ("2024-03-01", "cross_sell", "100")]


def test_rows_that_cannot_be_used_are_set_aside_with_their_place() -> None:
    one = account()
    stranger = new_id()
    result = upsert_lines(
        [
            row("bad", one, None, "2024-01-01"),
            row("good", one, "100", "2024-01-01"),
            row("nobody", stranger, "100", "2024-01-01"),
            row("euro", one, "100", "2024-01-01", currency="EUR"),
        ],
        by=SYSTEM,
        strict=False,
    )
    assert result.created == ["good"]
    assert [(each.position, each.external_id, each.error.field) for each in result.rejected] == [
        (0, "bad", "mrr"),
        (2, "nobody", "account"),
        (3, "euro", "currency"),
    ]


def test_strict_is_all_or_nothing() -> None:
    one = account()
    with pytest.raises(InputError, match="EUR"):
        upsert_lines(
            [row("S", one, "100", "2024-01-01"), row("T", one, "1", "2024-01-01", currency="EUR")], by=SYSTEM
        )
    assert (Subscription.objects.count(), facts(MrrMoved)) == (0, [])


def test_a_dry_run_says_what_would_happen_and_writes_nothing() -> None:
    one = account()
    set_line(row("S", one, "100", "2024-01-01"), by=SYSTEM)
    count = JournalEntry.objects.count()
    result = upsert_lines(
        [row("S", one, "120", "2024-01-01"), row("T", one, "50", "2024-03-01", product="Chat")],
        by=SYSTEM,
        dry_run=True,
    )
    assert (result.created, result.changed) == (["T"], ["S"])
    assert (JournalEntry.objects.count(), Product.objects.count(), LineVersion.objects.count()) == (
        count,
        1,
        1,
    )


def test_another_currency_counts_at_the_rate_of_the_day_its_version_begins() -> None:
    one = account()
    set_rate("USD", day=day("2024-01-01"), rate=Decimal("140.5"), by=SYSTEM)
    set_rate("USD", day=day("2024-06-01"), rate=Decimal(150), by=SYSTEM)
    set_line(row("S", one, "100", "2024-02-01", "2025-01-01", currency="USD"), by=SYSTEM)
    change_line("S", valid_from=day("2024-07-01"), mrr=Decimal(100), seats=9, by=SYSTEM)
    assert ledger() == [
        ("2024-02-01", "new", "14050"),
        ("2024-07-01", "upsell", "950"),
        ("2025-01-01", "churn", "-15000"),
    ]


def test_changing_nothing_but_seats_moves_no_mrr() -> None:
    one = account()
    set_line(row("S", one, "100", "2024-01-01", seats=5), by=SYSTEM)
    change_line("S", valid_from=day("2024-07-01"), seats=9, by=SYSTEM)
    assert ledger() == [("2024-01-01", "new", "100")]


def test_a_future_end_is_a_future_movement() -> None:
    one = account()
    with freeze(datetime(2024, 2, 1, tzinfo=UTC)):
        set_line(row("S", one, "100", "2024-01-01", "2030-01-01"), by=SYSTEM)
    assert ledger()[-1] == ("2030-01-01", "churn", "-100")


def test_a_trial_counts_when_it_turns_into_a_contract() -> None:
    one = account()
    set_line(row("S", one, "100", "2024-01-01", trial=True), by=SYSTEM)
    assert ledger() == []
    change_line("S", valid_from=day("2024-02-01"), trial=False, by=SYSTEM)
    assert ledger() == [("2024-02-01", "new", "100")]


def test_a_line_that_is_not_there_cannot_change() -> None:
    with pytest.raises(NotFound, match="S"):
        end_line("S", ends_on=day("2024-01-01"), by=SYSTEM)


def test_an_amount_of_eighteen_digits_comes_back_digit_for_digit() -> None:
    one = account()
    set_line(row("S", one, "123456789012.345678", "2024-01-01"), by=SYSTEM)
    assert LineVersion.objects.get().monthly == Decimal("123456789012.345678")
    assert ledger() == [("2024-01-01", "new", "123456789012.345678")]


_lines = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.integers(0, 40),
        st.none() | st.integers(0, 40),
        st.decimals(0, 1_000_000, places=6),
        st.sampled_from(["CRM", "Chat", ""]),
    ),
    max_size=8,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_lines, _lines)
def test_whatever_was_there_before_the_journal_holds_the_ledger_of_now(
    first: list[tuple[int, int, int | None, Decimal, str]],
    second: list[tuple[int, int, int | None, Decimal, str]],
) -> None:
    names = [account(str(new_id())) for _ in range(3)]
    tag = new_id().hex
    for lines in (first, second):
        upsert_lines(
            [
                row(
                    f"{tag}-{number}",
                    names[who],
                    str(mrr),
                    _date(start),
                    _date(end) if end else None,
                    product=product,
                )
                for number, (who, start, end, mrr, product) in enumerate(lines)
                if end is None or end >= start
            ],
            by=SYSTEM,
        )
    for name in names:
        _closes(name)


def _date(offset: int) -> str:
    return date.fromordinal(date(2024, 1, 1).toordinal() + offset).isoformat()


def _closes(name: UUID) -> None:
    lines = [as_line(each) for each in Subscription.objects.filter(account=name)]
    for offset in range(0, 42, 3):
        on = day(_date(offset))
        paid = sum((found.monthly for line in lines if (found := line.version_on(on))), Decimal(0))
        moved = sum((Decimal(amount) for at, _, amount in ledger(name) if day(at) <= on), Decimal(0))
        assert paid == moved

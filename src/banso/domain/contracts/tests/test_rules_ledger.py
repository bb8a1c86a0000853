"""The ledger of docs/kpis, worked by hand, and its laws."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from banso.domain.contracts.rules.ledger import Movement, ProductChange, Stretch, movements, mrr_on


def D(text: str) -> date:  # noqa: N802 - keeps the ledgers below readable
    return date.fromisoformat(text)


def line(
    name: str, amount: str, start: str, end: str | None = None, *, product: str = "crm", trial: bool = False
) -> Stretch:
    return Stretch(name, product, D(start), D(end) if end else None, Decimal(amount), trial=trial)


LEDGER = {
    "A": [line("A1", "100", "2024-01-01", "2024-07-01"), line("A1", "150", "2024-07-01")],
    "B": [line("B1", "200", "2024-01-01", "2024-10-01")],
    "C": [line("C1", "80", "2024-03-01", "2025-01-01"), line("C1", "50", "2025-01-01")],
    "D": [line("D1", "60", "2024-02-01", "2024-05-01"), line("D2", "60", "2024-09-01")],
}


def told(found: list[Movement]) -> list[tuple[str, str, str]]:
    return [(each.day.isoformat(), each.kind, str(each.amount)) for each in found]


def test_the_hand_worked_ledger_moves_as_worked_by_hand() -> None:
    assert {account: told(movements(lines)) for account, lines in LEDGER.items()} == {
        "A": [("2024-01-01", "new", "100"), ("2024-07-01", "upsell", "50")],
        "B": [("2024-01-01", "new", "200"), ("2024-10-01", "churn", "-200")],
        "C": [("2024-03-01", "new", "80"), ("2025-01-01", "contraction", "-30")],
        "D": [
            ("2024-02-01", "new", "60"),
            ("2024-05-01", "churn", "-60"),
            ("2024-09-01", "reactivation", "60"),
        ],
    }


def test_the_hand_worked_ledger_has_its_month_ends() -> None:
    ends = {
        day: {account: mrr_on(lines, D(day)) for account, lines in LEDGER.items()}
        for day in ("2024-03-31", "2024-12-31", "2025-03-31")
    }
    assert ends == {
        "2024-03-31": {"A": 100, "B": 200, "C": 80, "D": 60},
        "2024-12-31": {"A": 150, "B": 0, "C": 80, "D": 60},
        "2025-03-31": {"A": 150, "B": 0, "C": 50, "D": 60},
    }


def test_a_movement_carries_what_was_before_and_what_explains_it() -> None:
    (_, up) = movements(LEDGER["A"])
    assert (str(up.before), str(up.after), up.lines) == ("100", "150", ("A1",))
    assert up.products == (ProductChange("crm", Decimal(100), Decimal(150)),)


def test_lines_that_replace_one_another_on_a_day_are_netted() -> None:
    lines = [line("old", "100", "2024-01-01", "2024-06-01"), line("new", "120", "2024-06-01")]
    assert told(movements(lines)) == [("2024-01-01", "new", "100"), ("2024-06-01", "upsell", "20")]
    even = [line("old", "100", "2024-01-01", "2024-06-01"), line("new", "100", "2024-06-01")]
    assert told(movements(even)) == [("2024-01-01", "new", "100")]


def test_a_day_between_two_lines_is_a_churn_and_a_reactivation() -> None:
    lines = [line("old", "100", "2024-01-01", "2024-06-01"), line("new", "120", "2024-06-02")]
    assert told(movements(lines))[1:] == [
        ("2024-06-01", "churn", "-100"),
        ("2024-06-02", "reactivation", "120"),
    ]


def test_what_a_source_reports_as_leaving_and_coming_back_is_not_netted() -> None:
    back = Stretch("new", "crm", D("2024-06-01"), None, Decimal(120), restart=True)
    lines = [line("old", "100", "2024-01-01", "2024-06-01"), back]
    assert told(movements(lines))[1:] == [
        ("2024-06-01", "churn", "-100"),
        ("2024-06-01", "reactivation", "120"),
    ]
    goes_on = [*lines, line("other", "5", "2024-01-01")]
    assert told(movements(goes_on))[1:] == [("2024-06-01", "upsell", "20")]


def test_another_product_is_cross_sell_and_both_may_fall_on_a_day() -> None:
    lines = [
        line("a", "100", "2024-01-01", "2024-02-01"),
        line("a", "130", "2024-02-01"),
        line("b", "40", "2024-02-01", product="chat"),
    ]
    first, up, cross = movements(lines)
    assert told([first, up, cross]) == [
        ("2024-01-01", "new", "100"),
        ("2024-02-01", "upsell", "30"),
        ("2024-02-01", "cross_sell", "40"),
    ]
    assert [int(each) for each in (up.before, up.after, cross.before, cross.after)] == [100, 130, 130, 170]


def test_a_loss_in_a_product_it_had_lessens_the_upsell_first() -> None:
    swap = [
        line("a", "100", "2024-01-01", "2024-02-01"),
        line("b", "150", "2024-02-01", product="chat"),
    ]
    assert told(movements(swap))[1:] == [("2024-02-01", "cross_sell", "50")]


def test_the_second_line_of_a_product_is_upsell() -> None:
    lines = [line("a", "100", "2024-01-01"), line("b", "40", "2024-03-01")]
    assert told(movements(lines))[1:] == [("2024-03-01", "upsell", "40")]


def test_a_trial_counts_zero_and_is_not_having_the_product() -> None:
    lines = [
        line("a", "100", "2024-01-01"),
        line("b", "40", "2024-02-01", "2024-03-01", product="chat", trial=True),
        line("b", "40", "2024-03-01", product="chat"),
    ]
    assert told(movements(lines)) == [("2024-01-01", "new", "100"), ("2024-03-01", "cross_sell", "40")]


def test_a_free_line_is_having_the_product() -> None:
    lines = [
        line("a", "100", "2024-01-01"),
        line("b", "0", "2024-02-01", "2024-03-01", product="chat"),
        line("b", "40", "2024-03-01", product="chat"),
    ]
    assert told(movements(lines))[1:] == [("2024-03-01", "upsell", "40")]


def test_a_line_that_ends_on_the_day_it_starts_moves_nothing() -> None:
    assert movements([line("a", "100", "2024-01-01", "2024-01-01")]) == []


FIRST = D("2024-01-01")
_days = st.integers(0, 60).map(lambda days: FIRST + timedelta(days=days))
_amounts = st.decimals(0, 100_000_000, places=6) | st.integers(0, 3).map(Decimal)
_stretches = st.builds(
    Stretch,
    line=st.sampled_from("abcdef"),
    product=st.sampled_from(["crm", "chat", "bi"]),
    start=_days,
    end=st.none() | _days,
    mrr=_amounts,
    trial=st.booleans(),
    restart=st.booleans(),
)
_accounts = st.lists(st.lists(_stretches, max_size=6), max_size=4)


@given(_accounts, _days, _days)
def test_the_bridge_closes_to_the_last_digit(accounts: list[list[Stretch]], one: date, other: date) -> None:
    start, end = min(one, other), max(one, other)
    before = sum((mrr_on(lines, start) for lines in accounts), Decimal(0))
    after = sum((mrr_on(lines, end) for lines in accounts), Decimal(0))
    moved = sum(
        (each.amount for lines in accounts for each in movements(lines) if start < each.day <= end),
        Decimal(0),
    )
    assert before + moved == after


@given(st.lists(_stretches, max_size=6))
def test_every_movement_is_what_its_kind_says(lines: list[Stretch]) -> None:
    running, seen = Decimal(0), False
    for each in movements(lines):
        assert (each.before, each.after) == (running, running + each.amount)
        running = each.after
        assert (each.amount < 0) == (each.kind in {"contraction", "churn"})
        assert (each.before == 0) == (each.kind in {"new", "reactivation"})
        assert (each.after == 0) == (each.kind == "churn")
        assert (each.kind == "new") == (each.before == 0 and not seen)
        seen = True


@given(st.lists(_stretches, max_size=6))
def test_upsell_and_cross_sell_are_the_expansion_of_the_day(lines: list[Stretch]) -> None:
    found = movements(lines)
    for day in {each.day for each in found if each.kind in {"upsell", "cross_sell"}}:
        parts = [each for each in found if each.day == day]
        rise = mrr_on(lines, day) - mrr_on(lines, day - timedelta(days=1))
        assert sum(each.amount for each in parts) == rise
        assert {each.kind for each in parts} <= {"upsell", "cross_sell"}

"""What quotes come to, and what can stand on them; without a database."""

from datetime import date
from decimal import Decimal

import pytest

from banso.domain.quotes.rules.content import (
    CONTRACT_CLEANERS,
    ISSUER_CLEANERS,
    QUOTE_CLEANERS,
    cleaned,
    number_of,
)
from banso.domain.quotes.rules.money import months_of, priced, totals_of, whole_discount
from banso.kit.errors import InputError

D = Decimal


def test_a_line_is_told_by_the_seat_where_its_price_divides() -> None:
    by_seat = priced(D(360_000), seats=150, months=12, discount=D(10), currency="JPY")
    assert (by_seat.quantity, by_seat.price, by_seat.per_seat) == (150, D(2_400), True)
    assert (by_seat.amount, by_seat.listed) == (D(3_888_000), D(4_320_000))
    whole = priced(D(100_000), seats=3, months=1, discount=D(0), currency="JPY")
    assert (whole.quantity, whole.price, whole.per_seat, whole.amount) == (1, D(100_000), False, D(100_000))
    cents = priced(D("10.01"), seats=None, months=3, discount=D(50), currency="USD")
    assert (cents.amount, cents.quantity) == (D("15.02"), 1)


def test_tax_is_rounded_once_for_the_whole_quote() -> None:
    lines = [
        priced(D(monthly), seats=None, months=1, discount=D(0), currency="JPY") for monthly in (105, 104)
    ]
    found = {
        mode: totals_of(lines, rate=D(10), rounding=mode, currency="JPY").tax
        for mode in ("down", "half", "up")
    }
    assert found == {"down": D(20), "half": D(21), "up": D(21)}
    sums = totals_of(lines, rate=D(8), rounding="down", currency="JPY")
    assert (sums.subtotal, sums.tax, sums.total) == (D(209), D(16), D(225))
    assert totals_of([], rate=D(10), rounding="down", currency="JPY").total == 0


def test_the_whole_discount_weighs_the_lines() -> None:
    lines = [priced(D(monthly), seats=None, months=12, discount=D(less), currency="JPY")
             for monthly, less in ((100_000, 20), (300_000, 0))]  # fmt: skip
    assert (whole_discount(lines), whole_discount([])) == (D(5), D(0))


@pytest.mark.parametrize(
    ("first", "end", "months"),
    [
        ("2026-04-01", "2027-04-01", 12), ("2026-04-16", "2026-10-16", 6), ("2026-04-01", "2026-04-20", 1),
        ("2026-04-15", "2027-03-31", 12), ("2026-04-01", None, 24), (None, None, 24),
    ],
)  # fmt: skip
def test_months_between_two_days(first: str | None, end: str | None, months: int) -> None:
    days = [date.fromisoformat(day) if day else None for day in (first, end)]
    assert months_of(*days, otherwise=24) == months


def test_what_can_be_given_and_what_not() -> None:
    given = {"months": "１２", "tax_rate": "８", "valid_until": "2026-12-31", "note": "a\x00b\nc"}
    assert cleaned(given, QUOTE_CLEANERS) == {
        "months": 12, "tax_rate": D(8), "valid_until": date(2026, 12, 31), "note": "ab\nc",
    }  # fmt: skip
    issuer = {"registration": "Ｔ1234-5678-90123", "letters": "ｑ"}
    assert cleaned(issuer, ISSUER_CLEANERS) == {"registration": "T1234567890123", "letters": "Q"}
    assert number_of("Q", 2026, 7) == "Q-2026-0007"
    wrong = [
        (QUOTE_CLEANERS, "months", 0), (QUOTE_CLEANERS, "months", 121), (QUOTE_CLEANERS, "months", "1.5"),
        (QUOTE_CLEANERS, "tax_rate", 101), (QUOTE_CLEANERS, "tax_rate", "NaN"),
        (QUOTE_CLEANERS, "title", " "),
        (QUOTE_CLEANERS, "valid_until", "someday"), (QUOTE_CLEANERS, "language", "fr"),
        (QUOTE_CLEANERS, "number", "Q-1"), (QUOTE_CLEANERS, "contact_id", "x"),
        (QUOTE_CLEANERS, "note", "x" * 2001),
        (ISSUER_CLEANERS, "registration", "T0234567890123"), (ISSUER_CLEANERS, "letters", "見"),
        (CONTRACT_CLEANERS, "link", "javascript:alert(1)"), (CONTRACT_CLEANERS, "link", "http://[::1"),
        (CONTRACT_CLEANERS, "how", "fax"),
    ]  # fmt: skip
    for cleaners, field, value in wrong:
        with pytest.raises(InputError) as refused:
            cleaned({field: value}, cleaners)
        assert refused.value.field == field, value

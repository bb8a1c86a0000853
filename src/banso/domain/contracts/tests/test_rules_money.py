from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banso.domain.contracts.rules.money import (
    Rate,
    Rates,
    checked_amount,
    checked_currency,
    checked_interval,
    checked_rate,
    checked_share,
    per_interval,
    per_month,
    read_amount,
)
from banso.kit.errors import InputError
from banso.kit.money import quantize

RATES = Rates(
    "JPY",
    [
        Rate("USD", date(2024, 4, 1), Decimal("151.5")),
        Rate("USD", date(2024, 1, 1), Decimal("141.25")),
    ],
)


@pytest.mark.parametrize(
    ("amount", "interval", "monthly"),
    [
        ("9800", "month", "9800"),
        ("30000", "quarter", "10000"),
        ("60000", "half", "10000"),
        ("100000", "year", "8333.333333"),
        ("300", "week", "1300"),
        ("100", "week", "433.333333"),
    ],
)
def test_an_amount_is_spread_over_its_months(amount: str, interval: str, monthly: str) -> None:
    assert per_month(Decimal(amount), interval) == Decimal(monthly)


@given(st.integers(0, 10**9), st.sampled_from(["week", "month", "quarter", "half", "year"]))
def test_what_was_paid_comes_back_when_it_is_shown(amount: int, interval: str) -> None:
    assert quantize(per_interval(per_month(Decimal(amount), interval), interval), "JPY") == amount


@pytest.mark.parametrize("word", ["Monthly", " month ", "月次", "月払い"])
def test_the_words_of_billing_systems_are_understood(word: str) -> None:
    assert checked_interval(word) == "month"


@pytest.mark.parametrize("word", ["Weekly", "week", "毎週", "週払い"])
def test_weeks_are_an_interval(word: str) -> None:
    assert checked_interval(word) == "week"


def test_an_unknown_interval_is_refused() -> None:
    with pytest.raises(InputError, match="fortnightly"):
        checked_interval("fortnightly")


@pytest.mark.parametrize("text", ["9800", "9,800", "¥9,800", "９８００円", " 9800.00 "])
def test_an_amount_is_read_as_people_write_it(text: str) -> None:
    assert read_amount(text, field="mrr") == 9800


@pytest.mark.parametrize("text", ["", "free", "-1", "NaN", "1e15", "1.2.3"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(InputError) as refused:
        read_amount(text, field="mrr")
    assert (refused.value.field, refused.value.wanted != "") == ("mrr", True)


def test_an_amount_is_kept_to_the_millionth() -> None:
    assert checked_amount(Decimal("0.0000015"), field="mrr") == Decimal("0.000002")


@pytest.mark.parametrize(
    ("day", "rate"), [((2024, 1, 1), "141.25"), ((2024, 3, 31), "141.25"), ((2024, 4, 1), "151.5")]
)
def test_the_rate_in_force_is_the_newest_one_not_after_the_day(day: tuple[int, int, int], rate: str) -> None:
    assert RATES.on("USD", date(*day)) == Decimal(rate)


def test_the_reporting_currency_needs_no_rate() -> None:
    assert RATES.convert(Decimal("1.5"), "JPY", date(1999, 1, 1)) == Decimal("1.5")


def test_a_day_before_the_first_rate_is_a_clear_error() -> None:
    with pytest.raises(InputError, match=r"USD.*JPY.*2023-12-31") as refused:
        RATES.convert(Decimal(1), "USD", date(2023, 12, 31))
    assert refused.value.wanted == "a rate of USD dated 2023-12-31 or earlier, or an amount in JPY"


def test_how_long_a_rate_is_in_force() -> None:
    assert RATES.in_force("USD", date(2024, 2, 1)) == (date(2024, 1, 1), date(2024, 4, 1))
    assert RATES.in_force("USD", date(2023, 2, 1)) == (None, date(2024, 1, 1))
    assert RATES.in_force("EUR", date(2023, 2, 1)) == (None, None)


def test_a_currency_is_three_letters() -> None:
    assert checked_currency(" usd ") == "USD"
    with pytest.raises(InputError, match="円"):
        checked_currency("円")


@pytest.mark.parametrize("rate", ["0", "-1", "Infinity"])
def test_a_rate_is_above_zero(rate: str) -> None:
    with pytest.raises(InputError, match="rate cannot be"):
        checked_rate(Decimal(rate))


@pytest.mark.parametrize("share", ["-0.1", "1.01", "75"])
def test_a_share_is_between_nothing_and_all(share: str) -> None:
    with pytest.raises(InputError, match="share cannot be"):
        checked_share(Decimal(share))

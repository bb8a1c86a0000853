"""Periods and amounts of targets, without a database."""

from datetime import date
from decimal import Decimal

import pytest

from banso.domain.targets.rules import (
    checked_amount,
    checked_currency,
    label_between,
    overlapping,
    target_period,
)
from banso.kit.errors import InputError


@pytest.mark.parametrize("text", ["2026-11-22", "2026-W03", "soon", " "])
def test_a_period_that_is_none_or_too_short_is_refused(text: str) -> None:
    with pytest.raises(InputError) as refused:
        target_period(text, fiscal_start=4)
    assert refused.value.field == "period"


@pytest.mark.parametrize(
    ("text", "first", "until"),
    [
        ("2026-10", "2026-10-01", "2026-11-01"),
        ("2026-Q3", "2026-10-01", "2027-01-01"),
        ("2026-H2", "2026-10-01", "2027-04-01"),
        ("FY2026", "2026-04-01", "2027-04-01"),
        ("2026年度", "2026-04-01", "2027-04-01"),
    ],
)
def test_periods_are_those_of_the_house_and_are_written_so_that_they_are_read_again(
    text: str, first: str, until: str
) -> None:
    period = target_period(text, fiscal_start=4)
    assert (str(period.start), str(period.end)) == (first, until)
    label = label_between(period.start, period.end, fiscal_start=4)
    assert target_period(label, fiscal_start=4) == period


def test_days_that_are_no_period_any_more_are_written_as_days() -> None:
    april = date(2026, 4, 1), date(2026, 7, 1)
    assert label_between(*april, fiscal_start=4) == "2026-Q1"
    assert label_between(*april, fiscal_start=3) == "2026-04-01/2026-07-01"


@pytest.mark.parametrize("amount", ["0", "-1", "0.0000001", "1e12", "NaN", "Infinity"])
def test_a_target_of_nothing_or_less_is_refused(amount: str) -> None:
    with pytest.raises(InputError) as refused:
        checked_amount(Decimal(amount))
    assert (refused.value.field, refused.value.came) == (
        "amount",
        amount.replace("1e12", "1E+12").replace("0.0000001", "1E-7"),
    )


def test_an_amount_is_kept_to_the_millionth_and_missing_is_not_nothing() -> None:
    assert checked_amount(Decimal("3000000.0000004")) == Decimal("3000000.000000")
    with pytest.raises(InputError):
        checked_amount(None)


def test_targets_are_in_the_currency_of_the_workspace() -> None:
    assert [checked_currency(each, "JPY") for each in ("", " jpy ", "JPY")] == ["JPY"] * 3
    with pytest.raises(InputError) as refused:
        checked_currency("USD", "JPY")
    assert (refused.value.field, refused.value.came, refused.value.wanted) == ("currency", "USD", "JPY")


def test_periods_overlap_when_they_share_days_but_are_not_the_same() -> None:
    quarter = target_period("2026-Q3", fiscal_start=4)
    same, month = (quarter.start, quarter.end), (date(2026, 12, 1), date(2027, 1, 1))
    assert overlapping(quarter, [same, (date(2027, 1, 1), date(2027, 2, 1))]) is None
    assert overlapping(quarter, [same, month]) == month

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banso.kit.errors import InputError
from banso.kit.periods import Grain, next_period, parse_period, period_of, periods_between

days = st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 12, 31))


@pytest.mark.parametrize(
    ("text", "start", "end", "label"),
    [
        ("2019-12-31", date(2019, 12, 31), date(2020, 1, 1), "2019-12-31"),
        ("2020-W01", date(2019, 12, 30), date(2020, 1, 6), "2020-W01"),
        ("2019-12", date(2019, 12, 1), date(2020, 1, 1), "2019-12"),
        ("2026-Q1", date(2026, 4, 1), date(2026, 7, 1), "2026-Q1"),
        ("2026-Q4", date(2027, 1, 1), date(2027, 4, 1), "2026-Q4"),
        ("2026-H2", date(2026, 10, 1), date(2027, 4, 1), "2026-H2"),
        ("FY2026", date(2026, 4, 1), date(2027, 4, 1), "FY2026"),
        ("2026年度", date(2026, 4, 1), date(2027, 4, 1), "FY2026"),
    ],
)
def test_periods_are_read_with_a_fiscal_year_from_april(
    text: str, start: date, end: date, label: str
) -> None:
    period = parse_period(text, fiscal_start=4)
    assert (period.start, period.end, period.label) == (start, end, label)


@pytest.mark.parametrize("text", ["", "2019-13", "2019-02-30", "yesterday", "2019-W60", "2019-Q5"])
def test_what_is_no_period_is_refused_with_what_is_wanted(text: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_period(text)
    assert caught.value.came == text
    assert "2019-12 (month)" in caught.value.wanted


@pytest.mark.parametrize(
    "text", ["9999-12", "9999-12-31", "9999-W52", "FY9999", "0001-01", "1970", "2149-01"]
)
def test_a_period_that_the_column_store_does_not_reach_is_refused(text: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_period(text, fiscal_start=4)
    assert (caught.value.came, caught.value.field) == (text, "period")
    assert "1971" in caught.value.wanted


@pytest.mark.parametrize("text", ["1971-01-01", "2148-12-31", "FY2148"])
def test_the_furthest_periods(text: str) -> None:
    assert parse_period(text, fiscal_start=4).label == text


@given(days, st.sampled_from(Grain), st.integers(1, 12), st.integers(1, 7))
def test_periods_tile_the_calendar(day: date, grain: Grain, fiscal: int, week: int) -> None:
    period = period_of(day, grain, fiscal_start=fiscal, week_start=week)
    assert period.start <= day < period.end
    assert next_period(period, fiscal_start=fiscal, week_start=week).start == period.end
    same = period_of(period.end - timedelta(days=1), grain, fiscal_start=fiscal, week_start=week)
    assert same == period


def test_a_range_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(InputError) as refused:
        periods_between(parse_period("2020-02"), parse_period("2020-01"))
    assert (refused.value.field, refused.value.came) == ("to", "2020-01")


def test_a_month_begins_at_midnight_of_its_zone() -> None:
    start, end = parse_period("2019-12").utc_bounds("Asia/Tokyo")
    assert start.isoformat() == "2019-11-30T15:00:00+00:00"
    assert end.isoformat() == "2019-12-31T15:00:00+00:00"

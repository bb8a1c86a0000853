from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from banso.domain.contracts.rules.lines import (
    Line,
    LineRow,
    Version,
    amended,
    changed_from,
    ended,
    joined,
    line_of,
    next_renewal,
    stretches,
    successors,
)
from banso.domain.contracts.rules.money import Rate, Rates
from banso.kit.errors import InputError

ACCOUNT, OTHER = UUID(int=1), UUID(int=2)
ROW = LineRow("S-1", ACCOUNT, date(2024, 1, 1), product="CRM", plan="Pro", mrr=Decimal(100))


def line(**changes: Any) -> Line:
    return line_of(replace(ROW, **changes), reporting="JPY")


def told(found: Line) -> list[tuple[str, str]]:
    return [(each.valid_from.isoformat(), str(each.monthly.normalize())) for each in found.versions]


def test_a_row_becomes_a_line_in_the_reporting_currency() -> None:
    assert line() == Line(
        "S-1", ACCOUNT, "CRM", date(2024, 1, 1), None, "JPY", "month",
        (Version(date(2024, 1, 1), Decimal(100), "Pro"),),
    )  # fmt: skip


def test_amount_and_interval_stand_in_for_mrr() -> None:
    yearly = line(mrr=None, amount=Decimal(1200), interval="annual", currency="usd")
    assert (yearly.versions[0].monthly, yearly.interval, yearly.currency) == (Decimal(100), "year", "USD")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"external_id": " "}, "external_id"),
        ({"external_id": "x" * 201}, "external_id"),
        ({"mrr": None}, "mrr"),
        ({"mrr": Decimal(-1)}, "mrr"),
        ({"amount": Decimal(99)}, "mrr"),
        ({"interval": "fortnightly"}, "interval"),
        ({"currency": "yen"[:2]}, "currency"),
        ({"seats": -1}, "seats"),
        ({"ends_on": date(2023, 12, 31)}, "ends_on"),
        ({"starts_on": date(24, 1, 1)}, "starts_on"),
        ({"plan": "p" * 121}, "plan"),
    ],
)
def test_a_row_that_cannot_be_used_names_its_field(changes: dict[str, object], field: str) -> None:
    with pytest.raises(InputError) as refused:
        line(**changes)
    assert refused.value.field == field


def test_mrr_and_amount_may_both_be_there_when_they_agree() -> None:
    assert line(amount=Decimal(100)) == line()


def test_rows_of_one_external_id_are_versions_of_one_line() -> None:
    rows = [
        line(starts_on=date(2024, 7, 1), mrr=Decimal(150)),
        line(ends_on=date(2024, 7, 1)),
        line(ends_on=date(2024, 7, 1)),
    ]
    whole = joined(rows)
    assert (whole.starts_on, whole.ends_on) == (date(2024, 1, 1), None)
    assert told(whole) == [("2024-01-01", "1E+2"), ("2024-07-01", "1.5E+2")]


def test_days_between_two_rows_cost_nothing() -> None:
    whole = joined([line(ends_on=date(2024, 5, 1)), line(starts_on=date(2024, 9, 1))])
    assert told(whole) == [("2024-01-01", "1E+2"), ("2024-05-01", "0"), ("2024-09-01", "1E+2")]


@pytest.mark.parametrize(
    ("second", "field"),
    [
        ({"mrr": Decimal(5)}, "starts_on"),
        ({"starts_on": date(2024, 4, 30)}, "starts_on"),
        ({"starts_on": date(2024, 6, 1), "account": OTHER}, "external_id"),
        ({"starts_on": date(2024, 6, 1), "currency": "USD"}, "external_id"),
    ],
)
def test_rows_that_contradict_each_other_are_refused(second: dict[str, object], field: str) -> None:
    with pytest.raises(InputError) as refused:
        joined([line(ends_on=date(2024, 5, 1)), line(**second)])
    assert refused.value.field == field


def test_a_row_told_again_leaves_later_changes_alone() -> None:
    known = changed_from(line(), date(2024, 7, 1), Version(date(2024, 7, 1), Decimal(150), "Pro"))
    assert amended(known, line()) == known
    dearer = amended(known, line(mrr=Decimal(110)))
    assert told(dearer) == [("2024-01-01", "1.1E+2"), ("2024-07-01", "1.5E+2")]
    shorter = amended(known, line(ends_on=date(2024, 6, 1)))
    assert told(shorter) == [("2024-01-01", "1E+2")]


def test_a_change_holds_from_its_day_and_equal_ones_fall_together() -> None:
    up = changed_from(line(), date(2024, 7, 1), Version(date(2024, 7, 1), Decimal(150), "Pro"))
    assert told(up) == [("2024-01-01", "1E+2"), ("2024-07-01", "1.5E+2")]
    back = changed_from(up, date(2024, 7, 1), Version(date(2024, 7, 1), Decimal(100), "Pro"))
    assert told(back) == [("2024-01-01", "1E+2")]


@pytest.mark.parametrize("day", [date(2023, 12, 31), date(2024, 6, 1)])
def test_a_change_needs_a_day_on_which_the_line_is_in_force(day: date) -> None:
    with pytest.raises(InputError, match="in force on that day"):
        changed_from(line(ends_on=date(2024, 6, 1)), day, Version(day, Decimal(1)))


def test_an_end_cuts_later_versions_off_and_may_be_taken_back() -> None:
    up = changed_from(line(), date(2024, 7, 1), Version(date(2024, 7, 1), Decimal(150), "Pro"))
    assert told(ended(up, date(2024, 7, 1))) == [("2024-01-01", "1E+2")]
    assert ended(ended(line(), date(2024, 3, 1)), None) == line()
    assert ended(line(), date(2024, 1, 1)).versions == line().versions
    with pytest.raises(InputError, match="before it starts"):
        ended(line(), date(2023, 1, 1))


def test_each_version_is_worth_its_own_days_rate() -> None:
    given = {date(2024, 1, 1): 140, date(2024, 3, 1): 150}
    rates = Rates("JPY", [Rate("USD", day, Decimal(rate)) for day, rate in given.items()])
    dollars = line(currency="USD")
    changed = changed_from(dollars, date(2024, 7, 1), Version(date(2024, 7, 1), Decimal(110), "Pro"))
    assert [int(each.mrr) for each in stretches(changed, rates)] == [14000, 16500]
    assert [each.end for each in stretches(changed, rates)] == [date(2024, 7, 1), None]


def test_who_takes_over_from_an_ended_line() -> None:
    gone = line(ends_on=date(2024, 6, 1))
    follows = line(external_id="S-2", starts_on=date(2024, 6, 1))
    overlaps = line(external_id="S-3", starts_on=date(2024, 5, 1))
    late = line(external_id="S-4", starts_on=date(2024, 6, 2))
    beside = line(external_id="S-5", starts_on=date(2024, 1, 1))
    other = line(external_id="S-6", starts_on=date(2024, 6, 1), product="Chat")
    trial = line(external_id="S-7", starts_on=date(2024, 6, 1), trial=True)
    found = successors(gone, [gone, follows, overlaps, late, beside, other, trial])
    assert [each.external_id for each in found] == ["S-2", "S-3"]
    assert successors(line(), [follows]) == []


@pytest.mark.parametrize(
    ("interval", "today", "turns"),
    [
        ("week", "2024-01-01", "2024-01-08"),
        ("week", "2024-01-07", "2024-01-08"),
        ("week", "2024-03-01", "2024-03-04"),
        ("month", "2024-03-01", "2024-04-01"),
        ("quarter", "2024-03-31", "2024-04-01"),
        ("year", "2024-01-01", "2025-01-01"),
    ],
)
def test_an_open_line_turns_with_its_interval(interval: str, today: str, turns: str) -> None:
    found = line(mrr=None, amount=Decimal(100), interval=interval)
    assert next_renewal(found, date.fromisoformat(today)) == date.fromisoformat(turns)

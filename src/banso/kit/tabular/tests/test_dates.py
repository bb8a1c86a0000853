from datetime import UTC, date, datetime

import pytest

from banso.kit.errors import InputError
from banso.kit.tabular.dates import (
    FoundOrder,
    Order,
    checked_order,
    find_order,
    read_date,
    read_moment,
    read_month,
)

DAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("2026-11-21", ""), ("2026/11/21", ""), ("2026.11.21", ""), ("20261121", ""), ("2026年11月21日", ""),
        ("２０２６年１１月２１日", ""), ("2026年11月21日(土)", ""),
        ("令和8年11月21日", ""), ("R8.11.21", ""), ("令和８年１１月２１日", ""),
        ("21 Nov 2026", ""), ("Nov 21, 2026", ""), ("21-Nov-2026", ""), ("November 21, 2026", ""),
        ("2026-11-21 10:20:30", ""), ("2026-11-21T10:20:30Z", ""), ("2026/11/21 10:20", ""),
        ("21-11-2026", "dmy"), ("21/11/2026", "dmy"),
        ("11/21/2026", "mdy"), ("46347", "serial"), ("46347.5", "serial"),
    ],
)  # fmt: skip
def test_dates_are_read_as_people_write_them(text: str, order: Order) -> None:
    assert read_date(text, order) == DAY


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("令和元年5月1日", date(2019, 5, 1)),
        ("平成31年4月30日", date(2019, 4, 30)),
        ("S64.1.7", date(1989, 1, 7)),
    ],
)
def test_the_eras_begin_with_a_first_year(text: str, day: date) -> None:
    assert read_date(text) == day


@pytest.mark.parametrize(
    ("text", "order", "wanted"),
    [
        ("2026-02-30", "", "a date such as 2019-12-31 or 2019年12月31日"),
        ("yesterday", "dmy", "a date such as 31/12/2019 (day first) or 2019-12-31"),
        ("21/11/2026", "mdy", "a date such as 12/31/2019 (month first) or 2019-12-31"),
        ("03/04/2026", "", "the date format: DD/MM/YYYY or MM/DD/YYYY"),
        ("26/11/21", "", "a date such as 2019-12-31 or 2019年12月31日"),
        ("46347", "", "a date such as 2019-12-31 or 2019年12月31日"),
    ],
)
def test_what_is_no_date_is_refused_with_what_is_wanted(text: str, order: Order, wanted: str) -> None:
    with pytest.raises(InputError) as caught:
        read_date(text, order)
    assert (caught.value.came, caught.value.wanted) == (text, wanted)


@pytest.mark.parametrize(
    ("column", "found"),
    [
        (["01/02/2024", "16-10-2024"], FoundOrder("dmy", example="16-10-2024")),
        (["01/02/2024", "10/20/2016"], FoundOrder("mdy", example="10/20/2016")),
        (["01/02/2024", "03/03/2024"], FoundOrder(doubtful=True, example="01/02/2024")),
        (["03/03/2024"], FoundOrder()),
        (["16/10/2024", "10/16/2024"], FoundOrder(doubtful=True, example="16/10/2024")),
        (["2024-01-02", "令和8年1月2日", ""], FoundOrder()),
        (["45292", "45293", ""], FoundOrder("serial")),
        ([], FoundOrder()),
    ],
)
def test_the_order_is_decided_over_the_whole_column(column: list[str], found: FoundOrder) -> None:
    assert find_order(column) == found


@pytest.mark.parametrize(
    ("text", "order", "moment"),
    [
        ("2026-11-21T10:20:30.5Z", "", datetime(2026, 11, 21, 10, 20, 30, 500_000, tzinfo=UTC)),
        ("2026-11-21 10:20:30", "", datetime(2026, 11, 21, 1, 20, 30, tzinfo=UTC)),
        ("2026/11/21 10:20", "", datetime(2026, 11, 21, 1, 20, tzinfo=UTC)),
        ("2026年11月21日 10:20", "", datetime(2026, 11, 21, 1, 20, tzinfo=UTC)),
        ("11/21/2026 10:20 PM", "mdy", datetime(2026, 11, 21, 13, 20, tzinfo=UTC)),
        ("2026-11-21T10:20:30+01:00", "", datetime(2026, 11, 21, 9, 20, 30, tzinfo=UTC)),
        ("2026-11-21", "", datetime(2026, 11, 20, 15, tzinfo=UTC)),
        ("1795256430", "", datetime(2026, 11, 21, 10, 20, 30, tzinfo=UTC)),
        ("1795256430500", "", datetime(2026, 11, 21, 10, 20, 30, 500_000, tzinfo=UTC)),
        ("46347.5", "serial", datetime(2026, 11, 21, 3, tzinfo=UTC)),
    ],
)
def test_moments_without_an_offset_are_the_workspaces(text: str, order: Order, moment: datetime) -> None:
    assert read_moment(text, order, zone="Asia/Tokyo") == moment


@pytest.mark.parametrize("text", ["2026-11-21 25:00", "soon", "2026-11-21T", "99999999999999"])
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        read_moment(text)


@pytest.mark.parametrize(
    "text", ["2026-11", "2026/11", "202611", "2026年11月", "2026-11-21", "２０２６年１１月"]
)
def test_months_are_read(text: str) -> None:
    assert read_month(text) == date(2026, 11, 1)


def test_what_is_no_month_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        read_month("2026-13")
    assert caught.value.wanted == "a month such as 2019-12"


@pytest.mark.parametrize(
    ("asked", "order"),
    [
        ("DD-MM-YYYY", "dmy"),
        ("%d/%m/%Y", "dmy"),
        ("M/D/YYYY", "mdy"),
        ("YYYY-MM-DD", ""),
        ("excel", "serial"),
        ("auto", ""),
    ],
)
def test_orders_are_named_as_people_name_them(asked: str, order: Order) -> None:
    assert checked_order(asked) == order


def test_a_format_that_is_none_is_refused() -> None:
    with pytest.raises(InputError, match="not a date format"):
        checked_order("YYYY")

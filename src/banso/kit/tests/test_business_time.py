"""Business hours, against hand counts."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from banso.kit.business_time import after_business_time, business_time, is_business_day

TOKYO = ZoneInfo("Asia/Tokyo")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TOKYO)


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-11-19 16:42", "2026-11-20 16:42", 9),
        ("2026-11-20 17:00", "2026-11-24 10:00", 2),  # a weekend and a holiday (勤労感謝の日, a Monday)
        ("2026-11-21 10:00", "2026-11-23 18:00", 0),
        ("2026-11-24 06:00", "2026-11-24 23:00", 9),
        ("2026-11-24 12:00", "2026-11-24 11:00", 0),
    ],
    ids=["a day", "over a holiday", "closed", "a whole day", "backwards"],
)
def test_time_in_business_hours(start: str, end: str, hours: int) -> None:
    assert business_time(at(start), at(end), "Asia/Tokyo") == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("2026-11-19 16:42", "2026-11-20 15:42"),
        ("2026-11-19 09:00", "2026-11-19 17:00"),
        ("2026-11-20 17:30", "2026-11-24 16:30"),
        ("2026-11-21 03:00", "2026-11-24 17:00"),
    ],
    ids=["overnight", "same day", "over a holiday", "from a Saturday"],
)
def test_eight_business_hours_later(start: str, due: str) -> None:
    found = after_business_time(at(start), timedelta(hours=8), "Asia/Tokyo")
    assert (found, found.tzinfo) == (at(due), UTC)
    assert business_time(at(start), found, "Asia/Tokyo") == timedelta(hours=8)


def test_the_zone_decides_on_the_day() -> None:
    assert not is_business_day(at("2026-11-23 12:00").date())
    # 18:00 in New York of a Friday is Saturday morning in Tokyo.
    friday = datetime(2026, 11, 20, 17, 0, tzinfo=ZoneInfo("America/New_York"))
    assert business_time(friday, friday + timedelta(hours=1), "America/New_York") == timedelta(hours=1)
    assert business_time(friday, friday + timedelta(hours=1), "Asia/Tokyo") == timedelta()


def test_more_than_ten_years_are_refused() -> None:
    with pytest.raises(ValueError, match="ten years"):
        business_time(at("2010-01-01 09:00"), at("2026-01-01 09:00"), "Asia/Tokyo")

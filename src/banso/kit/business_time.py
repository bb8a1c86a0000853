"""Business hours: 09:00 to 18:00 on weekdays that are no Japanese holiday, in a workspace's zone."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

_SATURDAY = 5
OPENS, CLOSES = time(9), time(18)
# A deal is asked about years later; nobody is asked to look further than this.
_FURTHEST = timedelta(days=3_660)


@lru_cache(maxsize=64)
def _holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("JP", years=year))


def is_business_day(day: date) -> bool:
    """Monday to Friday, and no Japanese holiday."""
    return day.weekday() < _SATURDAY and day not in _holidays(day.year)


def business_time(start: datetime, end: datetime, zone: str) -> timedelta:
    """How much of the time from `start` to `end` (aware) are business hours; nothing where `end` is earlier.

    Raises:
        ValueError: they lie more than ten years apart.
    """
    if end - start > _FURTHEST:
        raise ValueError(f"business time from {start} to {end}: want ten years at most")
    found, day = timedelta(), start.astimezone(ZoneInfo(zone)).date()
    while day <= end.astimezone(ZoneInfo(zone)).date():
        if is_business_day(day):
            opens, closes = _hours(day, zone)
            found += max(timedelta(), min(end, closes) - max(start, opens))
        day += timedelta(days=1)
    return found


def after_business_time(start: datetime, amount: timedelta, zone: str) -> datetime:
    """The moment, in UTC, at which `amount` of business hours have passed since `start` (aware)."""
    left, day = amount, start.astimezone(ZoneInfo(zone)).date()
    while True:
        if is_business_day(day):
            opens, closes = _hours(day, zone)
            begins = max(start, opens)
            room = max(timedelta(), closes - begins)
            if left <= room:
                return begins.astimezone(UTC) + left
            left -= room
        day += timedelta(days=1)


def _hours(day: date, zone: str) -> tuple[datetime, datetime]:
    return (
        datetime.combine(day, OPENS, ZoneInfo(zone)).astimezone(UTC),
        datetime.combine(day, CLOSES, ZoneInfo(zone)).astimezone(UTC),
    )

"""Business hours: from 09:00 to 18:00 unless told otherwise, on weekdays that are no Japanese holiday."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

_SATURDAY = 5
# A deal is asked about years later; nobody is asked to look further than this.
_FURTHEST = timedelta(days=3_660)


@dataclass(frozen=True, slots=True)
class Hours:
    """When business opens and closes on a weekday, in a workspace's zone; it opens first."""

    opens: time = time(9)
    closes: time = time(18)


USUAL = Hours()


@lru_cache(maxsize=64)
def _holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("JP", years=year))


def is_holiday(day: date) -> bool:
    """A Japanese holiday."""
    return day in _holidays(day.year)


def is_business_day(day: date) -> bool:
    """Monday to Friday, and no Japanese holiday."""
    return day.weekday() < _SATURDAY and not is_holiday(day)


def business_time(start: datetime, end: datetime, zone: str, hours: Hours = USUAL) -> timedelta:
    """How much of the time from `start` to `end` (aware) are business hours; nothing where `end` is earlier.

    Raises:
        ValueError: they lie more than ten years apart.
    """
    if end - start > _FURTHEST:
        raise ValueError(f"business time from {start} to {end}: want ten years at most")
    found, day = timedelta(), start.astimezone(ZoneInfo(zone)).date()
    while day <= end.astimezone(ZoneInfo(zone)).date():
        if is_business_day(day):
            opens, closes = _span(day, zone, hours)
            found += max(timedelta(), min(end, closes) - max(start, opens))
        day += timedelta(days=1)
    return found


def after_business_time(start: datetime, amount: timedelta, zone: str, hours: Hours = USUAL) -> datetime:
    """The moment, in UTC, at which `amount` of business hours have passed since `start` (aware)."""
    left, day = amount, start.astimezone(ZoneInfo(zone)).date()
    while True:
        if is_business_day(day):
            opens, closes = _span(day, zone, hours)
            begins = max(start, opens)
            room = max(timedelta(), closes - begins)
            if left <= room:
                return begins.astimezone(UTC) + left
            left -= room
        day += timedelta(days=1)


def _span(day: date, zone: str, hours: Hours) -> tuple[datetime, datetime]:
    return (
        datetime.combine(day, hours.opens, ZoneInfo(zone)).astimezone(UTC),
        datetime.combine(day, hours.closes, ZoneInfo(zone)).astimezone(UTC),
    )

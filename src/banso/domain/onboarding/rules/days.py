"""Business days from a kick-off: weekdays that are no Japanese holiday."""

from datetime import date, timedelta

from banso.kit.business_time import is_business_day

_ONE = timedelta(days=1)


def business_day(kickoff: date, offset: int) -> date:
    """The day `offset` business days after the kick-off; 0 is itself, or the next business day."""
    day, left = kickoff, offset
    while not is_business_day(day):
        day += _ONE
    while left:
        day += _ONE
        left -= is_business_day(day)
    return day


def business_days_between(first: date, last: date) -> int:
    """How many business days lie behind `first`, up to and with `last`; 0 where `last` is not later."""
    return sum(is_business_day(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))

"""The sample company's three years, counted back from the day it is loaded."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from random import Random
from zoneinfo import ZoneInfo

from banso.kit.business_time import is_business_day, is_holiday
from banso.kit.periods import add_months

ZONE = ZoneInfo("Asia/Tokyo")
MONTHS = 36
# Share of a normal working day's use that is left on other days.
_SATURDAY, _SUNDAY, _SHUTDOWN = 0.24, 0.12, 0.07


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A Japanese wall-clock moment, in UTC."""
    return datetime.combine(day, time(hour, minute), ZONE).astimezone(UTC)


def is_shutdown(day: date) -> bool:
    """Whether most firms are closed: the turn of the year, Golden Week's core, the Bon week."""
    turn = (day.month == 12 and day.day >= 29) or (day.month == 1 and day.day <= 3)
    golden = day.month == 5 and 3 <= day.day <= 5
    bon = day.month == 8 and 11 <= day.day <= 16
    return turn or golden or bon


@lru_cache(maxsize=4096)
def use_on(day: date) -> float:
    """How much of a normal working day's use falls on this day, 0 to 1."""
    if is_shutdown(day):
        return _SHUTDOWN
    if day.weekday() == 6 or is_holiday(day):
        return _SUNDAY
    if day.weekday() == 5:
        return _SATURDAY
    between = is_holiday(day - timedelta(days=1)) and is_holiday(day + timedelta(days=1))
    summer = 0.86 if day.month == 8 else 1.0
    return 0.6 if between else summer


@lru_cache(maxsize=4096)
def is_working(day: date) -> bool:
    return is_business_day(day) and not is_shutdown(day)


def working_day(day: date) -> date:
    """That day, or the first working day after it."""
    while not is_working(day):
        day += timedelta(days=1)
    return day


@dataclass(frozen=True)
class Years:
    """The dates that shape the company, all relative to `today`.

    Attributes:
        price_change: the new price list holds for whoever signs or renews from this day on.
        release: the day on which a bad release of the tablet app went out; `fixed` ends the trouble.
        second_product: the first day on which the analysis product is sold.
        handover: the day on which a CSM left and her accounts went to colleagues.
    """

    today: date

    def month(self, number: int) -> date:
        """The first day of the month `number` months from today's."""
        return add_months(self.today, number)

    @cached_property
    def start(self) -> date:
        return self.month(-MONTHS)

    @cached_property
    def price_change(self) -> date:
        return self.month(-12)

    @cached_property
    def release(self) -> date:
        return working_day(self.month(-8) + timedelta(days=10))

    @cached_property
    def fixed(self) -> date:
        return working_day(self.release + timedelta(days=44))

    @cached_property
    def second_product(self) -> date:
        return self.month(-21)

    @cached_property
    def handover(self) -> date:
        return self.month(-10)

    def past(self, day: date) -> bool:
        return day < self.today

    def office_hour(self, rng: Random, day: date) -> datetime:
        """A moment of the working day on or after `day`, and never today or later."""
        chosen = working_day(day)
        if not self.past(chosen):
            chosen = self.today - timedelta(days=1)
        return at(chosen, rng.randint(9, 17), rng.randrange(60))

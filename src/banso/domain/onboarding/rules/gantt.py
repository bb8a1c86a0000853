"""Where the bars of a plan lie: days as shares of the whole span."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

_MONDAY = 0


@dataclass(frozen=True, slots=True)
class Bar:
    """From `left`, `width` wide, both in percent of the span."""

    left: float
    width: float


@dataclass(frozen=True, slots=True)
class Tick:
    """A Monday, and where it lies."""

    day: date
    left: float


@dataclass(frozen=True, slots=True)
class Span:
    """The days of a plan, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def bar(self, starts_on: date, ends_on: date) -> Bar:
        """The bar of something that lasts from one day to another, both included."""
        first, last = min(starts_on, ends_on), ends_on
        left = 100 * (first - self.first).days / self.days
        return Bar(round(left, 2), round(100 * ((last - first).days + 1) / self.days, 2))

    def at(self, day: date) -> float | None:
        """Where the middle of a day lies; None outside."""
        if not self.first <= day <= self.last:
            return None
        return round(100 * ((day - self.first).days + 0.5) / self.days, 2)

    def ticks(self, most: int = 8) -> list[Tick]:
        """Mondays, as many as can be read."""
        ahead = (_MONDAY - self.first.weekday()) % 7
        mondays = [self.first + timedelta(days=n) for n in range(ahead, self.days, 7)]
        every = -(-len(mondays) // most) or 1
        return [Tick(day, round(100 * (day - self.first).days / self.days, 2)) for day in mondays[::every]]


def span_of(days: Iterable[date | None]) -> Span | None:
    """From the first to the last of the days; None where there are none."""
    known = [day for day in days if day is not None]
    return Span(min(known), max(known)) if known else None

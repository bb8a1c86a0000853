"""Stretches of days: a day, week, month, quarter, half or fiscal year.

A period is `[start, end)`: the end is the first day outside. Quarters, halves and years follow the fiscal
year, which bears the number of the calendar year it starts in (2026年度 = April 2026 to March 2027).
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from banso.kit.errors import InputError

# The column store's days run from 1970 to 2149; a year on either side is room for "a year before".
FIRST_YEAR, LAST_YEAR = 1971, 2148


class Grain(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"


_MONTHS = {Grain.MONTH: 1, Grain.QUARTER: 3, Grain.HALF: 6, Grain.YEAR: 12}
_WANTED = "2019-12-31 (day), 2019-W03 (week), 2019-12 (month), 2019-Q2, 2019-H1, 2019 or FY2019"


def add_months(day: date, months: int) -> date:
    """The first of the month `months` after that of `day`."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    start: date
    end: date
    grain: Grain
    label: str

    @property
    def last_day(self) -> date:
        return self.end - timedelta(days=1)

    def utc_bounds(self, zone: str) -> tuple[datetime, datetime]:
        """The two moments in UTC at which the period begins and ends in `zone`."""
        tz = ZoneInfo(zone)
        return tuple(  # type: ignore[return-value]
            datetime.combine(day, time.min, tz).astimezone(UTC) for day in (self.start, self.end)
        )


def period_of(day: date, grain: Grain, *, fiscal_start: int = 1, week_start: int = 1) -> Period:
    """The period of that grain in which `day` lies.

    Args:
        day: a calendar day.
        grain: how long the period is.
        fiscal_start: first month of the fiscal year, 1 to 12.
        week_start: ISO weekday on which weeks begin, 1 = Monday to 7 = Sunday.
    """
    if grain is Grain.DAY:
        return Period(day, day + timedelta(days=1), grain, day.isoformat())
    if grain is Grain.WEEK:
        start = day - timedelta(days=(day.isoweekday() - week_start) % 7)
        # ISO 8601 names a week by its Thursday; a Sunday week is named by the same middle day.
        year, week, _ = (start + timedelta(days=3)).isocalendar()
        return Period(start, start + timedelta(days=7), grain, f"{year}-W{week:02d}")
    length = _MONTHS[grain]
    offset = (day.month - fiscal_start) % 12
    fiscal = day.year if day.month >= fiscal_start else day.year - 1
    start = add_months(day, -(offset % length))
    number = offset // length + 1
    labels = {
        Grain.MONTH: f"{day:%Y-%m}",
        Grain.QUARTER: f"{fiscal}-Q{number}",
        Grain.HALF: f"{fiscal}-H{number}",
        Grain.YEAR: f"FY{fiscal}",
    }
    return Period(start, add_months(start, length), grain, labels[grain])


def next_period(period: Period, *, fiscal_start: int = 1, week_start: int = 1) -> Period:
    return period_of(period.end, period.grain, fiscal_start=fiscal_start, week_start=week_start)


def previous_period(period: Period, *, fiscal_start: int = 1, week_start: int = 1) -> Period:
    day = period.start - timedelta(days=1)
    return period_of(day, period.grain, fiscal_start=fiscal_start, week_start=week_start)


def periods_between(
    first: Period, last: Period, *, fiscal_start: int = 1, week_start: int = 1
) -> list[Period]:
    """Every period from `first` to `last`, both included.

    Raises:
        InputError: `last` lies before `first`, or more than 1,500 periods would come.
    """
    if last.start < first.start:
        raise InputError(
            _("the period ends (%(last)s) before it starts (%(first)s)")
            % {"last": last.label, "first": first.label},
            field="to", came=last.label, wanted=_("%(first)s or later") % {"first": first.label},
        )  # fmt: skip
    found = [first]
    while found[-1].start < last.start:
        found.append(next_period(found[-1], fiscal_start=fiscal_start, week_start=week_start))
        if len(found) > 1500:  # noqa: PLR2004
            raise InputError(
                _("too many periods"), field="to", came=last.label, wanted=_("at most 1,500 periods")
            )
    return found


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None


def _week(text: str) -> date | None:
    found = re.fullmatch(r"(\d{4})-W(\d\d)", text)
    return date.fromisocalendar(int(found[1]), int(found[2]), 4) if found else None


def _month(text: str) -> date | None:
    return date.fromisoformat(f"{text}-01") if re.fullmatch(r"\d{4}-\d\d", text) else None


def _fiscal(text: str, fiscal_start: int) -> tuple[date, Grain] | None:
    found = re.fullmatch(r"(?:FY)?(\d{4})(?:-?(Q[1-4]|H[12]))?(?:年度)?", text)
    if not found:
        return None
    first = date(int(found[1]), fiscal_start, 1)
    part = found[2]
    if part is None:
        return first, Grain.YEAR
    grain = Grain.QUARTER if part[0] == "Q" else Grain.HALF
    return add_months(first, (int(part[1]) - 1) * _MONTHS[grain]), grain


def parse_period(text: str, *, fiscal_start: int = 1, week_start: int = 1) -> Period:
    """Read a period as people and the command line write it.

    Raises:
        InputError: the text names no period, or one outside 1971 to 2148.
    """
    text = text.strip()
    found: tuple[date, Grain] | None = None
    try:
        for read, grain in ((_day, Grain.DAY), (_week, Grain.WEEK), (_month, Grain.MONTH)):
            if day := read(text):
                found = day, grain
                break
        else:
            found = _fiscal(text, fiscal_start)
    except ValueError:
        found = None
    if found is None:
        raise InputError(
            _("“%(text)s” is not a period") % {"text": text}, field="period", came=text, wanted=_WANTED
        )
    if not FIRST_YEAR <= found[0].year <= LAST_YEAR:
        raise InputError(
            _("“%(text)s” is too far away") % {"text": text},
            field="period", came=text,
            wanted=_("a period from %(first)d to %(last)d") % {"first": FIRST_YEAR, "last": LAST_YEAR},
        )  # fmt: skip
    return period_of(found[0], found[1], fiscal_start=fiscal_start, week_start=week_start)

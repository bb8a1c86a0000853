"""Calendar days of a zone, as numbers since 1970."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST = date(1970, 1, 1)
# Every zone's midnights and changes of offset fall on a quarter of an hour (UTC) since 1972.
_QUARTER = 900 * 1_000_000
_ROOM = 100_000
UTC_DAY = 86_400 * 1_000_000


class Days:
    """Days of one zone; each quarter of an hour is worked out once."""

    def __init__(self, zone: str) -> None:
        self.name = zone
        self._zone = ZoneInfo(zone)
        self._known: dict[int, int] = {}
        self._starts: dict[int, int] = {}

    def day_of(self, at: int) -> int:
        """The day in which a moment (microseconds since 1970) lies."""
        quarter = at // _QUARTER
        day = self._known.get(quarter)
        if day is None:
            if len(self._known) > _ROOM:
                self._known.clear()
            there = (_EPOCH + timedelta(microseconds=quarter * _QUARTER)).astimezone(self._zone)
            day = self._known[quarter] = (there.date() - _FIRST).days
        return day

    def start_of(self, day: int) -> int:
        """The moment in which a day begins."""
        start = self._starts.get(day)
        if start is None:
            begins = datetime.combine(_FIRST + timedelta(days=day), time.min, self._zone)
            start = self._starts[day] = (begins.astimezone(UTC) - _EPOCH) // timedelta(microseconds=1)
        return start


def as_date(day: int) -> date:
    return _FIRST + timedelta(days=day)

"""When an event happened, from what a client's clock says: pure. Times are microseconds since 1970, UTC."""

import re
from datetime import UTC, datetime, timedelta

SECOND = 1_000_000
# Clocks differ by less than this on any network; correcting it would only move events over midnight.
SKEW = 5 * SECOND
FUTURE = 300 * SECOND
EARLIEST = int(datetime(2000, 1, 1, tzinfo=UTC).timestamp()) * SECOND
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SHAPE = re.compile(r"\d{4}-\d\d-\d\d")
_MILLISECONDS_FROM = 100_000_000_000  # a count of seconds would be in the year 5138
_MILLISECONDS_UPTO = 10**15


class BadTime(ValueError):  # noqa: N818
    """It names no moment."""


def micros(moment: datetime) -> int:
    since = moment - _EPOCH
    # Half the time of dividing by a microsecond.
    return (since.days * 86_400 + since.seconds) * SECOND + since.microseconds


def moment(at: int) -> datetime:
    return _EPOCH + timedelta(microseconds=at)


def read_time(value: str | float | None, *, history: bool = False) -> int | None:
    """The moment, or None for one that is a time but cannot be placed: without a zone, or impossible.

    Args:
        value: ISO 8601 text, or a number of seconds or milliseconds since 1970.
        history: read a time without a zone as UTC.

    Raises:
        BadTime: it is no time at all.
    """
    if isinstance(value, str):
        try:
            read = datetime.fromisoformat(value)
        except ValueError:
            if _SHAPE.match(value):
                return None
            raise BadTime(value) from None
        if read.tzinfo is None:
            return micros(read.replace(tzinfo=UTC)) if history else None
        return micros(read)
    if isinstance(value, int | float) and not isinstance(value, bool):
        if abs(value) >= _MILLISECONDS_UPTO:
            return None
        return int(value * (1000 if abs(value) >= _MILLISECONDS_FROM else SECOND))
    raise BadTime(repr(value))


def event_time(
    timestamp: str | float | None,
    original: str | float | None,
    sent_at: int | None,
    received_at: int,
    *,
    history: bool = False,
) -> tuple[int, bool]:
    """When it happened by our clock, and whether the client's word had to be mended.

    A client's clock that is off is corrected by what it says the time of sending was. A time that then lies
    ahead of us or before 2000, has no zone or cannot be (a leap second) is replaced by the time of receipt.
    In `history` (what /v1/import takes) a time without a zone is read as UTC: it is mended as well, but a
    year of it does not land on today.

    Raises:
        BadTime: a time was given that is none.
    """
    said = timestamp if timestamp is not None else original
    if said is None:
        return received_at, False
    at = read_time(said, history=history)
    if at is None:
        return received_at, True
    mended = history and read_time(said) is None
    # With both, somebody upstream has corrected `timestamp` already.
    if sent_at is not None and (timestamp is None or original is None):
        skew = received_at - sent_at
        if abs(skew) > SKEW:
            at += skew
    if not EARLIEST <= at <= received_at + FUTURE:
        return received_at, True
    return at, mended

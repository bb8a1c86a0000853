"""What need not be kept for ever.

How long a message id is known and how long an event may wait are rules of reading, not of tidying: a rebuild
reads the log by the same rules, and comes to the same rows.
"""

from datetime import UTC, date, datetime, timedelta

from django.conf import settings

from banso.engine.journal.usage import waiting
from banso.engine.journal.usage.days import UTC_DAY, as_date
from banso.engine.journal.usage.log import Entry, UsageLog
from banso.engine.journal.usage.state import State
from banso.engine.journal.usage.times import micros, moment

# Clients send again for hours, files from a broken phone for days.
REPEATED_DAYS = 30
# Longer than any event may wait, by more than the loader is ever behind.
_WAITED = timedelta(days=waiting.DAYS + 1)
_MARKS = 500


def tidy(now: datetime) -> int:
    """Drop what is past its time; returns how many rows went.

    The log itself is kept whole unless BANSO_USAGE_LOG_DAYS is set, and then no row goes that is not loaded.
    """
    log, state = UsageLog(), State()
    try:
        with state.database.transaction():
            gone = waiting.drop_before(state.database, micros(now - _WAITED))
        if settings.USAGE_LOG_DAYS:
            before = now.date() - timedelta(days=settings.USAGE_LOG_DAYS)
            gone += log.prune(upto=_position(_marks(state), before))
        return gone
    finally:
        log.close()
        state.close()


def was_cut(log: UsageLog, state: State) -> bool:
    """Whether the log no longer holds everything that was loaded from it."""
    first, last = log.bounds()
    return first > 1 or (last == 0 and state.position > 0)


def kept_since() -> datetime | None:
    """When the first entry came that the log still holds (now, if none is left); None when it is whole."""
    log, state = UsageLog(), State()
    try:
        if not was_cut(log, state):
            return None
        _, oldest = log.behind(0)
        return moment(oldest) if oldest is not None else datetime.now(UTC)
    finally:
        log.close()
        state.close()


def begin_day(state: State, first: Entry, after: int) -> int | None:
    """Mark where a day begins in the log; None where it has begun already.

    Args:
        state: in whose transaction it is marked.
        first: the entry that is read next.
        after: the seq that was read last.

    Returns:
        The seq up to which message ids are forgotten from now on.
    """
    marks, day = _marks(state), _day(first)
    if marks and marks[-1][0] >= day:
        return None
    marks = [*marks, (day, after)][-_MARKS:]
    state.put("marks", marks)
    return _position(marks, date.fromisoformat(day) - timedelta(days=REPEATED_DAYS))


def _day(entry: Entry) -> str:
    return as_date(entry.received_at // UTC_DAY).isoformat()


def _marks(state: State) -> list[tuple[str, int]]:
    """Each day on which anything came, with the seq before its first entry."""
    return [(day, position) for day, position in state.get("marks", [])]


def _position(marks: list[tuple[str, int]], before: date) -> int:
    """Where the last day not after `before` began; 0 when nobody remembers."""
    return max((position for marked, position in marks if marked <= before.isoformat()), default=0)

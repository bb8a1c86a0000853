"""What need not be kept for ever."""

from datetime import UTC, datetime, timedelta

from django.conf import settings

from banso.engine.journal.usage import seen, waiting
from banso.engine.journal.usage.log import UsageLog
from banso.engine.journal.usage.state import State
from banso.engine.journal.usage.times import micros, moment

# Clients send again for hours, files from a broken phone for days.
REPEATED_DAYS = 30
WAITING_DAYS = 90


def tidy(now: datetime) -> int:
    """Drop what is past its time; returns how many rows went.

    The log itself is kept whole unless BANSO_USAGE_LOG_DAYS is set, and then no row goes that is not loaded.
    Once a day the log's position is marked, because the position of a day long past is not cheap to find.
    """
    log, state = UsageLog(), State()
    try:
        with state.database.transaction():
            marks = _marked(state, now)
            gone = waiting.drop_before(state.database, micros(now - timedelta(days=WAITING_DAYS)))
            before = _position(marks, now - timedelta(days=REPEATED_DAYS))
            gone += seen.forget_before(state.database, before)
        if settings.USAGE_LOG_DAYS:
            gone += log.prune(upto=_position(marks, now - timedelta(days=settings.USAGE_LOG_DAYS)))
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


def _marked(state: State, now: datetime) -> list[tuple[str, int]]:
    marks: list[tuple[str, int]] = [(day, position) for day, position in state.get("marks", [])]
    today = now.date().isoformat()
    if not marks or marks[-1][0] != today:
        marks.append((today, state.position))
        state.put("marks", marks[-500:])
    return marks


def _position(marks: list[tuple[str, int]], before: datetime) -> int:
    """How far the loader had come at least so long ago; 0 when nobody remembers."""
    day = before.date().isoformat()
    return max((position for marked, position in marks if marked <= day), default=0)

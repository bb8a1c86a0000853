"""The sample company's use, sent into the usage log as its product would send it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from functools import lru_cache
from itertools import groupby
from uuid import UUID

import msgspec

from banso.engine.journal.usage.intake import Stored
from banso.engine.journal.usage.log import Arrival, UsageLog, pack
from banso.integrations.sample.usage import Event

_encode = msgspec.json.Encoder().encode
_HOUR = 3600


def send(days: Iterable[tuple[date, list[Event]]], *, workspace: UUID) -> int:
    """Write the events into the log, a request an hour and a transaction a month; returns how many."""
    log, sent = UsageLog(), 0
    try:
        for _, month in groupby(days, key=lambda each: (each[0].year, each[0].month)):
            arrivals = [each for _, events in month for each in _arrivals(events, workspace)]
            log.append(arrivals)
            sent += sum(each.events for each in arrivals)
    finally:
        log.close()
    return sent


def _arrivals(events: list[Event], workspace: UUID) -> Iterator[Arrival]:
    hours: defaultdict[int, list[msgspec.Raw]] = defaultdict(list)
    for event in events:
        hours[event.second // _HOUR].append(_as_sent(event))
    for hour in sorted(hours):
        yield Arrival(
            workspace=workspace.bytes,
            received_at=(hour + 1) * _HOUR * 1_000_000,
            source="",
            events=len(hours[hour]),
            body=pack(_encode(Stored(hours[hour]))),
        )


def _as_sent(event: Event) -> msgspec.Raw:
    # Every part is a plain word of ours, so the JSON may be written by hand: it is half of the time.
    minutes, seconds = divmod(event.second % _HOUR, 60)
    return msgspec.Raw(
        f'{{"type":"track","event":"{event.name}","userId":"{event.person}","messageId":"{event.message_id}",'
        f'"timestamp":"{_beginning(event.second // _HOUR)}{minutes:02d}:{seconds:02d}Z",'
        f'"context":{{"groupId":"{event.group}"}}}}'.encode()
    )


@lru_cache(maxsize=64)
def _beginning(hour: int) -> str:
    return datetime.fromtimestamp(hour * _HOUR, UTC).strftime("%Y-%m-%dT%H:")

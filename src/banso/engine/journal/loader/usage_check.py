"""Does the column store hold what the log says? Per workspace and UTC day, by counts and hashes."""

from collections import defaultdict
from datetime import date
from uuid import UUID

from banso.engine.journal.column import store
from banso.engine.journal.loader.source import Difference, Tally
from banso.engine.journal.usage.days import UTC_DAY, as_date
from banso.engine.journal.usage.log import UsageLog
from banso.engine.journal.usage.reading import digests_of
from banso.engine.journal.usage.rows import FINGERPRINT, MASK
from banso.engine.journal.usage.state import State

_HELD = f"""
SELECT workspace, toDate(recorded_at, 'UTC') AS known_on, count() AS counted,
    sumWithOverflow({FINGERPRINT}) AS digest
FROM banso.usage WHERE seq > 0 GROUP BY workspace, known_on"""  # noqa: S608 - our own text
_DAILY = """
SELECT workspace, known_on, sum(raw), sum(rolled) FROM (
    SELECT workspace, toDate(recorded_at, 'UTC') AS known_on, toInt64(sum(sign)) AS raw, 0 AS rolled
    FROM banso.usage GROUP BY workspace, known_on
    UNION ALL
    SELECT workspace, known_on, 0 AS raw, sum(events) AS rolled
    FROM banso.usage_daily GROUP BY workspace, known_on
) GROUP BY workspace, known_on HAVING sum(raw) != sum(rolled)"""
_Key = tuple[UUID, date]


def differences(log: UsageLog, state: State) -> list[Difference]:
    """What does not agree.

    Three comparisons: the log, as far as it is kept, with what the loader says it has read ("usage:log");
    what the loader says it has written with the column store's rows ("usage"); and those with the daily
    rollup ("usage:daily").
    """
    return [
        *_between("usage:log", *_log_and_read(log, state)),
        *_between("usage", _written(state), _held()),
        *(
            Difference("usage:daily", workspace, day, Tally(raw), Tally(rolled))
            for workspace, day, raw, rolled in store().inspect(_DAILY).rows
        ),
    ]


def _between(name: str, log: dict[_Key, Tally], held: dict[_Key, Tally]) -> list[Difference]:
    return [
        Difference(name, key[0], key[1], log.get(key, Tally()), held.get(key, Tally()))
        for key in sorted(log.keys() | held.keys())
        if log.get(key, Tally()) != held.get(key, Tally())
    ]


def _log_and_read(log: UsageLog, state: State) -> tuple[dict[_Key, Tally], dict[_Key, Tally]]:
    found: defaultdict[_Key, list[int]] = defaultdict(lambda: [0, 0])
    after, upto = 0, state.position
    first = None
    while entries := [entry for entry in log.read(after) if entry.seq <= upto]:
        after = entries[-1].seq
        for entry in entries:
            first = entry.received_at // UTC_DAY if first is None else first
            day = found[entry.workspace, as_date(entry.received_at // UTC_DAY)]
            day[0] += entry.events
            day[1] += sum(int.from_bytes(digest[:8], "little") for digest in digests_of(entry))
    rows = state.database.rows("SELECT workspace, day, events, digest FROM usage_received")
    # The first day that is kept may have been cut; it and what lies before cannot be compared.
    cut = first if first is not None and log.bounds()[0] > 1 else -1
    read = {
        (UUID(bytes=bytes(workspace)), as_date(day)): Tally(events, int(digest))
        for workspace, day, events, digest in rows
        if first is not None and day > cut
    }
    kept = {key: Tally(count, digest & MASK) for key, (count, digest) in found.items()}
    return {key: tally for key, tally in kept.items() if key[1] > as_date(cut)}, read


def _written(state: State) -> dict[_Key, Tally]:
    rows = state.database.rows("SELECT workspace, day, events, digest FROM usage_loaded")
    return {
        (UUID(bytes=bytes(workspace)), as_date(day)): Tally(events, int(digest))
        for workspace, day, events, digest in rows
    }


def _held() -> dict[_Key, Tally]:
    return {
        (workspace, day): Tally(count, digest)
        for workspace, day, count, digest in store().inspect(_HELD).rows
    }

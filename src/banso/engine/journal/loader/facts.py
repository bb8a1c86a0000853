"""Facts: from the journal into the column store's `facts`."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from django.db.models import Count, Min

from banso.engine.journal.column import schema, store
from banso.engine.journal.loader.horizon import Horizon
from banso.engine.journal.loader.source import (
    Difference,
    Plan,
    Status,
    Tally,
    done,
    loaded,
    plan,
    start_over,
)
from banso.engine.journal.models import JournalEntry
from banso.kit.tenancy import scopes_disabled

BATCH = 20_000
_FIELDS = (
    *("workspace_id", "type", "fact_id", "version", "seq", "account", "person", "subject"),
    *("actor_kind", "actor_id", "occurred_at", "recorded_at", "retracted", "payload"),
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_SEPARATOR = "\x1f"
# The same text as `_text` makes of a row, hashed the same way.
_TALLIES = """
SELECT workspace, toDate(recorded_at, 'UTC') AS day, count() AS counted,
    sumWithOverflow(reinterpretAsUInt64(substring(MD5(arrayStringConcat([
        toString(workspace), type, toString(fact), toString(version), toString(seq), toString(account),
        person, subject, actor, toString(toUnixTimestamp64Micro(occurred_at)),
        toString(toUnixTimestamp64Micro(recorded_at)), toString(retracted), payload
    ], '\\x1F')), 1, 8))) AS digest
FROM banso.facts WHERE seq <= {upto:UInt64} GROUP BY workspace, day
"""

Row = tuple[Any, ...]


class FactsSource:
    """The journal's way into the column store; see `Source`."""

    name = "facts"

    def __init__(self) -> None:
        self._horizon = Horizon()

    def load_batch(self) -> int:
        batch = plan(self.name, self._horizon.final(), BATCH)
        if batch is None:
            return 0
        rows = list(_rows(batch.after, batch.upto))
        # A token outlives a crash of the engine, but not for certain a power cut; the rows themselves do.
        if rows and not (batch.is_repeated and _is_held(batch, len(rows))):
            columns = list(zip(*rows, strict=True))
            store().insert(
                schema.FACTS.name,
                schema.FACTS.names,
                columns,
                token=batch.token,
                types=schema.FACTS.types,
                by_column=True,
            )
        done(batch)
        return batch.upto - batch.after

    def status(self) -> Status:
        position = loaded(self.name)
        with scopes_disabled():
            waiting = JournalEntry.objects.filter(seq__gt=position).aggregate(
                count=Count("seq"), oldest=Min("recorded_at")
            )
            newest = JournalEntry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
        return Status(self.name, position, newest, waiting["count"], waiting["oldest"])

    def verify(self) -> list[Difference]:
        upto = loaded(self.name)
        journal: dict[tuple[UUID, date], Tally] = {}
        for row in _rows(0, upto):
            key = row[0], row[10].date()
            before = journal.get(key, Tally())
            journal[key] = Tally(before.count + 1, (before.digest + _digest(row)) & 0xFFFFFFFFFFFFFFFF)
        found = store().inspect(_TALLIES, {"upto": upto})
        held = {(workspace, day): Tally(count, digest) for workspace, day, count, digest in found.rows}
        nothing = Tally()
        return [
            Difference(self.name, key[0], key[1], journal.get(key, nothing), held.get(key, nothing))
            for key in sorted(journal.keys() | held.keys())
            if journal.get(key) != held.get(key)
        ]

    def rebuild(self, *, partly: bool = False) -> None:  # noqa: ARG002 - the journal is never cut
        start_over(self.name)
        store().truncate(schema.FACTS.name)


def _rows(after: int, upto: int) -> Iterator[Row]:
    """The journal's entries in the column store's columns, by seq."""
    with scopes_disabled():
        entries = (
            JournalEntry.objects.filter(seq__gt=after, seq__lte=upto).order_by("seq").values_list(*_FIELDS)
        )
        for entry in entries.iterator(chunk_size=2000):
            *head, kind, actor, occurred_at, recorded_at, retracted, payload = entry
            yield (*head, f"{kind}:{actor}", occurred_at, recorded_at, int(retracted), json_of(payload))


def _is_held(batch: Plan, count: int) -> bool:
    found = store().inspect(
        "SELECT uniqExact(seq) FROM banso.facts WHERE seq > {after:UInt64} AND seq <= {upto:UInt64}",
        {"after": batch.after, "upto": batch.upto},
    )
    return bool(found.one()[0] == count)


def json_of(payload: object) -> str:
    """One text for one payload, whatever order the database keeps its keys in."""
    return msgspec.json.encode(payload, order="sorted").decode()


def _digest(row: Row) -> int:
    return int.from_bytes(hashlib.md5(_text(row).encode(), usedforsecurity=False).digest()[:8], "little")


def _text(row: Row) -> str:
    return _SEPARATOR.join(str(_plain(value)) for value in row)


def _plain(value: object) -> object:
    return (value - _EPOCH) // _MICROSECOND if isinstance(value, datetime) else value

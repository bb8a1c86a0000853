"""Events whose account is not known yet: they wait, and are attached in order when it becomes known."""

from typing import NamedTuple

import msgspec

from banso.engine.journal.usage.database import Database, Row
from banso.engine.journal.usage.protocol import Event

DAYS = 90
"""An event that learns its account later than this after what was last known of it has waited in vain."""
_LONGEST = DAYS * 86_400 * 1_000_000
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Event).decode


class Waiting(NamedTuple):
    """An event that waits.

    Attributes:
        seq, place: where it stands in the log.
        external_id: the customer it waits for; "" while it waits for its person's binding.
        since: when all that is known of it was known, in microseconds.
        source: "" or "import:<id>".
    """

    seq: int
    place: int
    workspace: bytes
    person: str
    external_id: str
    since: int
    source: str
    event: Event


_COLUMNS = "seq, place, workspace, person, external_id, since, source, event"


def in_vain(since: int, known_at: int) -> bool:
    """Whether what was known since `since` was completed too late to count."""
    return known_at - since > _LONGEST


def keep(database: Database, events: list[Waiting]) -> None:
    database.execute_many(
        f"INSERT INTO usage_waiting ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
        [(*each[:7], _encode(each.event)) for each in events],
    )


def take_of_person(database: Database, workspace: bytes, person: str) -> list[Waiting]:
    """What waits for a person to be bound, in order; it waits no longer."""
    return _take(database, "workspace = ? AND person = ? AND external_id = ''", (workspace, person))


def take_all_of_person(database: Database, workspace: bytes, person: str) -> list[Waiting]:
    """Everything of a person that waits, in order; it waits no longer."""
    return _take(database, "workspace = ? AND person = ?", (workspace, person))


def take_of_account(database: Database, workspace: bytes, external_id: str) -> list[Waiting]:
    """What waits for an account of that external id, in order; it waits no longer."""
    return _take(database, "workspace = ? AND external_id = ?", (workspace, external_id))


def drop_source(database: Database, workspace: bytes, source: str) -> None:
    database.execute("DELETE FROM usage_waiting WHERE workspace = ? AND source = ?", (workspace, source))


def drop_before(database: Database, since: int) -> int:
    """Give up on what has waited from before a moment; returns how many."""
    return database.execute("DELETE FROM usage_waiting WHERE since < ?", (since,))


def _take(database: Database, where: str, values: tuple[object, ...]) -> list[Waiting]:
    rows: list[Row] = database.rows(
        f"SELECT {_COLUMNS} FROM usage_waiting WHERE {where} ORDER BY seq, place",  # noqa: S608 - our own
        values,
    )
    if rows:
        database.execute(f"DELETE FROM usage_waiting WHERE {where}", values)  # noqa: S608
    return [
        Waiting(seq, place, bytes(workspace), who, external_id, since, source, _decode(bytes(event)))
        for seq, place, workspace, who, external_id, since, source, event in rows
    ]

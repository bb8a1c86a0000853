"""Reading what the loader knows, for pages: what comes in, what was refused, who is waited for."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import msgspec

from banso.engine.journal.usage.days import as_date
from banso.engine.journal.usage.state import State
from banso.engine.journal.usage.times import moment


@dataclass(frozen=True, slots=True)
class Received:
    """A UTC day's arrivals: events sent, taken, sent again, refused, with a mended time, beyond the names."""

    day: date
    events: int
    accepted: int
    repeated: int
    refused: int
    repaired: int
    renamed: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class NameSeen:
    kind: str
    name: str
    first_at: datetime
    last_at: datetime
    events: int


@dataclass(frozen=True, slots=True)
class Refused:
    received_at: datetime
    reason: str
    message_id: str
    what: str


@dataclass(frozen=True, slots=True)
class Awaited:
    """A customer that the product speaks of and no account bears the id of; "" for people without any."""

    external_id: str
    name: str
    events: int
    people: int
    since: datetime


@contextmanager
def _reading() -> Iterator[State]:
    state = State()
    try:
        yield state
    finally:
        state.close()


def received(workspace: UUID, *, days: int = 14) -> list[Received]:
    """The last days on which anything came, the newest first."""
    with _reading() as state:
        rows = state.database.rows(
            "SELECT day, events, accepted, repeated, refused, repaired, renamed, last_at FROM usage_received"
            " WHERE workspace = ? ORDER BY day DESC LIMIT ?",
            (workspace.bytes, days),
        )
    return [
        Received(as_date(day), events, accepted, repeated, refused, repaired, renamed, moment(last_at))
        for day, events, accepted, repeated, refused, repaired, renamed, last_at in rows
    ]


def names_seen(workspace: UUID, *, limit: int = 200) -> list[NameSeen]:
    """Names of events, the latest used first."""
    with _reading() as state:
        rows = state.database.rows(
            "SELECT kind, name, first_at, last_at, events FROM usage_name WHERE workspace = ?"
            " ORDER BY last_at DESC, name LIMIT ?",
            (workspace.bytes, limit),
        )
    return [NameSeen(kind, name, moment(first), moment(last), n) for kind, name, first, last, n in rows]


def refusals(workspace: UUID, *, limit: int = 100) -> list[Refused]:
    """The newest events that could not be taken."""
    with _reading() as state:
        rows = state.database.rows(
            "SELECT received_at, reason, message_id, what FROM usage_refusal WHERE workspace = ?"
            " ORDER BY id DESC LIMIT ?",
            (workspace.bytes, limit),
        )
    return [Refused(moment(at), reason, message, what) for at, reason, message, what in rows]


def refused_by_reason(workspace: UUID) -> dict[str, int]:
    """How many events were ever refused for each reason, most first."""
    with _reading() as state:
        rows = state.database.rows(
            "SELECT reason, SUM(events) FROM usage_refused WHERE workspace = ? GROUP BY reason"
            " ORDER BY SUM(events) DESC, reason",
            (workspace.bytes,),
        )
    return {reason: int(events) for reason, events in rows}


def awaited(workspace: UUID, *, limit: int = 100) -> list[Awaited]:
    """Customers whose events wait, most events first."""
    with _reading() as state:
        rows = state.database.rows(
            "SELECT external_id, COUNT(*), COUNT(DISTINCT person), MIN(since) FROM usage_waiting"
            " WHERE workspace = ? GROUP BY external_id ORDER BY COUNT(*) DESC, external_id LIMIT ?",
            (workspace.bytes, limit),
        )
        told = state.database.rows(
            "SELECT external_id, traits FROM usage_group WHERE workspace = ?", (workspace.bytes,)
        )
        traits = {external_id: bytes(found) for external_id, found in told}
    return [
        Awaited(external_id, _name(traits.get(external_id)), int(events), int(people), moment(since))
        for external_id, events, people, since in rows
    ]


def _name(traits: bytes | None) -> str:
    found = msgspec.json.decode(bytes(traits)).get("name") if traits else ""
    return found if isinstance(found, str) else ""

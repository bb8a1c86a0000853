"""The chain of the audit log: each entry's hash holds the one before, so that none can be changed unseen."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol
from uuid import UUID

# What the first entry of a workspace follows.
START = "0" * 64
# Says where the log was cut; its target is that place.
SHORTENED = "audit.shortened"


class Linked(Protocol):
    """An entry as it is stored; what it says, its place, and its hash."""

    workspace_id: UUID | None
    number: int
    hash: str
    at: datetime
    actor_kind: str
    actor_id: str
    actor_label: str
    verb: str
    target: str
    detail: object
    address: str


@dataclass(frozen=True, slots=True)
class Place:
    """The last entry of a chain: how many there are, and its hash; kept elsewhere it is an anchor."""

    number: int = 0
    hash: str = START

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"


@dataclass(frozen=True, slots=True)
class Break:
    """Where a chain does not hold.

    Attributes:
        number: of the entry at which it was found.
        kind: changed, missing, doubled (also: out of order), cut (the end is gone), start (what came before
            is gone, and no entry says so), anchor (other than it), or past (its entry is no longer kept).
    """

    number: int
    kind: str


def link(before: str, entry: Linked) -> str:
    """The hash of an entry that follows the hash `before`. Its form is for ever: stored hashes hang on it."""
    said = [
        entry.number, str(entry.workspace_id), entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.actor_kind, entry.actor_id, entry.actor_label, entry.verb, entry.target, entry.detail,
        entry.address,
    ]  # fmt: skip
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{before}\n{text}".encode()).hexdigest()


def breaks(
    entries: Iterable[Linked], *, end: Place, anchor: Place | None = None, start: Place | None = None
) -> Iterator[Break]:
    """Everything that is wrong with a chain.

    Args:
        entries: all of one workspace that are kept, in the order in which they were written.
        end: where the chain ends by the note beside it.
        anchor: where it ended once, by a note kept elsewhere.
        start: the last entry that is no longer kept, by the note beside the chain; an entry that is kept has
            to say so as well. The place of an earlier cut will do as an anchor while its entry is kept.
    """
    last, held = start or Place(), anchor is None or anchor == Place()
    told = {str(Place())}
    for entry in entries:
        if entry.verb == SHORTENED:
            told.add(entry.target)
        if entry.number > last.number + 1:
            yield Break(last.number + 1, "missing")
        elif entry.number <= last.number:
            yield Break(entry.number, "doubled")
        elif link(last.hash, entry) != entry.hash:
            yield Break(entry.number, "changed")
        held = held or (anchor is not None and Place(entry.number, entry.hash) == anchor)
        last = Place(entry.number, entry.hash)
    if last != end:
        yield Break(last.number, "cut")
    if start is not None and str(start) not in told:
        yield Break(start.number, "start")
    if not held and anchor is not None and str(anchor) not in told:
        past = start is not None and anchor.number <= start.number
        yield Break(anchor.number, "past" if past else "anchor")

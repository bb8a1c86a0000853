"""From log entries to rows: who did it, for which account, counted once; in the order of the log."""

from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

import msgspec

from banso.engine.journal.usage import waiting
from banso.engine.journal.usage.counts import OTHER, Counts
from banso.engine.journal.usage.database import Database
from banso.engine.journal.usage.imports import ImportedRows
from banso.engine.journal.usage.instructions import Planned
from banso.engine.journal.usage.log import Entry
from banso.engine.journal.usage.people import People
from banso.engine.journal.usage.protocol import USES, Event, digest, understood
from banso.engine.journal.usage.rows import UsageRow
from banso.engine.journal.usage.seen import Seen, forget_before
from banso.engine.journal.usage.sessions import Sessions
from banso.engine.journal.usage.waiting import Waiting
from banso.engine.journal.usage.zones import Zones

_read_imported = msgspec.json.Decoder(ImportedRows).decode
_IMPORT = "import:"
_LONGEST_CHAIN = 5


class Move(NamedTuple):
    """An anonymous person with rows in the column store turned out to be somebody."""

    workspace: bytes
    old: str
    new: str
    at: int


class Reading:
    """One batch after another. What it learns is written by `write`, in the caller's transaction."""

    def __init__(self, database: Database, zones: Zones) -> None:
        self._database = database
        self.zones = zones
        self._people = People(database)
        self._counts = Counts(database)
        self._seen = Seen(database)
        self.sessions = Sessions(database, zones)
        self._begin()

    def _begin(self) -> None:
        self._entries: list[tuple[Entry, list[Event], list[bytes]]] = []
        self._digests: list[bytes] = []
        self._fresh: list[bool] = []
        self._judged = 0
        self._rows: list[UsageRow] = []
        self._moves: list[Move] = []
        self._waiting: list[Waiting] = []

    def forget(self) -> None:
        """The batch failed: nothing of it is true."""
        self.zones.forget()
        self._people.forget()
        self._counts.forget()
        self._seen.forget()
        self.sessions.forget()
        self._begin()

    def gather(self, entry: Entry) -> None:
        """Read an entry; refusals are counted now, everything else by `take`."""
        workspace = entry.workspace.bytes
        self._counts.on(workspace, entry.received_at).events += entry.events
        events: list[Event] = []
        accounts: list[bytes] = []
        if entry.source.startswith(_IMPORT):
            for event, account, name in _imported(entry):
                events.append(event)
                accounts.append(account)
                self._digests.append(name)
        else:
            for said in understood(entry.body, seq=entry.seq, received_at=entry.received_at):
                if isinstance(said, Event):
                    events.append(said)
                else:
                    self._counts.refuse(workspace, entry.received_at, said)
            self._digests += [digest(workspace, event.message_id) for event in events]
        self._entries.append((entry, events, accounts))

    def take(self) -> list[UsageRow]:
        """The rows of everything gathered, and of what waited and need not wait any longer."""
        self._judge()
        fresh = iter(self._fresh)
        sums = iter(self._digests)
        for entry, events, accounts in self._entries:
            workspace = entry.workspace.bytes
            day = self._counts.on(workspace, entry.received_at)
            for place, event in enumerate(events):
                day.digest += int.from_bytes(next(sums)[:8], "little")
                if not next(fresh):
                    day.repeated += 1
                    continue
                day.accepted += 1
                if event.repaired:
                    day.repaired += 1
                if event.kind in USES:
                    self._use(workspace, entry, (place, event), accounts[place] if accounts else b"")
                else:
                    self._tell(workspace, event, entry.received_at)
        waiting.keep(self._database, self._waiting)
        rows = self._rows
        self._rows, self._entries, self._digests, self._waiting = [], [], [], []
        self._fresh, self._judged = [], 0
        return rows

    def count(self, rows: list[UsageRow]) -> None:
        """Note what is written, for `verify`."""
        self._counts.load(rows)

    def take_moves(self) -> list[Move]:
        moves, self._moves = self._moves, []
        return moves

    def write(self) -> None:
        self._people.write_meetings()
        self._counts.write()
        self.sessions.write()

    def begin_day(self, forgotten: int) -> None:
        """Message ids up to a seq are known no longer; to what was gathered before they were."""
        self._judge()
        if forget_before(self._database, forgotten):
            self._seen.forget()

    def name_account(self, told: Planned) -> None:
        """An account bears an external id: whoever waits for it need not any longer."""
        self._people.name_account(told.workspace, told.external_id, UUID(bytes=told.account), told.at)
        for each in waiting.take_of_account(self._database, told.workspace, told.external_id):
            self._place(each)

    def forget_source(self, workspace: bytes, source: str) -> None:
        """An import is taken back."""
        self._seen.forget_source(source)
        waiting.drop_source(self._database, workspace, source)

    def _judge(self) -> None:
        """Find which of the events gathered since the last time never came before."""
        entries = self._entries[self._judged :]
        if not entries:
            return
        sources = [(entry.source, len(events)) for entry, events, _ in entries]
        digests = self._digests[len(self._fresh) :]
        self._fresh += self._seen.fresh(digests, sources, seq=entries[-1][0].seq)
        self._judged = len(self._entries)

    def _use(self, workspace: bytes, entry: Entry, placed_event: tuple[int, Event], account: bytes) -> None:
        place, event = placed_event
        known_at = entry.received_at
        if self._counts.name(workspace, event) is OTHER:
            self._counts.on(workspace, known_at).renamed += 1
            event = msgspec.structs.replace(event, name=OTHER)
        if account:
            self._add(workspace, account, event.person, event, (known_at, entry.source, entry.seq))
            return
        if event.anonymous:
            self._meet_again(workspace, event.anonymous, event.person, known_at)
        person = self._whoever(workspace, event.person)
        if event.group:
            # The commonest event by far: it names its customer, and the customer is known.
            placed = self._people.place(workspace, event.group, known_at)
            if placed is not None:
                known = max(known_at, placed.since)
                if not waiting.in_vain(known_at, known):
                    self._add(workspace, placed.account, person, event, (known, entry.source, entry.seq))
                return
        self._place(Waiting(entry.seq, place, workspace, person, event.group, known_at, entry.source, event))

    def _tell(self, workspace: bytes, event: Event, at: int) -> None:
        person = self._whoever(workspace, event.person)
        if event.anonymous:
            self._become(workspace, event.anonymous, person, at)
        if event.kind == "alias":
            if event.previous:
                self._become(workspace, event.previous, person, at)
        elif event.kind == "identify":
            if event.details:
                self._people.describe(workspace, person, event.details, at)
        else:
            if event.details:
                self._people.describe_group(workspace, event.group, event.details, at)
            self._bind(workspace, person, event.group, at)

    def _bind(self, workspace: bytes, person: str, external_id: str, at: int) -> None:
        if self._people.bound(workspace, person).external_id == external_id:
            return
        self._people.bind(workspace, person, external_id, at)
        self._release(workspace, person)

    def _release(self, workspace: bytes, person: str) -> None:
        """What waited for the binding: on disk from earlier batches, at hand from this one."""
        here = [each for each in self._waiting if _waits_for(each, workspace, person)]
        if here:
            self._waiting = [each for each in self._waiting if not _waits_for(each, workspace, person)]
        for each in [*waiting.take_of_person(self._database, workspace, person), *here]:
            self._place(each)

    def _place(self, each: Waiting) -> None:
        """Give an event its account, or let it wait for what is still missing."""
        external_id, since = each.external_id, each.since
        if not external_id:
            bound = self._people.bound(each.workspace, each.person)
            external_id, since = bound.external_id, max(since, bound.since)
            if waiting.in_vain(each.since, since):
                return
        placed = self._people.place(each.workspace, external_id, since) if external_id else None
        if placed is None:
            self._waiting.append(each._replace(external_id=external_id, since=since))
            return
        known_at = max(since, placed.since)
        if waiting.in_vain(since, known_at):
            return
        self._add(each.workspace, placed.account, each.person, each.event, (known_at, each.source, each.seq))

    def _add(
        self, workspace: bytes, account: bytes, person: str, event: Event, known: tuple[int, str, int]
    ) -> None:
        """One row more; `known` says since when, from which source and by which entry."""
        self._people.meet(workspace, person, event.at)
        details = event.details
        if event.repaired:
            rest = details[1:] if details else b"}"
            details = b'{"timestamp_repaired":true' + (b"," if details else b"") + rest
        known_at, source, seq = known
        self._rows.append(
            UsageRow(
                workspace, account, person, event.kind, event.name, event.message_id, event.at, known_at,
                self.zones(workspace).day_of(event.at), details, source, seq,
            )
        )  # fmt: skip

    def _whoever(self, workspace: bytes, person: str) -> str:
        for _ in range(_LONGEST_CHAIN):
            known = self._people.known_as(workspace, person)
            if not known:
                break
            person = known
        return person

    def _meet_again(self, workspace: bytes, anonymous: str, person: str, at: int) -> None:
        if not self._people.known_as(workspace, anonymous):
            self._become(workspace, anonymous, self._whoever(workspace, person), at)

    def _become(self, workspace: bytes, old: str, new: str, at: int) -> None:
        """What `old` did was done by `new`."""
        if old == new or self._people.known_as(workspace, old) == new:
            return
        if self._whoever(workspace, new) == old:
            return  # the other way round was said before; a circle would lose both
        self._people.link(workspace, old, new)
        if self._people.has_met(workspace, old):
            self._moves.append(Move(workspace, old, new, at))
        before = self._people.bound(workspace, old)
        if before.external_id and not self._people.bound(workspace, new).external_id:
            self._bind(workspace, new, before.external_id, at)
        here = [each for each in self._waiting if each.workspace == workspace and each.person == old]
        if here:
            self._waiting = [each for each in self._waiting if each not in here]
        for each in [*waiting.take_all_of_person(self._database, workspace, old), *here]:
            if not waiting.in_vain(each.since, at):
                self._place(each._replace(person=new, since=max(each.since, at)))


def _waits_for(each: Waiting, workspace: bytes, person: str) -> bool:
    return each.workspace == workspace and each.person == person and not each.external_id


def _imported(entry: Entry) -> Iterator[tuple[Event, bytes, bytes]]:
    """The events of a file's rows, each with its account and its digest."""
    workspace = entry.workspace.bytes
    for row in _read_imported(entry.body).rows:
        details = bytes(row.properties)
        event = Event(
            "track", row.name, row.id, row.person, "", "", "", row.at, repaired=False,
            details=b"" if details == b"{}" else details,
        )  # fmt: skip
        # Rows of files have a name space of their own: their ids are often just numbers.
        name = f"file\x1f{row.id}"
        if row.version > 1:
            # By the import too: another one's version of the same number is not this one's.
            name += f"\x1f{row.version}\x1f{entry.source}"
        yield event, row.account.bytes, digest(workspace, name)


def digests_of(entry: Entry) -> list[bytes]:
    """The digests of an entry's events, without the refused."""
    if entry.source.startswith(_IMPORT):
        return [name for _, _, name in _imported(entry)]
    workspace = entry.workspace.bytes
    said = understood(entry.body, seq=entry.seq, received_at=entry.received_at)
    return [digest(workspace, event.message_id) for event in said if isinstance(event, Event)]

"""What came in: per day, per name, and what was refused; for the pages and for `verify`."""

from collections import defaultdict
from dataclasses import dataclass

from banso.engine.journal.usage.database import Database
from banso.engine.journal.usage.days import UTC_DAY
from banso.engine.journal.usage.protocol import Event, Refusal
from banso.engine.journal.usage.rows import MASK, UsageRow, fingerprint

# A product that writes an id into the name would make every list and every rollup endless.
NAMES = 2_000
OTHER = "(other)"
REFUSALS_KEPT = 1_000


@dataclass(slots=True)
class Received:
    events: int = 0
    accepted: int = 0
    repeated: int = 0
    refused: int = 0
    repaired: int = 0
    renamed: int = 0
    digest: int = 0
    last_at: int = 0


class Counts:
    """Gathers a batch's numbers; `write` adds them to the ones that are kept."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[bytes, set[tuple[str, str]]] = {}
        self._begin()

    def _begin(self) -> None:
        self._received: defaultdict[tuple[bytes, int], Received] = defaultdict(Received)
        self._loaded: defaultdict[tuple[bytes, int], list[int]] = defaultdict(lambda: [0, 0])
        self._names: dict[tuple[bytes, str, str], list[int]] = {}
        self._refusals: list[tuple[bytes, int, Refusal]] = []

    def forget(self) -> None:
        """The batch failed."""
        self._known.clear()
        self._begin()

    def on(self, workspace: bytes, received_at: int) -> Received:
        """The numbers of the UTC day of receipt."""
        day = self._received[workspace, received_at // UTC_DAY]
        day.last_at = max(day.last_at, received_at)
        return day

    def name(self, workspace: bytes, event: Event) -> str:
        """The name to count a use under: its own, or OTHER when the workspace has too many already."""
        key = (workspace, event.kind, event.name)
        seen = self._names.get(key)
        if seen is not None:
            if event.at < seen[0]:
                seen[0] = event.at
            elif event.at > seen[1]:
                seen[1] = event.at
            seen[2] += 1
            return event.name
        known = self._names_of(workspace)
        if (event.kind, event.name) not in known:
            if len(known) >= NAMES and event.name != OTHER:
                return OTHER
            known.add((event.kind, event.name))
        self._names[key] = [event.at, event.at, 1]
        return event.name

    def refuse(self, workspace: bytes, received_at: int, refusal: Refusal) -> None:
        self.on(workspace, received_at).refused += 1
        self._refusals.append((workspace, received_at, refusal))

    def load(self, rows: list[UsageRow]) -> None:
        for row in rows:
            day = self._loaded[row.workspace, row.recorded_at // UTC_DAY]
            day[0] += 1
            day[1] += fingerprint(row)

    def write(self) -> None:
        self._write_received()
        self._write_refusals()
        self._database.execute_many(
            "INSERT INTO usage_name (workspace, kind, name, first_at, last_at, events)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (workspace, kind, name) DO UPDATE SET"
            " first_at = CASE WHEN excluded.first_at < usage_name.first_at THEN excluded.first_at"
            " ELSE usage_name.first_at END,"
            " last_at = CASE WHEN excluded.last_at > usage_name.last_at THEN excluded.last_at"
            " ELSE usage_name.last_at END, events = usage_name.events + excluded.events",
            [(*key, *seen) for key, seen in self._names.items()],
        )
        for key, (events, digest) in self._loaded.items():
            before = self._database.rows(
                "SELECT events, digest FROM usage_loaded WHERE workspace = ? AND day = ?", key
            )
            counted, summed = before[0] if before else (0, "0")
            self._database.execute(
                "INSERT INTO usage_loaded (workspace, day, events, digest) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (workspace, day)"
                " DO UPDATE SET events = excluded.events, digest = excluded.digest",
                (*key, counted + events, str((int(summed) + digest) & MASK)),
            )
        self._begin()

    def _names_of(self, workspace: bytes) -> set[tuple[str, str]]:
        known = self._known.get(workspace)
        if known is None:
            rows = self._database.rows("SELECT kind, name FROM usage_name WHERE workspace = ?", (workspace,))
            known = self._known[workspace] = {(kind, name) for kind, name in rows}
        return known

    def _write_received(self) -> None:
        for key, new in self._received.items():
            rows = self._database.rows(
                "SELECT events, accepted, repeated, refused, repaired, renamed, digest, last_at"
                " FROM usage_received WHERE workspace = ? AND day = ?",
                key,
            )
            old = rows[0] if rows else (0, 0, 0, 0, 0, 0, "0", 0)
            self._database.execute(
                "INSERT INTO usage_received (workspace, day, events, accepted, repeated, refused, repaired,"
                " renamed, digest, last_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (workspace, day) DO UPDATE SET events = excluded.events,"
                " accepted = excluded.accepted, repeated = excluded.repeated, refused = excluded.refused,"
                " repaired = excluded.repaired, renamed = excluded.renamed, digest = excluded.digest,"
                " last_at = excluded.last_at",
                (
                    *key, old[0] + new.events, old[1] + new.accepted, old[2] + new.repeated,
                    old[3] + new.refused, old[4] + new.repaired, old[5] + new.renamed,
                    str((int(old[6]) + new.digest) & MASK), max(old[7], new.last_at),
                ),
            )  # fmt: skip

    def _write_refusals(self) -> None:
        if not self._refusals:
            return
        by_reason: defaultdict[tuple[bytes, int, str], int] = defaultdict(int)
        for workspace, received_at, refusal in self._refusals:
            by_reason[workspace, received_at // UTC_DAY, refusal.reason] += 1
        self._database.execute_many(
            "INSERT INTO usage_refused (workspace, day, reason, events) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (workspace, day, reason)"
            " DO UPDATE SET events = usage_refused.events + excluded.events",
            [(*key, count) for key, count in by_reason.items()],
        )
        for workspace in {each[0] for each in self._refusals}:
            newest = [each for each in self._refusals if each[0] == workspace][-REFUSALS_KEPT:]
            self._database.execute_many(
                "INSERT INTO usage_refusal (workspace, received_at, reason, message_id, what)"
                " VALUES (?, ?, ?, ?, ?)",
                [(workspace, at, said.reason, said.message_id, said.what) for _, at, said in newest],
            )
            self._database.execute(
                "DELETE FROM usage_refusal WHERE workspace = ? AND id <= (SELECT id FROM usage_refusal"
                " WHERE workspace = ? ORDER BY id DESC LIMIT 1 OFFSET ?)",
                (workspace, workspace, REFUSALS_KEPT),
            )

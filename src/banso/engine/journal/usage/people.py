"""Who a person is and which account they belong to, as the log has told so far."""

from typing import NamedTuple
from uuid import UUID

import msgspec

from banso.engine.journal.usage.database import Database

_ROOM = 200_000


class Bound(NamedTuple):
    """A person's customer, by its external id, since when that was known (microseconds); ("", 0) for none."""

    external_id: str
    since: int


class Placed(NamedTuple):
    """An account, and the moment from which it was known under the external id."""

    account: bytes
    since: int


NOBODY = Bound("", 0)


class People:
    """Bindings and links, with the busy ones at hand. A failed batch must `forget`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._bound: dict[tuple[bytes, str], Bound] = {}
        self._links: dict[tuple[bytes, str], str] = {}
        self._accounts: dict[tuple[bytes, str], list[Placed]] = {}
        self._met: dict[tuple[bytes, str], list[int]] = {}

    def forget(self) -> None:
        self._bound.clear()
        self._links.clear()
        self._accounts.clear()
        self._met.clear()

    def known_as(self, workspace: bytes, anonymous: str) -> str:
        """The person that an anonymous id turned out to be; "" as long as nobody knows."""
        key = (workspace, anonymous)
        found = self._links.get(key)
        if found is None:
            rows = self._database.rows(
                "SELECT person FROM usage_link WHERE workspace = ? AND anonymous = ?", key
            )
            found = self._links[key] = rows[0][0] if rows else ""
        return found

    def link(self, workspace: bytes, anonymous: str, person: str) -> None:
        self._links[workspace, anonymous] = person
        self._database.execute(
            "INSERT INTO usage_link (workspace, anonymous, person) VALUES (?, ?, ?)"
            " ON CONFLICT (workspace, anonymous) DO UPDATE SET person = excluded.person",
            (workspace, anonymous, person),
        )

    def bound(self, workspace: bytes, person: str) -> Bound:
        key = (workspace, person)
        found = self._bound.get(key)
        if found is None:
            rows = self._database.rows(
                "SELECT external_id, bound_at FROM usage_person WHERE workspace = ? AND person = ?", key
            )
            found = self._bound[key] = Bound(*rows[0]) if rows else NOBODY
        return found

    def bind(self, workspace: bytes, person: str, external_id: str, at: int) -> None:
        self._bound[workspace, person] = Bound(external_id, at)
        self._database.execute(
            "INSERT INTO usage_person (workspace, person, external_id, bound_at, traits, first_at, last_at,"
            " events) VALUES (?, ?, ?, ?, ?, ?, ?, 0) ON CONFLICT (workspace, person)"
            " DO UPDATE SET external_id = excluded.external_id, bound_at = excluded.bound_at",
            (workspace, person, external_id, at, b"{}", at, at),
        )

    def describe(self, workspace: bytes, person: str, traits: bytes, at: int) -> None:
        """Lay new traits over the ones that are known."""
        rows = self._database.rows(
            "SELECT traits FROM usage_person WHERE workspace = ? AND person = ?", (workspace, person)
        )
        self._database.execute(
            "INSERT INTO usage_person (workspace, person, external_id, bound_at, traits, first_at, last_at,"
            " events) VALUES (?, ?, '', 0, ?, ?, ?, 0) ON CONFLICT (workspace, person)"
            " DO UPDATE SET traits = excluded.traits",
            (workspace, person, _laid_over(bytes(rows[0][0]) if rows else b"", traits), at, at),
        )

    def describe_group(self, workspace: bytes, external_id: str, traits: bytes, at: int) -> None:
        rows = self._database.rows(
            "SELECT traits FROM usage_group WHERE workspace = ? AND external_id = ?", (workspace, external_id)
        )
        self._database.execute(
            "INSERT INTO usage_group (workspace, external_id, traits, last_at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (workspace, external_id)"
            " DO UPDATE SET traits = excluded.traits, last_at = excluded.last_at",
            (workspace, external_id, _laid_over(bytes(rows[0][0]) if rows else b"", traits), at),
        )

    def place(self, workspace: bytes, external_id: str, at: int) -> Placed | None:
        """The account that bore an external id at a moment, or the first that came to bear it afterwards."""
        history = self._history(workspace, external_id)
        chosen: Placed | None = None
        for placed in history:
            if chosen is None or placed.since <= at:
                chosen = placed
        return chosen

    def name_account(self, workspace: bytes, external_id: str, account: UUID, at: int) -> None:
        self._accounts.pop((workspace, external_id), None)
        self._database.execute(
            "INSERT INTO usage_account (workspace, external_id, since, account) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (workspace, external_id, since) DO UPDATE SET account = excluded.account",
            (workspace, external_id, at, account.bytes),
        )

    def _history(self, workspace: bytes, external_id: str) -> list[Placed]:
        key = (workspace, external_id)
        found = self._accounts.get(key)
        if found is None:
            rows = self._database.rows(
                "SELECT account, since FROM usage_account WHERE workspace = ? AND external_id = ?"
                " ORDER BY since",
                key,
            )
            found = self._accounts[key] = [Placed(bytes(account), since) for account, since in rows]
        return found

    def meet(self, workspace: bytes, person: str, at: int) -> None:
        """A person did something; written at the end of the batch."""
        met = self._met.get((workspace, person))
        if met is None:
            self._met[workspace, person] = [at, at, 1]
        else:
            if at < met[0]:
                met[0] = at
            elif at > met[1]:
                met[1] = at
            met[2] += 1

    def has_met(self, workspace: bytes, person: str) -> bool:
        """Whether anything was ever counted for them."""
        if (workspace, person) in self._met:
            return True
        rows = self._database.rows(
            "SELECT events FROM usage_person WHERE workspace = ? AND person = ?", (workspace, person)
        )
        return bool(rows and rows[0][0])

    def write_meetings(self) -> None:
        self._database.execute_many(
            "INSERT INTO usage_person (workspace, person, external_id, bound_at, traits, first_at, last_at,"
            " events) VALUES (?, ?, '', 0, ?, ?, ?, ?) ON CONFLICT (workspace, person) DO UPDATE SET"
            " first_at = CASE WHEN excluded.first_at < usage_person.first_at THEN excluded.first_at"
            " ELSE usage_person.first_at END,"
            " last_at = CASE WHEN excluded.last_at > usage_person.last_at THEN excluded.last_at"
            " ELSE usage_person.last_at END, events = usage_person.events + excluded.events",
            [(workspace, person, b"{}", *met) for (workspace, person), met in self._met.items()],
        )
        self._met.clear()
        for kept in (self._bound, self._links, self._accounts):
            if len(kept) > _ROOM:
                kept.clear()


def _laid_over(before: bytes, after: bytes) -> bytes:
    if not after:
        return before or b"{}"
    merged = {**msgspec.json.decode(before or b"{}"), **msgspec.json.decode(after)}
    return msgspec.json.encode(merged)

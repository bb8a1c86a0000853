"""What the loader remembers of a person, after their erasure."""

from collections.abc import Callable
from typing import Any

import msgspec

from banso.engine.journal.erasing.terms import Terms
from banso.engine.journal.usage.database import Database
from banso.engine.journal.usage.days import UTC_DAY
from banso.engine.journal.usage.log import UsageLog
from banso.engine.journal.usage.protocol import Event
from banso.engine.journal.usage.reading import digests_of
from banso.engine.journal.usage.rows import MASK
from banso.engine.journal.usage.state import State
from banso.kit.tenancy import current_workspace_id

_read_event = msgspec.msgpack.Decoder(Event).decode
_write_event = msgspec.msgpack.Encoder().encode


def linked_keys(keys: list[str], mails: list[str]) -> list[str]:
    """Every id in the usage data that is known to be the same person's, the given ones included."""
    workspace, state = current_workspace_id().bytes, State()
    found = dict.fromkeys(keys)
    try:
        for mail in mails:
            for person, traits in (
                state.database.rows(
                    "SELECT person, traits FROM usage_person WHERE workspace = ?", (workspace,)
                )
                if mail
                else ()
            ):
                if person.lower() == mail or _mail_of(bytes(traits)) == mail:
                    found[person] = None
        queue = list(found)
        while queue:
            key = queue.pop()
            for (anonymous,) in state.database.rows(
                "SELECT anonymous FROM usage_link WHERE workspace = ? AND person = ?", (workspace, key)
            ):
                if anonymous not in found:
                    found[anonymous] = None
                    queue.append(anonymous)
        return list(found)
    finally:
        state.close()


def _mail_of(traits: bytes) -> str:
    told = msgspec.json.decode(traits).get("email")
    return told.strip().lower() if isinstance(told, str) else ""


def erase_in_memory(terms: Terms, deltas: dict[int, int], days: list[int]) -> None:
    """Take the person out of the loader's memory, in one transaction, with a number of its own for everybody.

    Args:
        terms: what names them.
        deltas: by UTC day, what the sum of the loaded rows' fingerprints changes by.
        days: UTC days on which message ids have changed: what was received is added up anew.
    """
    state = State()
    database, workspace = state.database, current_workspace_id().bytes
    try:
        with database.transaction():
            _people(database, workspace, terms)
            _waiting(database, workspace, terms)
            _texts(database, workspace, terms)
            for day, delta in deltas.items():
                _shift(database, workspace, day, delta)
            for day in days:
                _add_up(database, workspace, day)
            # Whoever loads next, here or elsewhere, has to read all of it again.
            state.put("number", int(state.get("number", 0)) + 1)
            state.put(f"erasing:{terms.mark}", None)
    finally:
        state.close()


def _people(database: Database, workspace: bytes, terms: Terms) -> None:
    for key, pseudonym in terms.pseudonyms.items():
        database.execute(
            "UPDATE usage_person SET person = ?, traits = ? WHERE workspace = ? AND person = ?",
            (pseudonym, b"{}", workspace, key),
        )
        for table, column in (
            ("usage_link", "anonymous"),
            ("usage_link", "person"),
            ("usage_span", "person"),
        ):
            database.execute(
                f"UPDATE {table} SET {column} = ? WHERE workspace = ? AND {column} = ?",
                (pseudonym, workspace, key),
            )


def _waiting(database: Database, workspace: bytes, terms: Terms) -> None:
    rows = database.rows(
        "SELECT seq, place, person, event FROM usage_waiting WHERE workspace = ?", (workspace,)
    )
    for seq, place, person, packed in rows:
        event = _read_event(bytes(packed))
        theirs = person in terms.pseudonyms or event.person in terms.pseudonyms
        after = msgspec.structs.replace(
            event, person=terms.person(event.person), anonymous=terms.person(event.anonymous),
            previous=terms.person(event.previous), message_id=terms.text(event.message_id),
            name=terms.text(event.name), details=_json(event.details, terms, named=theirs),
        )  # fmt: skip
        if after != event or theirs:
            database.execute(
                "UPDATE usage_waiting SET person = ?, event = ? WHERE seq = ? AND place = ?",
                (terms.person(person), _write_event(after), seq, place),
            )


def _json(text: bytes, terms: Terms, *, named: bool = False) -> bytes:
    if not text:
        return text
    before = msgspec.json.decode(text)
    after = terms.value(before, named=named)
    return text if after == before else msgspec.json.encode(after)


def _texts(database: Database, workspace: bytes, terms: Terms) -> None:
    plain: Callable[[Any], Any] = terms.text
    _each(database, "usage_person", ("person",), {"traits": lambda t: _json(bytes(t), terms)}, workspace)
    _each(database, "usage_group", ("external_id",), {"traits": lambda t: _json(bytes(t), terms)}, workspace)
    _each(database, "usage_name", ("kind", "name"), {"name": plain}, workspace)
    _each(database, "usage_refusal", ("id",), {"message_id": plain, "what": plain}, workspace)


def _each(
    database: Database, table: str, key: tuple[str, ...], columns: dict[str, Callable[[Any], Any]],
    workspace: bytes,
) -> None:  # fmt: skip
    names = (*key, *columns)
    rows = database.rows(f"SELECT {', '.join(names)} FROM {table} WHERE workspace = ?", (workspace,))
    where = " AND ".join(f"{name} = ?" for name in key)
    for row in rows:
        old = dict(zip(columns, row[len(key) :], strict=True))
        new = {name: clean(old[name]) for name, clean in columns.items()}
        if any(bytes(a) != bytes(b) if isinstance(b, bytes) else a != b for a, b in zip(
            old.values(), new.values(), strict=True
        )):  # fmt: skip
            told = ", ".join(f"{name} = ?" for name in new)
            database.execute(
                f"UPDATE {table} SET {told} WHERE workspace = ? AND {where}",
                (*new.values(), workspace, *row[: len(key)]),
            )


def _shift(database: Database, workspace: bytes, day: int, delta: int) -> None:
    rows = database.rows("SELECT digest FROM usage_loaded WHERE workspace = ? AND day = ?", (workspace, day))
    if rows:
        database.execute(
            "UPDATE usage_loaded SET digest = ? WHERE workspace = ? AND day = ?",
            (str((int(rows[0][0]) + delta) & MASK), workspace, day),
        )


def _add_up(database: Database, workspace: bytes, day: int) -> None:
    log, after, total = UsageLog(), 0, 0
    try:
        while entries := log.read(after):
            after = entries[-1].seq
            for entry in entries:
                if entry.workspace.bytes == workspace and entry.received_at // UTC_DAY == day:
                    total += sum(int.from_bytes(digest[:8], "little") for digest in digests_of(entry))
    finally:
        log.close()
    database.execute(
        "UPDATE usage_received SET digest = ? WHERE workspace = ? AND day = ?",
        (str(total & MASK), workspace, day),
    )

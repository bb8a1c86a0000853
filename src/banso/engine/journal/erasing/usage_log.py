"""The usage log after an erasure: the same events at the same places, done by a pseudonym."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import msgspec

from banso.engine.journal.erasing.terms import Terms
from banso.engine.journal.usage.imports import ImportedRow, ImportedRows
from banso.engine.journal.usage.intake import Stored, mended
from banso.engine.journal.usage.log import UsageLog
from banso.kit.tenancy import current_workspace_id

_WHO = ("userId", "anonymousId", "previousId")
_encode = msgspec.json.Encoder().encode
_read_stored = msgspec.json.Decoder(Stored).decode
_read_rows = msgspec.json.Decoder(ImportedRows).decode
_CHUNK = 5_000


def erase_in_log(terms: Terms, *, on_new_ids: Callable[[int], None]) -> int:
    """Write anew what names the person in the open workspace's entries; returns how many events changed.

    May run again. The log keeps the place, the time and the number of events of every entry.

    Args:
        terms: what names them.
        on_new_ids: told when an entry was received in which message ids change, before it is written.
    """
    workspace, log = current_workspace_id(), UsageLog()
    changed = after = 0
    try:
        while entries := log.read(after, events=_CHUNK):
            after = entries[-1].seq
            for entry in entries:
                if entry.workspace != workspace or not _may_name(entry.body, terms):
                    continue
                read = _imported if entry.source.startswith("import:") else _tracked
                body, count, new_ids = read(entry.body, terms)
                if count:
                    if new_ids:
                        on_new_ids(entry.received_at)
                    log.replace(entry.seq, body)
                    changed += count
        return changed
    finally:
        log.close()


def events_of(terms: Terms, workspace: UUID) -> list[dict[str, Any]]:
    """Every event that names the person, as the log has it; for handing it out."""
    found: list[dict[str, Any]] = []
    log, after = UsageLog(), 0
    try:
        while entries := log.read(after, events=_CHUNK):
            after = entries[-1].seq
            for entry in entries:
                if entry.workspace == workspace and _may_name(entry.body, terms):
                    found += _events(entry.body, terms, imported=entry.source.startswith("import:"))
        return found
    finally:
        log.close()


def _events(body: bytes, terms: Terms, *, imported: bool) -> list[dict[str, Any]]:
    if imported:
        rows = (msgspec.to_builtins(row) for row in _read_rows(body).rows if _row(row, terms) != row)
        return [{"row": row} for row in rows]
    events = (_plain(bytes(raw)) for raw in _read_stored(body).events)
    return [event for event in events if event is not None and _event(event, terms) != event]


def _may_name(body: bytes, terms: Terms) -> bool:
    """A quick look at the bytes; what is written with escapes is read in full."""
    if b"\\u" in body:
        return True
    text = body.decode("utf-8", "replace").lower()
    return any(term.lower() in text for term in (*terms.keys, *terms.telling))


def _tracked(body: bytes, terms: Terms) -> tuple[bytes, int, bool]:
    stored = _read_stored(body)
    count, new_ids = 0, False
    for place, raw in enumerate(stored.events):
        event = _plain(bytes(raw))
        if event is None:
            continue
        after = _event(event, terms)
        if after != event:
            stored.events[place] = msgspec.Raw(_encode(after))
            new_ids = new_ids or after.get("messageId") != event.get("messageId")
            count += 1
    common = _plain(bytes(stored.context)) if memoryview(stored.context) else None
    if common is not None and (clean := terms.value(common)) != common:
        stored.context = msgspec.Raw(_encode(clean))
        count += 1
    return _encode(stored), count, new_ids


def _plain(raw: bytes) -> dict[str, Any] | None:
    try:
        value = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        value = msgspec.json.decode(mended(raw))
    return value if isinstance(value, dict) else None


def _event(event: dict[str, Any], terms: Terms) -> dict[str, Any]:
    """An event without the person; what they did stays, what describes them and their device goes."""
    ids = {name: str(event[name]) for name in _WHO if event.get(name) is not None}
    theirs = any(value.strip() in terms.pseudonyms for value in ids.values())
    after = {name: terms.value(value, named=theirs) for name, value in event.items()}
    for name, value in ids.items():
        if value.strip() in terms.pseudonyms:
            after[name] = terms.person(value.strip())
    if theirs:
        if event.get("type") == "identify":
            after.pop("traits", None)
        if isinstance(event.get("context"), dict):
            kept = after["context"]
            after["context"] = {"groupId": kept["groupId"]} if "groupId" in kept else {}
    return after


def _imported(body: bytes, terms: Terms) -> tuple[bytes, int, bool]:
    rows = _read_rows(body).rows
    after = [_row(row, terms) for row in rows]
    changed = [(old, new) for old, new in zip(rows, after, strict=True) if old != new]
    return _encode(ImportedRows(after)), len(changed), any(old.id != new.id for old, new in changed)


def _row(row: ImportedRow, terms: Terms) -> ImportedRow:
    theirs = row.person in terms.pseudonyms
    before = msgspec.json.decode(row.properties)
    details = terms.value(before, named=theirs)
    return msgspec.structs.replace(
        row, id=terms.text(row.id), person=terms.person(row.person), name=terms.text(row.name),
        properties=row.properties if details == before else msgspec.Raw(_encode(details)),
    )  # fmt: skip

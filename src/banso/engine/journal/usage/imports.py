"""Usage that comes from a file: through the same log, so that one reader puts everything in order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec
from django.db import transaction

from banso.engine.journal.usage.log import Arrival, UsageLog, pack
from banso.engine.journal.usage.models import Instruction
from banso.engine.journal.usage.times import micros
from banso.kit.clock import now
from banso.kit.tenancy import current_workspace_id

_ROWS = 1_000


@dataclass(frozen=True, slots=True)
class ImportedUse:
    """One row of a usage file.

    Attributes:
        id: of the row in its system; the same id counts once per workspace, however often it is imported.
        account: whose use it is.
        occurred_at: aware.
        properties: what JSON can hold.
        version: rises when the row comes with other values; see `withdraw_imported`.
    """

    id: str
    account: UUID
    person: str
    name: str
    occurred_at: datetime
    properties: dict[str, object] | None = None
    version: int = 1


class ImportedRow(msgspec.Struct, array_like=True):
    """As the log keeps it."""

    id: str
    account: UUID
    person: str
    name: str
    at: int
    properties: msgspec.Raw
    version: int = 1


class ImportedRows(msgspec.Struct):
    rows: list[ImportedRow]


def append_imported(rows: Iterable[ImportedUse], import_id: UUID | str) -> int:
    """Append a file's rows to the usage log; durable on return. Returns how many.

    Rows that were imported before are passed over by the loader, unless their import was undone.

    Raises:
        Full: the disk has no room; what was appended before stays and is passed over at the next try.
    """
    log = UsageLog()
    workspace = current_workspace_id()
    received_at = micros(now())
    batch: list[ImportedRow] = []
    count = 0
    try:
        for row in rows:
            batch.append(
                ImportedRow(
                    row.id, row.account, row.person, row.name, micros(row.occurred_at),
                    msgspec.Raw(msgspec.json.encode(row.properties) if row.properties else b"{}"),
                    row.version,
                )
            )  # fmt: skip
            if len(batch) == _ROWS:
                count += _append(log, workspace, received_at, import_id, batch)
                batch = []
        return count + _append(log, workspace, received_at, import_id, batch)
    finally:
        log.close()


def _append(
    log: UsageLog, workspace: UUID, received_at: int, import_id: UUID | str, batch: list[ImportedRow]
) -> int:
    if batch:
        body = pack(msgspec.json.encode(ImportedRows(batch)))
        log.append([Arrival(workspace.bytes, received_at, source_of(import_id), len(batch), body)])
    return len(batch)


def source_of(import_id: UUID | str) -> str:
    return f"import:{import_id}"


def cancel_imported(import_id: UUID | str) -> None:
    """Take back all usage of an import, from now on; before this moment it stays known.

    What it had withdrawn of earlier imports stands again. In the transaction of the undoing, and only while
    no later import has corrected this one.
    """
    _instruct("cancel", import_id)


def withdraw_imported(ids: Sequence[str], import_id: UUID | str) -> None:
    """Take back what other imports have told of these rows, from now on: this one tells them anew.

    Call it before `append_imported`, in the transaction of the correction.

    Args:
        ids: of the rows that come with other values.
        import_id: the import that corrects them.
    """
    _instruct("withdraw", import_id, ids)


def _instruct(kind: str, import_id: UUID | str, ids: Sequence[str] = ()) -> None:
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("taking usage back is one transaction: open atomic() first")
    log = UsageLog()
    try:
        _, last = log.bounds()
    finally:
        log.close()
    Instruction.objects.create(
        workspace_id=current_workspace_id(), kind=kind, source=source_of(import_id), ids=list(ids), at=now(),
        after_seq=last,
    )  # fmt: skip

"""What a stopped data folder holds, as JSON: run as a program, to compare two of them."""

import hashlib
import json
from datetime import datetime, timedelta

import django
import msgspec


def contents() -> dict[str, object]:
    """The logs by seq, the records that tests make, and what the column store holds."""
    from banso.domain.accounts.models import Account  # noqa: PLC0415 - needs the app registry
    from banso.engine.journal.column.schema import TABLES  # noqa: PLC0415
    from banso.engine.journal.loader import run  # noqa: PLC0415
    from banso.engine.journal.models import JournalEntry  # noqa: PLC0415
    from banso.engine.journal.usage.log import UsageLog  # noqa: PLC0415
    from banso.engine.journal.usage.protocol import Event, understood  # noqa: PLC0415
    from banso.integrations.files.models import ImportRun  # noqa: PLC0415
    from banso.kit.tenancy import scopes_disabled  # noqa: PLC0415

    log = UsageLog()
    entries, events, after = {}, [], 0
    while read := log.read(after):
        after = read[-1].seq
        for entry in read:
            entries[entry.seq] = _digest(entry.workspace, entry.received_at, entry.source, entry.body)
            found = understood(entry.body, seq=entry.seq, received_at=entry.received_at)
            events += [each.message_id for each in found if isinstance(each, Event)]
    log.close()
    with scopes_disabled():
        journal = {row["seq"]: _digest(*row.values()) for row in JournalEntry.objects.values()}
        accounts = dict(Account.objects.values_list("external_id", "id"))
        told = set(JournalEntry.objects.values_list("account", flat=True))
        lost = [str(each.pk) for each in ImportRun.objects.all() if not any(each.folder.glob("*"))]
        imports = ImportRun.objects.count()
    return {
        "log": entries, "events": events, "journal": journal, "accounts": sorted(accounts),
        "accounts without their fact": sorted(name for name, each in accounts.items() if each not in told),
        "imports": imports, "imports without their file": lost,
        "differences": len(run.verify()), "column": {name: _of_table(name) for name in TABLES},
    }  # fmt: skip


def send(first: int, count: int, at: datetime) -> None:
    """Put events into the log of the only workspace, as if they had come at a moment."""
    from banso.domain.workspaces.models import Workspace  # noqa: PLC0415 - needs the app registry
    from banso.engine.journal.usage.intake import read_body  # noqa: PLC0415
    from banso.engine.journal.usage.log import Arrival, UsageLog, pack  # noqa: PLC0415
    from banso.engine.journal.usage.times import micros  # noqa: PLC0415

    events = [
        {
            "type": "track", "messageId": f"m{number}", "userId": f"u{number % 5}", "event": f"E{number % 3}",
            "context": {"groupId": f"c{number % 4}"}, "sentAt": at.isoformat(),
            "timestamp": (at + timedelta(minutes=number)).isoformat(),
        }
        for number in range(first, first + count)
    ]  # fmt: skip
    body = msgspec.json.encode(read_body(json.dumps({"batch": events}).encode(), "batch").stored)
    log = UsageLog()
    log.append([Arrival(Workspace.objects.get().id.bytes, micros(at), "", count, pack(body))])
    log.close()


def _of_table(name: str) -> object:
    """How many rows, and the sum of their hashes; rows that only a merge will add up are added up."""
    from banso.engine.journal.column import store  # noqa: PLC0415 - needs the app registry

    # Which batch brought a session in is no part of what is known.
    shown = "* EXCEPT version" if name == "sessions" else "*"
    rows = (
        f"SELECT {shown} FROM banso.{name} FINAL"
        if name == "usage_daily"
        else f"SELECT {shown} FROM banso.{name}"
    )
    found = store().inspect(f"SELECT count(), sumWithOverflow(cityHash64(*)) FROM ({rows})")
    return list(found.one())


def _digest(*values: object) -> str:
    return hashlib.sha256(repr(values).encode()).hexdigest()


if __name__ == "__main__":
    django.setup()
    print(json.dumps(contents(), default=str))

"""The process that writes while the power is cut, and the one that looks afterwards: programs of `power`."""

import asyncio
import json
import os
import sqlite3
import sys
import threading
from contextlib import closing
from itertools import count
from pathlib import Path
from uuid import UUID

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "banso.project.settings")
WORKSPACE, KEY = UUID(int=1), "bnw_power"
_CLIENTS = 4


def write(turn: str) -> None:
    """Products send and records are made, until the power goes; whatever is acknowledged is told at once."""
    from banso.project.upgrade import bring_up_to_date  # noqa: PLC0415 - needs the settings

    if not Path(os.environ["BANSO_HOME"], "banso.sqlite3").exists():
        bring_up_to_date()
    say = threading.Lock()

    def tell(line: dict[str, object]) -> None:
        with say:
            sys.stdout.write(json.dumps(line) + "\n")
            sys.stdout.flush()

    sys.stdout.write("ready\n")
    sys.stdout.flush()
    threading.Thread(target=_records, args=(turn, tell), daemon=True).start()
    asyncio.run(_events(turn, tell))


def _records(turn: str, tell: object) -> None:
    from django.db import connection, transaction  # noqa: PLC0415 - needs the settings

    for number in count():
        name = f"{turn}-{number}"
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO journal_reactioncursor (name, seq) VALUES (%s, 1)", [name])
        tell({"record": name})  # type: ignore[operator]


async def _events(turn: str, tell: object) -> None:
    from banso.engine.journal.usage.door import TrackingDoor  # noqa: PLC0415 - needs the settings
    from banso.engine.journal.usage.keys import Grant  # noqa: PLC0415
    from banso.engine.journal.usage.tests.calling import acall, basic  # noqa: PLC0415

    async def lookup(_secret: str) -> Grant:
        return Grant("known", WORKSPACE)

    door = TrackingDoor(lookup)

    async def client(which: int) -> None:
        for number in count():
            names = [f"{turn}-{which}-{number}-{place}" for place in range(20)]
            batch = [{"type": "track", "messageId": name, "userId": "u", "event": "E"} for name in names]
            reply = await acall(door, "/v1/batch", json.dumps({"batch": batch}).encode(), **basic(KEY))
            if reply.status == 200:
                tell({"events": names})  # type: ignore[operator]

    await asyncio.gather(*(client(which) for which in range(_CLIENTS)))


def held() -> dict[str, object]:
    """What is there after the cut, and how many databases are not whole."""
    from banso.engine.journal.usage.log import UsageLog  # noqa: PLC0415 - needs the settings
    from banso.engine.journal.usage.protocol import Event, understood  # noqa: PLC0415

    home, damaged = Path(os.environ["BANSO_HOME"]), 0
    for path in home.glob("*.sqlite3"):
        with closing(sqlite3.connect(path)) as file:
            damaged += file.execute("PRAGMA integrity_check").fetchall() != [("ok",)]
    with closing(sqlite3.connect(home / "banso.sqlite3")) as file:
        records = [name for (name,) in file.execute("SELECT name FROM journal_reactioncursor")]
    log, events, after = UsageLog(), [], 0
    while read := log.read(after):
        after = read[-1].seq
        for entry in read:
            found = understood(entry.body, seq=entry.seq, received_at=entry.received_at)
            events += [each.message_id for each in found if isinstance(each, Event)]
    log.close()
    return {"events": events, "records": records, "damaged": damaged}


if __name__ == "__main__":
    import django

    django.setup()
    if sys.argv[1] == "held":
        print(json.dumps(held()))
    else:
        write(sys.argv[1])

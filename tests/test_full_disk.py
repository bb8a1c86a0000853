"""T60: a full disk acknowledges nothing that is not written, leaves nothing half, and room heals it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from banso.project.testing import found_home

START = """
import asyncio, json, os, sys
from pathlib import Path
import django
django.setup()
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client
from banso.domain.accounts.models import Account
from banso.domain.workspaces.models import Workspace
from banso.engine.journal.column.errors import ColumnError
from banso.engine.journal.loader import run
from banso.engine.journal.models import JournalEntry
from banso.engine.journal.usage.door import TrackingDoor
from banso.engine.journal.usage.tests import calling
from banso.engine.journal.usage.tests.calling import KEY, basic, call
from banso.integrations.files.models import ImportRun
from banso.kit.errors import BansoError
from banso.kit.room import disk_is_full
from banso.kit.tenancy import scopes_disabled
from banso.project.cli import main
from tests.contents import contents

HOME = Path(settings.BANSO_HOME)
BALLAST = HOME / "ballast"

def fill():
    with BALLAST.open("ab", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1 << 9):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                pass

def clear():
    BALLAST.unlink()

def until_refused(send):
    # What was allocated before still takes something in; it is acknowledged, so it must be there afterwards.
    for turn in range(2000):
        status = send(turn)
        if status >= 400:
            return status
        assert status in {200, 201, 202}, status
    raise AssertionError("the disk never became full")
"""
SCRIPT = """
assert main(["workspace", "create", "small", "--name", "Small"]) == 0
key = sys.argv[1]
import io, contextlib
said = io.StringIO()
with contextlib.redirect_stdout(said):
    assert main(["key", "create", "--kind", "api", "--scopes", sys.argv[1]]) == 0
bearer = {"Authorization": f"Bearer {said.getvalue().strip()}"}
client = Client(raise_request_exception=False, SERVER_NAME="localhost", headers=bearer)
door = TrackingDoor(calling.lookup)
acknowledged, events, held = set(), set(), "x" * 3000

def make_account(turn, names=acknowledged, mark="a"):
    name = f"{mark}{turn}"
    body = {"external_id": name, "name": name, "description": held}
    answer = client.post("/api/v1/accounts", json.dumps(body), "application/json")
    if answer.status_code == 201:
        names.add(name)
    elif answer.status_code == 503:
        assert answer["Retry-After"] == "30", answer.content
    return answer.status_code

def track(turn, mark="e"):
    batch = [
        {"type": "track", "messageId": f"{mark}{turn}-{n}", "userId": "u", "event": "E",
         "properties": {"noise": os.urandom(600).hex()}}
        for n in range(20)
    ]
    reply = call(door, "/v1/batch", json.dumps({"batch": batch}).encode(), **basic(KEY))
    if reply.status == 200:
        events.update(each["messageId"] for each in batch)
    return reply.status

def send_file(turn):
    rows = "external_id,name\\r\\n" + f"f{turn},{os.urandom(200_000).hex()}\\r\\n"
    file = SimpleUploadedFile("a.csv", rows.encode(), "text/csv")
    return client.post("/api/v1/imports", {"kind": "accounts", "file": file}).status_code

assert make_account("first") == 201
assert track("first") == 200
run.catch_up()
for step, send in (("records", make_account), ("usage", track), ("files", send_file)):
    fill()
    assert until_refused(send) == 503, step
    # And everything else says so as well, or writes what it says.
    for other in (make_account, track, send_file):
        assert other("other" + step) in {200, 201, 202, 503}
    clear()
    assert send("after" + step) in {200, 201, 202}, step
with scopes_disabled():
    runs = list(ImportRun.objects.all())
assert runs
known = {str(each.pk) for each in runs}
assert all(any(each.folder.iterdir()) for each in runs)
left = [path for path in (HOME / "imports").rglob("*") if path.is_file() and path.parent.name not in known]
assert left == [], left

fill()
try:
    run.catch_up()
except Exception as error:
    # The worker takes it as any failure of a duty: it tries again.
    assert isinstance(error, ColumnError) or disk_is_full(error), error
archive = HOME / "b.tar.gz"
assert main(["backup", str(archive)]) == 1
assert not archive.exists()
clear()
run.catch_up()
assert main(["backup", str(archive)]) == 0
found = contents()
assert found["differences"] == 0
assert acknowledged <= set(found["accounts"]), acknowledged - set(found["accounts"])
assert found["accounts without their fact"] == []
assert events <= set(found["events"])
assert len(found["events"]) == len(set(found["events"]))
for name in ("banso", "usage", "usage_loader"):
    import sqlite3
    with contextlib.closing(sqlite3.connect(HOME / f"{name}.sqlite3")) as file:
        assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
"""
SCOPES = "accounts.view,accounts.edit,facts.view,imports.view,imports.manage"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "small"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=160m,mode=700", "tmpfs", str(place)]
    if os.geteuid() or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("a small disk of its own is wanted: root, and the right to mount")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def test_t60_a_full_disk_refuses_before_it_acknowledges_and_room_heals_it(small_disk: Path) -> None:
    found_home(small_disk)
    environment = os.environ | {
        "BANSO_HOME": str(small_disk), "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "banso.project.settings",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", START + SCRIPT, SCOPES],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-4000:]

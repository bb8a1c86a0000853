"""T58: a loader that is killed at any moment doubles nothing and loses nothing."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

from banso.project.testing import found_home

START = """
import django
django.setup()
import os, sys
from datetime import UTC, datetime
from uuid import UUID
from django.db import transaction
from banso.domain.workspaces.actions import create_workspace
from banso.domain.workspaces.models import Workspace
from banso.engine.journal.column import client
from banso.engine.journal.fact import Fact, fact
from banso.engine.journal.loader import facts, run
from banso.engine.journal.models import JournalEntry
from banso.engine.journal.record import record
from banso.kit.actor import SYSTEM
from banso.kit.tenancy import scope, scopes_disabled
from banso.kit.words import Text

@fact("crash.bell_rang", title=Text(en="Bell rang", ja="鐘が鳴った"))
class BellRang(Fact, frozen=True, kw_only=True):
    times: int

AT = datetime(2026, 1, 1, tzinfo=UTC)
facts.BATCH = 3
"""
PREPARE = """
create_workspace("harunire", name="x", by=SYSTEM)
client.store().inspect("SELECT 1")
client.close()
"""
VICTIM = """
workspace = Workspace.objects.get()
print("ready", flush=True)
while True:
    with scope(workspace=workspace), transaction.atomic():
        for number in range(5):
            record(BellRang(account=UUID(int=1), occurred_at=AT, times=number), by=SYSTEM)
    run.catch_up()
"""
VERDICT = """
run.catch_up()
with scopes_disabled():
    wanted = list(JournalEntry.objects.order_by("seq").values_list("seq", flat=True))
found = [seq for (seq,) in client.store().inspect("SELECT seq FROM banso.facts ORDER BY seq").rows]
assert found == wanted, (len(found), len(wanted), len(set(found)))
assert run.verify() == []
print(len(wanted))
client.close()
"""
KILLS = int(os.environ.get("BANSO_KILLS", "3"))


def test_t58_a_killed_loader_doubles_and_loses_nothing(tmp_path: Path) -> None:
    environment = os.environ | {
        "BANSO_HOME": str(tmp_path),
        "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "banso.project.settings",
    }

    def command(script: str) -> list[str]:
        return [sys.executable, "-c", START + script]

    found_home(tmp_path)
    subprocess.run(command(PREPARE), check=True, env=environment)
    chance = random.Random(20260102)  # noqa: S311 - which moment, not a secret
    for _ in range(KILLS):
        with subprocess.Popen(command(VICTIM), stdout=subprocess.PIPE, text=True, env=environment) as victim:
            assert victim.stdout is not None
            assert victim.stdout.readline() == "ready\n"
            time.sleep(chance.uniform(0.9, 2.0))
            victim.kill()
    verdict = subprocess.run(command(VERDICT), capture_output=True, text=True, check=False, env=environment)

    assert verdict.returncode == 0, verdict.stderr
    assert int(verdict.stdout) >= KILLS * 5

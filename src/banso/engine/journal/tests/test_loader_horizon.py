"""On PostgreSQL a seq can be taken and committed out of order; none is passed over, on a real server.

Neither by the loader nor by a reaction.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from banso.engine.journal.tests.postgresql import server

# A process of its own: this test run's settings name another database.
SCRIPT = """
import threading
import django
django.setup()
from datetime import UTC, datetime
from uuid import UUID, uuid4
from django.core.management import call_command
from django.db import connection, connections, transaction
from banso.domain.workspaces.actions import create_workspace
from banso.engine.journal.column import client
from banso.engine.journal.fact import Fact, fact
from banso.engine.journal.loader import run
from banso.engine.journal.loader.horizon import Horizon
from banso.engine.journal.models import JournalEntry
from banso.engine.journal.reactions import react, reaction
from banso.engine.journal.record import journal_position, record
from banso.kit.actor import SYSTEM
from banso.kit.tenancy import scope, scopes_disabled
from banso.kit.words import Text

@fact("horizon.bell_rang", title=Text(en="Bell rang", ja="鐘が鳴った"))
class BellRang(Fact, frozen=True, kw_only=True):
    pass

answered = []

@reaction("horizon.hear", BellRang, title=Text(en="Hear", ja="聞く"))
def hear(entry):
    answered.append(entry.seq)

call_command("migrate", verbosity=0)
workspace = create_workspace("harunire", name="x", by=SYSTEM)
rang = BellRang(account=UUID(int=1), occurred_at=datetime(2026, 1, 1, tzinfo=UTC))
taken, go = threading.Event(), threading.Event()

def slow(undo):
    with scope(workspace=workspace):
        try:
            with transaction.atomic():
                record(rang, by=SYSTEM)
                taken.set()
                go.wait(20)
                if undo:
                    raise KeyError
        except KeyError:
            pass
    connections.close_all()

def quick():
    with scope(workspace=workspace), transaction.atomic():
        record(rang, by=SYSTEM)

quick()
start = journal_position()
horizon = Horizon()
said = [horizon.final() - start]
for undo in (False, True):
    taken.clear(), go.clear()
    writer = threading.Thread(target=slow, args=(undo,))
    writer.start()
    taken.wait(20)
    quick()
    said += [horizon.final() - start, run.catch_up()]
    react()
    go.set()
    writer.join()
    said += [horizon.final() - start, run.catch_up()]
    react()
    with scopes_disabled():
        wanted = sorted(JournalEntry.objects.values_list("seq", flat=True))
    found = client.store().inspect("SELECT seq FROM banso.facts ORDER BY seq")
    assert [seq for (seq,) in found.rows] == wanted, (found.rows, wanted)
assert run.verify() == []
assert sorted(answered) == wanted, (answered, wanted)
print(*said)
client.close()
"""


def test_a_seq_that_commits_late_is_not_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with server(tmp_path, monkeypatch) as address:
        environment = os.environ | {
            "DATABASE_URL": address,
            "BANSO_HOME": str(tmp_path / "home"),
            "DJANGO_SETTINGS_MODULE": "banso.project.settings",
        }
        ran = subprocess.run(
            [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=False, env=environment
        )

    assert ran.returncode == 0, ran.stderr
    # Before; then as (final, loaded): while 2 is open and 3 there, after 2 came, while 4 is open and 5 there,
    # after 4 was undone.
    assert [int(number) for number in ran.stdout.split()] == [0, *(0, 0), *(2, 3), *(2, 0), *(4, 2)]

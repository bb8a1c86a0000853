"""A restore that is broken off forgets no erasure, and leaves nothing of the archive behind."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from banso.project.testing import found_home

MAKE = """
assert main(["backup", sys.argv[1]]) == 0
"""
# Killed behind the restore itself, before anything that needs the database.
KILLED_BEHIND = """
from banso.project import upgrade
upgrade.bring_up_to_date = lambda **_: os.kill(os.getpid(), signal.SIGKILL)
main(["restore", "--force", sys.argv[1]])
"""
# Killed when the list has been moved aside, and before the archive's is in its place.
KILLED_WITHIN = """
from banso.project.backup import restoring
restoring._put_home = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
main(["restore", "--force", sys.argv[1]])
"""
AGAIN = """
assert main(["restore", "--force", sys.argv[1]]) == 0
"""
# The backup is made while an erasure waits for its minute.
ASKED = """
from banso.domain.accounts.actions import create_account, create_contact
from banso.domain.privacy.actions import ask_for_erasure
from banso.domain.privacy.queries import subject_of
from banso.domain.workspaces.actions import create_workspace
from banso.kit.actor import SYSTEM
from banso.kit.tenancy import scope
with scope(workspace=create_workspace("town", name="Town", by=SYSTEM)):
    account = create_account({"name": "Shop"}, by=SYSTEM)
    create_contact(account.pk, {"name": "Mori", "email": "mori@example.com"}, by=SYSTEM)
    ask_for_erasure(
        subject_of(mail="mori@example.com"), reason="asked", typed="mori@example.com", by=SYSTEM,
        enqueue=lambda case: None,
    )
assert main(["backup", sys.argv[1]]) == 0
"""
DONE = """
from banso.domain.accounts.models import Contact
from banso.domain.privacy.models import Case
from banso.kit.tenancy import scopes_disabled
with scopes_disabled():
    assert [each.state for each in Case.objects.all()] == ["done"], Case.objects.get().failure
    assert not Contact.objects.filter(email="mori@example.com").exists()
"""
START = """
import os, signal, sys
import django
django.setup()
from banso.project.cli import main
"""


def program(home: Path, script: str, archive: Path) -> int:
    environment = os.environ | {
        "BANSO_HOME": str(home), "DATABASE_URL": "", "SECRET_KEY": "",
        "DJANGO_SETTINGS_MODULE": "banso.project.settings",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", START + script, str(archive)],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode


def line(name: str) -> dict[str, str]:
    return {"id": name, "workspace": "another one", "asked_at": "2026-11-01T00:00:00+00:00"}


def ids(path: Path) -> list[str]:
    return [json.loads(each)["id"] for each in path.read_text().splitlines()]


def test_whoever_was_erased_after_the_backup_stays_on_the_list_however_often_it_is_broken_off(
    tmp_path: Path,
) -> None:
    home, archive = tmp_path / "home", tmp_path / "b.tar.gz"
    found_home(home)
    erased = home / "erasures.jsonl"
    erased.write_text(f"{json.dumps(line('before'))}\n")
    assert program(home, MAKE, archive) == 0
    erased.write_text(f"{json.dumps(line('before'))}\n{json.dumps(line('since'))}\n")

    assert program(home, KILLED_BEHIND, archive) == -signal.SIGKILL
    assert ids(erased) == ["before", "since"]

    assert program(home, KILLED_WITHIN, archive) == -signal.SIGKILL
    assert not erased.exists()
    assert list(home.glob(".banso-*")) != []

    assert program(home, AGAIN, archive) == 0
    assert ids(erased) == ["before", "since"]
    # Records and secret key as they came out of the archive.
    assert list(home.glob(".banso-*")) == []


def test_what_the_archive_holds_sealed_opens_on_a_machine_with_a_key_of_its_own(tmp_path: Path) -> None:
    home, other, archive = tmp_path / "home", tmp_path / "other", tmp_path / "b.tar.gz"
    found_home(home)
    other.mkdir()
    assert program(home, ASKED, archive) == 0
    assert program(other, AGAIN, archive) == 0
    assert program(other, DONE, archive) == 0

"""T67: where the log of usage was cut, the archive holds what the column store alone still knows."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from banso.project.testing import found_home

START = """
import json, sys
import django
django.setup()
from datetime import UTC, datetime, timedelta
from banso.engine.journal.loader import run
from banso.engine.journal.usage.tidying import tidy
from banso.domain.workspaces.models import Workspace
from banso.project.backup import older_usage
from banso.project.cli import main
from tests.contents import contents, send

older_usage.write_usage.__kwdefaults__["rows"] = 40
AT = datetime(2026, 9, 1, 9, tzinfo=UTC)
"""
OLD = """
from banso.domain.accounts.actions import create_account
from banso.kit.actor import SYSTEM
from banso.kit.tenancy import scope
assert main(["workspace", "create", "harunire", "--name", "x"]) == 0
with scope(workspace=Workspace.objects.get()):
    for n in range(4):
        create_account({"name": f"c{n}", "external_id": f"c{n}"}, by=SYSTEM)
for day in range(20):
    send(day * 30, 30, AT + timedelta(days=day))
    run.catch_up()
send(0, 100, AT + timedelta(days=20))
run.catch_up()
assert tidy(AT + timedelta(days=27)) > 0
# Not loaded yet when the archive is made: it is in the log alone.
send(600, 25, AT + timedelta(days=21))
assert main(["backup", sys.argv[1]]) == 0
run.catch_up()
found = contents()
assert min(found["log"]) > 1
print(json.dumps(found, default=str))
"""
NEW = """
assert main(["restore", sys.argv[1]]) == 0
found = contents()
# What was known before the cut still counts once.
send(595, 5, AT + timedelta(days=22))
run.catch_up()
assert contents()["column"]["usage"] == found["column"]["usage"]
print(json.dumps(found, default=str))
"""


def program(home: Path, script: str, archive: Path) -> dict[str, Any]:
    environment = os.environ | {
        "BANSO_HOME": str(home), "DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "banso.project.settings",
        "BANSO_USAGE_LOG_DAYS": "10",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", START + script, str(archive)],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_t67_usage_older_than_the_log_comes_back(tmp_path: Path) -> None:
    archive = tmp_path / "b.tar.gz"
    old = program(found_home(tmp_path / "old"), OLD, archive)
    new = program(tmp_path / "new", NEW, archive)
    assert old["column"]["usage"][0] == 625
    assert new == old

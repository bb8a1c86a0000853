"""T69: eight processes do the same at once, and everything adds up; the long form is `torture.races`."""

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection
from torture.contests import CONTESTS

from banso.project.testing import ON_POSTGRESQL, found_home
from tests.serving import PATIENCE


def address() -> str:
    """The tests' own database, as the role that owns nothing."""
    at = {name: quote(str(value), safe="") for name, value in connection.get_connection_params().items()}
    return "postgresql://{user}:{password}@/{dbname}?host={host}".format(**at)


# SQLite lets one write at a time: there the contests that take long have nothing to add.
LONG = {"erasure-carried-out", "deal-closed", "handoff-accepted", "jobs-taken"}


@pytest.mark.django_db(transaction=True)
def test_t69_eight_processes_at_once(tmp_path: Path) -> None:
    home, result = tmp_path / "home", tmp_path / "result.json"
    home.mkdir()
    if not ON_POSTGRESQL:
        found_home(home)
    names = sorted(set(CONTESTS) - (set() if ON_POSTGRESQL else LONG))
    environment = os.environ | {"BANSO_HOME": str(home), "DATABASE_URL": address() if ON_POSTGRESQL else ""}
    subprocess.run(
        [
            *(sys.executable, "-m", "torture.races", "--here", "--rounds", "1"),
            *("--result", str(result), "--only", *names),
        ],
        env=environment, check=False, stdout=subprocess.DEVNULL, timeout=PATIENCE,
    )  # fmt: skip
    found = json.loads(result.read_text())
    assert {name: each["faults"] for name, each in found.items() if each["faults"]} == {}
    assert len(found) == len(names)
    # In every contest all eight took part, and in most of them somebody had to give way.
    assert {sum(each["said"].values()) for each in found.values()} == {8}
    assert sum("409" in each["said"] or "412" in each["said"] for each in found.values()) >= 7

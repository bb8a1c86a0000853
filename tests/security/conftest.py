"""The two workspaces, made once a module; what a test changes in them is undone after it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core import mail
from django.test import TestCase

from banso.engine.journal.column import ColumnStore
from tests.security.world import Side, side

OURS, THEIRS = "asagaomark7c1e", "urushimark9f3b"


@dataclass(frozen=True)
class Sides:
    """`ours` asks, `theirs` must never be met."""

    ours: Side
    theirs: Side


@pytest.fixture(scope="module")
def _made(
    django_db_setup: None,  # noqa: ARG001 - the database is made
    django_db_blocker: pytest.FixtureRequest,
    column_engine: ColumnStore,
) -> Iterator[Sides]:
    from banso.engine.journal.column import schema  # noqa: PLC0415 - settings are read when it is loaded
    from banso.engine.journal.tests.engine_fixture import _forget_usage  # noqa: PLC0415

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        _forget_usage()
        schema.empty(column_engine)
        # As around a test of its own: the loader asks for durable transactions.
        atomics = TestCase._enter_atomics()  # type: ignore[attr-defined]
        yield Sides(side("asagao", OURS), side("keyaki", THEIRS))
        TestCase._rollback_atomics(atomics)  # type: ignore[attr-defined]
        _forget_usage()


@pytest.fixture
def sides(_made: Sides, db: None, settings: Any) -> Sides:  # noqa: ARG001 - what a test changes is rolled back
    """Both sides; every test begins with them as they were made."""
    mail.outbox = []
    settings.API_CALLS_PER_MINUTE = 1_000_000
    settings.API_CALLS_PER_WORKSPACE = 1_000_000
    return _made

"""T61: which errors say that the database is away, and which are somebody's mistake."""

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from django.db import OperationalError

from banso.kit.away import database_is_away


def caused(error: Exception) -> Exception:
    """As Django passes it on."""
    found = OperationalError(str(error))
    found.__cause__ = error
    return found


@pytest.mark.parametrize(
    ("error", "away"),
    [
        (psycopg.OperationalError("the connection is lost"), True),
        (psycopg.InterfaceError("the connection is closed"), True),
        (psycopg.errors.AdminShutdown(), True),
        (psycopg.errors.CannotConnectNow(), True),
        (psycopg.errors.TooManyConnections(), True),
        (psycopg.errors.QueryCanceled(), False),
        (psycopg.errors.DeadlockDetected(), False),
        (psycopg.errors.DiskFull(), False),
        (psycopg.errors.UniqueViolation(), False),
        (ValueError("the connection is closed"), False),
    ],
    ids=lambda given: type(given).__name__,
)
def test_t61_postgresql_says_it_by_its_codes(error: Exception, *, away: bool) -> None:
    assert database_is_away(error) is away
    assert database_is_away(caused(error)) is away


def test_t61_a_writer_that_is_waited_for_in_vain(tmp_path: Path) -> None:
    place = tmp_path / "a.sqlite3"
    with closing(sqlite3.connect(place, timeout=0)) as one, closing(sqlite3.connect(place, timeout=0)) as two:
        one.execute("BEGIN IMMEDIATE")
        with pytest.raises(sqlite3.OperationalError) as busy:
            two.execute("BEGIN IMMEDIATE")
        with pytest.raises(sqlite3.OperationalError) as wrong:
            two.execute("SELECT nothing")
    assert (database_is_away(busy.value), database_is_away(wrong.value)) == (True, False)

"""Who was faster by a moment is told from every other mistake."""

import sqlite3
from collections.abc import Callable
from contextlib import closing

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, OperationalError

from banso.kit.meeting import in_turn, met_another


def refusal(statement: str) -> sqlite3.Error:
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE TABLE told (id INTEGER PRIMARY KEY, name TEXT UNIQUE NOT NULL)")
        database.execute("INSERT INTO told VALUES (1, 'one')")
        with pytest.raises(sqlite3.Error) as caught:
            database.execute(statement)
    return caught.value


@pytest.mark.parametrize(("error", "met"), [
    (refusal("INSERT INTO told VALUES (1, 'two')"), True),
    (refusal("INSERT INTO told VALUES (2, 'one')"), True),
    (refusal("INSERT INTO told VALUES (2, NULL)"), False),
    (refusal("SELECT nothing FROM told"), False),
    (psycopg.errors.UniqueViolation(), True),
    (psycopg.errors.DeadlockDetected(), True),
    (psycopg.errors.NotNullViolation(), False),
    (ValueError("other"), False),
    (None, False),
], ids=str)  # fmt: skip
def test_what_the_database_says(error: BaseException | None, met: bool) -> None:  # noqa: FBT001 - a case
    assert met_another(error) is met
    wrapped = IntegrityError("told")
    wrapped.__cause__ = error
    assert met_another(wrapped) is met


def failing(
    times: int, error: BaseException, told: type[DatabaseError] = IntegrityError
) -> Callable[[], int]:
    """An act that fails so often, and then says how often it was tried."""
    tries = 0

    def act() -> int:
        nonlocal tries
        tries += 1
        if tries <= times:
            raise told("told") from error
        return tries

    return act


@pytest.mark.django_db
def test_it_looks_again_and_gives_up_at_last() -> None:
    unique = psycopg.errors.UniqueViolation()
    assert in_turn(failing(2, unique)) == 3
    assert in_turn(failing(2, psycopg.errors.DeadlockDetected(), OperationalError)) == 3
    with pytest.raises(IntegrityError):
        in_turn(failing(3, unique))
    other = failing(1, psycopg.errors.NotNullViolation())
    with pytest.raises(IntegrityError):
        in_turn(other)
    assert other() == 2

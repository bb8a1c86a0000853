"""Two who do the same thing at the same moment: the database lets one of them, and says so to the other."""

import sqlite3
from collections.abc import Callable
from typing import TypeVar

import psycopg
from django.db import DatabaseError, transaction

_MET = (
    psycopg.errors.UniqueViolation, psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure,
)  # fmt: skip
_MET_IN_SQLITE = frozenset({sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY})
_TRIES = 3
_T = TypeVar("_T")


def met_another(error: BaseException | None) -> bool:
    """Whether an error, or what it came from, says that somebody else was faster by a moment."""
    while error is not None:
        if isinstance(error, _MET):
            return True
        if isinstance(error, sqlite3.IntegrityError) and error.sqlite_errorcode in _MET_IN_SQLITE:
            return True
        error = error.__cause__ or error.__context__
    return False


def in_turn(act: Callable[[], _T]) -> _T:
    """Do it in a transaction; where another has made the same thing meanwhile, look again and find it made.

    For acts that change what is there and make what is not. Nothing of a try that failed stays.
    """
    for _try in range(_TRIES - 1):
        try:
            with transaction.atomic():
                return act()
        except DatabaseError as error:
            if not met_another(error):
                raise
    with transaction.atomic():
        return act()

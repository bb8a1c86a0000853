"""Is the database away for a while? Each of the two says it in its own words."""

import sqlite3

import psycopg

# Connections that fail, servers that stop or start, and those that have no connection left to give.
_AWAY = ("08", "57P", "53300")


def database_is_away(error: BaseException | None) -> bool:
    """Whether an error, or what it came from, says that the database cannot be used just now."""
    while error is not None:
        if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError) and (
            error.sqlstate is None or error.sqlstate.startswith(_AWAY)
        ):
            return True
        # SQLite has one writer; whoever waited for it in vain may come again.
        if isinstance(error, sqlite3.OperationalError):
            return getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY
        error = error.__cause__ or error.__context__
    return False

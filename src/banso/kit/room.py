"""Is it the disk? Databases and files each say it in their own words."""

import errno
import sqlite3

import psycopg

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


def disk_is_full(error: BaseException | None) -> bool:
    """Whether an error, or what it came from, says that the disk has no room."""
    while error is not None:
        if isinstance(error, sqlite3.OperationalError):
            # A disk without room for SQLite's shared memory is told as a fault of reading and writing.
            code = getattr(error, "sqlite_errorcode", 0)
            if code & 0xFF == sqlite3.SQLITE_FULL or code == sqlite3.SQLITE_IOERR_SHMSIZE:
                return True
        elif isinstance(error, psycopg.errors.DiskFull) or (
            isinstance(error, OSError) and error.errno in _FULL
        ):
            return True
        error = error.__cause__ or error.__context__
    return False

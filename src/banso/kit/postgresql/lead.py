"""Who of several workers does what has to be done once: whoever holds a lock in the database.

The lock belongs to a connection of its own. It ends with the process, however that ends, and the next worker
that asks has it. On SQLite there is one data folder and one worker, which leads.
"""

import os
import socket

import structlog
from django.db import DatabaseError, InterfaceError, connection
from django.db.backends.base.base import BaseDatabaseWrapper

log = structlog.get_logger("banso.worker")

# Any number that nothing else in the database locks by; the loader's is the one before.
_LOCK = 22677


class Lead:
    """One worker's claim; used by one thread."""

    def __init__(self) -> None:
        self._connection: BaseDatabaseWrapper | None = None
        self._leads = False

    def is_ours(self) -> bool:
        """Whether this process leads; takes the lead where nobody has it."""
        if connection.vendor != "postgresql":
            return True
        before = self._leads
        try:
            self._leads = self._asked()
        except (DatabaseError, InterfaceError):
            # The server has gone, and with it the lock.
            self._leads = False
            self.close()
        if self._leads != before:
            log.info("worker leads" if self._leads else "worker leads no more")
        return self._leads

    def close(self) -> None:
        """Let the next one have it."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _asked(self) -> bool:
        if self._connection is None:
            self._connection = connection.copy()
            with self._connection.cursor() as cursor:
                name = f"banso worker {socket.gethostname()[:30]} {os.getpid()}"
                cursor.execute("SELECT set_config('application_name', %s, false)", [name])
        with self._connection.cursor() as cursor:
            # Taken twice it would have to be given back twice.
            cursor.execute("SELECT 1" if self._leads else f"SELECT pg_try_advisory_lock({_LOCK})")
            return self._leads or bool(cursor.fetchone()[0])


def is_led() -> bool:
    """Whether a worker leads, on whatever machine."""
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND granted AND"
            " database = (SELECT oid FROM pg_database WHERE datname = current_database()))",
            [_LOCK],
        )
        return bool(cursor.fetchone()[0])

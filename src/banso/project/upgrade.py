"""Bringing the database to this version before a command or the server uses it."""

import fcntl
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor


def bring_up_to_date() -> bool:
    """Apply what migrations are missing; two processes at once take turns.

    Returns:
        Whether there was anything to do.
    """
    if not _pending():
        return False
    with (Path(settings.BANSO_HOME) / "migrate.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        # Whoever came first may have done it all while this process waited.
        connections.close_all()
        if _pending():
            call_command("migrate", interactive=False, verbosity=0)
    # A server's children open their own connections.
    connections.close_all()
    return True


def _pending() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))

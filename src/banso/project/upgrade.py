"""Bringing the database to this version before a command or the server uses it, with a way back.

backups/before-<version>-<time>.tar.gz    the records as they were, for `banso restore --force`
backups/unfinished                        the name of that archive, while the migrations run
"""

import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.commands import migrate
from django.db import connection, connections
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState

import banso
from banso.engine.journal.usage.log import UsageLog
from banso.engine.journal.usage.state import State
from banso.kit.clock import now
from banso.kit.errors import BansoError, Conflict
from banso.kit.postgresql import wall
from banso.project.backup.content import UPGRADES
from banso.project.backup.making import back_up_records

KEPT = 3
"""So many archives of upgrades stay; the oldest goes when another upgrade is done."""
_UNFINISHED = "unfinished"
# Any number that nothing else in the database locks by; the loader's and the leading worker's are before it.
_LOCK = 22678


def bring_up_to_date(*, verbosity: int = 0, with_backup: bool = True) -> bool:
    """Apply what migrations are missing; two processes at once take turns.

    Where there is anything in the database, its records are saved first.

    Args:
        verbosity: of Django's `migrate`.
        with_backup: False for whoever has made a backup already.

    Returns:
        Whether there was anything to do.

    Raises:
        Conflict: the records cannot be saved, or this role may not change the tables; nothing was changed.
    """
    home = Path(settings.BANSO_HOME)
    if not _is_wanted(home):
        return False
    with _turn(home):
        if _is_wanted(home):
            _demand_owner()
            if with_backup and _has_content():
                _save(home)
            call_command("migrate", interactive=False, verbosity=verbosity)
            _is_done(home / UPGRADES)
    # A server's children open their own connections.
    connections.close_all()
    return True


def let_the_server_in() -> None:
    """Where whoever serves owns no table: make those of the usage log, and grant it what it needs."""
    if not settings.DATABASE_OWNER:
        return
    role = str(connection.settings_dict["USER"])
    with wall.as_owner(connection):
        UsageLog().close()
        State().close()
        wall.admit(connection, role)


class InOneStep(MigrationExecutor):
    """Writes that a migration is applied in the transaction in which it is.

    Django writes it behind that transaction where the migration leaves statements for its end; whoever was
    killed in between found a table that "already exists", for ever.
    """

    def apply_migration(
        self,
        state: ProjectState,
        migration: Migration,
        fake: bool = False,  # noqa: FBT001, FBT002 - Django's signature
        fake_initial: bool = False,  # noqa: FBT001, FBT002
    ) -> ProjectState:
        if fake or fake_initial or not migration.atomic:
            return super().apply_migration(state, migration, fake, fake_initial)
        tell = self.progress_callback or (lambda *_: None)
        tell("apply_start", migration, False)
        with self.connection.schema_editor(atomic=True) as editor:
            state = migration.apply(state, editor)
            self.record_migration(migration)  # type: ignore[arg-type, call-arg] # stubs of old
        tell("apply_success", migration, False)
        return state


# The command takes no executor of ours any other way.
migrate.MigrationExecutor = InOneStep  # type: ignore[attr-defined]


@contextmanager
def _turn(home: Path) -> Iterator[None]:
    with (home / "migrate.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        # Whoever came first may have done it all while this process waited.
        connections.close_all()
        if connection.vendor != "postgresql":
            yield
            return
        # Other machines have data folders of their own. On a connection of its own, for the one that migrates
        # is closed and opened again as the owner's.
        keeper = connection.copy()
        try:
            with keeper.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
            yield
        finally:
            keeper.close()


def _demand_owner() -> None:
    if not wall.may_change_tables(connection):
        raise Conflict(
            f"the tables are older than this version, and the role {connection.settings_dict['USER']} may not"
            " change them: run banso migrate with DATABASE_OWNER_URL first"
        )


def _is_wanted(home: Path) -> bool:
    """Whether migrations are missing, or an upgrade ended between its last one and its end."""
    return _pending() or (home / UPGRADES / _UNFINISHED).exists()


def _pending() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _has_content() -> bool:
    """Whether there is anything to lose: a workspace, or tables that are too old to tell."""
    if not MigrationRecorder(connection).applied_migrations():
        return False
    with connection.cursor() as cursor:
        if "workspaces_workspace" not in connection.introspection.table_names(cursor):
            return False
        cursor.execute("SELECT count(*) FROM workspaces_workspace")
        return bool(cursor.fetchone()[0])


def _save(home: Path) -> None:
    """Make the archive of the records as they were before the first try of this upgrade."""
    folder = home / UPGRADES
    folder.mkdir(mode=0o700, exist_ok=True)
    mark = folder / _UNFINISHED
    # An upgrade that was broken off has changed the records already: what it saved first is the way back.
    if mark.exists() and (folder / mark.read_text(encoding="utf-8")).is_file():
        return
    target = folder / f"before-{banso.__version__}-{now():%Y%m%d-%H%M%S}.tar.gz"
    try:
        back_up_records(target, home=home, database=settings.DATABASES["default"])
    except BansoError as error:
        raise Conflict(
            f"the records cannot be saved before the upgrade: {error.message}. Make a backup by other means"
            " and run banso migrate --without-backup"
        ) from error
    fresh = mark.with_suffix(".new")
    with fresh.open("w", encoding="utf-8") as file:
        file.write(target.name)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(mark)
    print(f"banso: the records were saved to {target} before the upgrade", file=sys.stderr)  # noqa: T201


def _is_done(folder: Path) -> None:
    (folder / _UNFINISHED).unlink(missing_ok=True)
    for old in sorted(folder.glob("before-*.tar.gz"), key=lambda path: path.stat().st_mtime)[:-KEPT]:
        old.unlink()

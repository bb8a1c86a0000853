"""After a restore: the column store is brought to what the records and the log say."""

from pathlib import Path

from django.db import connection

from banso.engine.journal.loader import run
from banso.engine.journal.usage.log import UsageLog
from banso.engine.journal.usage.models import Instruction
from banso.engine.journal.usage.state import State
from banso.engine.journal.usage.tidying import was_cut
from banso.kit.tenancy import scopes_disabled
from banso.project.backup.archive import Manifest
from banso.project.backup.older_usage import read_usage


def follow(manifest: Manifest, usage: Path, *, partly: bool) -> int:
    """Load what was restored; returns how many facts and events came anew.

    Args:
        manifest: of the archive.
        usage: the folder with what the column store held, where the archive had it.
        partly: be content with the usage that the log still holds.

    Raises:
        ColumnError: the column store does not answer.
    """
    if manifest.with_usage:
        return run.put_back(lambda: read_usage(usage))
    if manifest.holds == "records" and _log_is_cut():
        # Usage never went away; only what the records told the loader since is told no more.
        _begin_instructions_behind_those_carried_out()
        return run.rebuild("facts")
    return run.rebuild(partly=partly)


def _log_is_cut() -> bool:
    log, state = UsageLog(), State()
    try:
        return was_cut(log, state)
    finally:
        log.close()
        state.close()


def _begin_instructions_behind_those_carried_out() -> None:
    """An instruction that gets the number of one that was taken back must not pass for carried out."""
    state = State()
    try:
        ((last,),) = state.database.rows("SELECT COALESCE(MAX(instruction), 0) FROM usage_applied")
    finally:
        state.close()
    with scopes_disabled():
        known = Instruction.objects.order_by("-id").values_list("id", flat=True).first() or 0
    table = Instruction._meta.db_table
    if last > known:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, last])
            else:
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last])

"""The database refuses to rewrite a version or a state, and to change or remove a promise that is closed.

Texts may change where they take in the mark of an erasure, people and records may be let go of, and the
account may become another, when two are merged. Rows go only after their workspace has gone.

A later migration that makes SQLite build one of these tables anew must call `guard` again: the copy has no
triggers.
"""

from collections.abc import Sequence

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_SAID_TEXTS = ("wording", "said_by_name", "said_to_name", "source_text", "file_name", "product")
_SAID_FIXED = ("kind", "due_on", "made_on", "source", "deliverable")
_SAID_RECORDS = ("said_by_id", "said_to_id", "activity_id", "note_id", "file_id")
_CARE_FIXED = ("owner_id", "approval", "approved_on")
_BY = ("by_kind", "file_sha256", "at")
_CLOSED = "OLD.state IN ('kept', 'late', 'broken', 'waived')"
_VERSION = "promises_promiseversion"
_STATE = "promises_promisestate"
_PROMISE = "promises_promise"


def _same(vendor: str, column: str) -> str:
    between = "IS" if vendor == "sqlite" else "IS NOT DISTINCT FROM"
    return f"OLD.{column} {between} NEW.{column}"


def _marked(vendor: str, column: str) -> str:
    if vendor == "sqlite":
        return f"NEW.{column} GLOB '*erased-[0-9a-f][0-9a-f]*'"
    return f"NEW.{column} ~ 'erased-[0-9a-f]{{2}}'"


def _unchanged(vendor: str, *, fixed: Sequence[str], texts: Sequence[str], records: Sequence[str]) -> str:
    parts = [_same(vendor, column) for column in fixed]
    parts += [f"({_same(vendor, column)} OR {_marked(vendor, column)})" for column in texts]
    parts += [f"({_same(vendor, column)} OR NEW.{column} IS NULL)" for column in records]
    return " AND ".join(parts)


def _rules(vendor: str) -> dict[str, tuple[str, str]]:
    """By table: when an update is refused, and in which words."""
    version = _unchanged(
        vendor,
        fixed=("id", "workspace_id", "promise_id", "number", *_BY, *_SAID_FIXED),
        texts=(*_SAID_TEXTS, "reason", "by_label", "by_id"),
        records=_SAID_RECORDS,
    )
    state = _unchanged(
        vendor,
        fixed=("id", "workspace_id", "promise_id", "number", "said_version", "state", '"on"', *_BY),
        texts=("evidence", "by_label", "by_id"),
        records=("activity_id", "note_id", "file_id"),
    )
    closed = _unchanged(
        vendor,
        fixed=("id", "workspace_id", "said_version", "external_id", *_SAID_FIXED, *_CARE_FIXED),
        texts=(*_SAID_TEXTS, "owner_name", "owner_email", "approver_name"),
        records=_SAID_RECORDS,
    )
    still = (
        f"({_same(vendor, 'state')} AND {_same(vendor, 'state_on')} AND "
        f"({_same(vendor, 'evidence')} OR {_marked(vendor, 'evidence')}))"
    )
    reopened = "NEW.state IN ('draft', 'confirmed')"
    return {
        _VERSION: (f"NOT ({version})", "a version of a promise is never changed"),
        _STATE: (f"NOT ({state})", "a state of a promise is never changed"),
        _PROMISE: (
            f"{_CLOSED} AND NOT ({closed} AND ({still} OR {reopened}))",
            "a closed promise is never changed",
        ),
    }


def statements(vendor: str) -> list[str]:
    """What sets the guards up."""
    if vendor not in {"sqlite", "postgresql"}:
        return []
    made = []
    if vendor == "postgresql":
        made.append(
            """CREATE FUNCTION promises_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION '%', TG_ARGV[0]; END $$"""
        )
        made.append(
            """CREATE FUNCTION promises_refuse_removal() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              IF NOT EXISTS (SELECT 1 FROM workspaces_workspace WHERE id = OLD.workspace_id) THEN
                RETURN OLD;
              END IF;
              RAISE EXCEPTION '%', TG_ARGV[0];
            END $$"""
        )
    for table, (refused, words) in _rules(vendor).items():
        gone = words.replace("changed", "removed").replace("a closed promise", "a promise")
        if vendor == "sqlite":
            made.append(
                f"CREATE TRIGGER {table}_kept BEFORE UPDATE ON {table} WHEN {refused} "
                f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
            )
            made.append(
                f"CREATE TRIGGER {table}_stays BEFORE DELETE ON {table} WHEN EXISTS "  # noqa: S608
                "(SELECT 1 FROM workspaces_workspace WHERE id = OLD.workspace_id) "
                f"BEGIN SELECT RAISE(ABORT, '{gone}'); END"
            )
        else:
            made.append(
                f"CREATE TRIGGER {table}_kept BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({refused}) "
                f"EXECUTE FUNCTION promises_refuse('{words}')"
            )
            made.append(
                f"CREATE TRIGGER {table}_stays BEFORE DELETE ON {table} FOR EACH ROW "
                f"EXECUTE FUNCTION promises_refuse_removal('{gone}')"
            )
    return made


def lifting(vendor: str) -> list[str]:
    """What takes the guards away."""
    if vendor not in {"sqlite", "postgresql"}:
        return []
    on = {table: f" ON {table}" if vendor == "postgresql" else "" for table in (_VERSION, _STATE, _PROMISE)}
    taken = [
        f"DROP TRIGGER IF EXISTS {table}_{name}{where}" for table, where in on.items() for name in
        ("kept", "stays")
    ]  # fmt: skip
    if vendor == "postgresql":
        taken += [
            f"DROP FUNCTION IF EXISTS {name}()" for name in ("promises_refuse", "promises_refuse_removal")
        ]
    return taken


GUARD = {vendor: tuple(statements(vendor)) for vendor in ("sqlite", "postgresql")}
LIFT = {vendor: tuple(lifting(vendor)) for vendor in ("sqlite", "postgresql")}


def guard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    lift(apps, schema_editor)
    for statement in GUARD.get(schema_editor.connection.vendor, ()):
        schema_editor.execute(statement, params=None)


def lift(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in LIFT.get(schema_editor.connection.vendor, ()):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("promises", "0001_first")]

    operations = [migrations.RunPython(guard, lift, elidable=False)]

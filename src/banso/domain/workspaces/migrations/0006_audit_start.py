"""The oldest part of an audit log may go: entries up to the place that the note beside the log names."""

from importlib import import_module

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_before = import_module("banso.domain.workspaces.migrations.0003_invitations_sent_and_audit_guard")
LIFT = _before.LIFT
_GONE = (
    """COALESCE((SELECT start_number FROM workspaces_audithead WHERE workspace_id = OLD.workspace_id), 0)"""
)
GUARD = {
    "sqlite": (
        """CREATE TRIGGER audit_never_changed BEFORE UPDATE ON workspaces_auditentry
        BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END""",
        f"""CREATE TRIGGER audit_never_removed BEFORE DELETE ON workspaces_auditentry
        WHEN OLD.number > {_GONE}
          AND (OLD.workspace_id IS NULL
            OR EXISTS (SELECT 1 FROM workspaces_workspace WHERE id = OLD.workspace_id))
        BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END""",  # noqa: S608 - our own names
    ),
    "postgresql": (
        f"""CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF TG_OP = 'DELETE' THEN
            IF OLD.number <= {_GONE} OR OLD.workspace_id IS NOT NULL
               AND NOT EXISTS (SELECT 1 FROM workspaces_workspace WHERE id = OLD.workspace_id) THEN
              RETURN OLD;
            END IF;
          END IF;
          RAISE EXCEPTION 'the audit log is append-only';
        END $$""",  # noqa: S608 - our own names
        *_before.GUARD["postgresql"][1:],
    ),
}


def guard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _before.lift(apps, schema_editor)
    for statement in GUARD.get(schema_editor.connection.vendor, ()):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("workspaces", "0005_audit_chain")]

    operations = [
        migrations.RunPython(_before.lift, _before.guard, elidable=False),
        migrations.AddField("audithead", "start_number", models.PositiveBigIntegerField(default=0)),
        migrations.AddField("audithead", "start_hash", models.CharField(default="0" * 64, max_length=64)),
        migrations.RunPython(guard, _before.lift, elidable=False),
    ]

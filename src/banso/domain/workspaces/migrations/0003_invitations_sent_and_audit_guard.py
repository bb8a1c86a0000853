"""The audit log cannot be changed, not even by this application's own SQL.

An entry may go only after its workspace has gone (the erasure of a whole workspace deletes the workspace's row
first, then its entries, in one transaction).
"""

from django.core.management import call_command
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

GUARD = {
    "sqlite": (
        """CREATE TRIGGER audit_never_changed BEFORE UPDATE ON workspaces_auditentry
        BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END""",
        """CREATE TRIGGER audit_never_removed BEFORE DELETE ON workspaces_auditentry
        WHEN OLD.workspace_id IS NULL
          OR EXISTS (SELECT 1 FROM workspaces_workspace WHERE id = OLD.workspace_id)
        BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END""",
    ),
    "postgresql": (
        """CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF TG_OP = 'DELETE' AND OLD.workspace_id IS NOT NULL
             AND NOT EXISTS (SELECT 1 FROM workspaces_workspace WHERE id = OLD.workspace_id) THEN
            RETURN OLD;
          END IF;
          RAISE EXCEPTION 'the audit log is append-only';
        END $$""",
        """CREATE TRIGGER audit_never_changed BEFORE UPDATE OR DELETE ON workspaces_auditentry
        FOR EACH ROW EXECUTE FUNCTION audit_refuse()""",
        """CREATE TRIGGER audit_never_emptied BEFORE TRUNCATE ON workspaces_auditentry
        FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()""",
    ),
}
LIFT = {
    "sqlite": (
        "DROP TRIGGER IF EXISTS audit_never_changed",
        "DROP TRIGGER IF EXISTS audit_never_removed",
    ),
    "postgresql": (
        "DROP TRIGGER IF EXISTS audit_never_changed ON workspaces_auditentry",
        "DROP TRIGGER IF EXISTS audit_never_emptied ON workspaces_auditentry",
        "DROP FUNCTION IF EXISTS audit_refuse()",
    ),
}


def guard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    lift(apps, schema_editor)
    for statement in GUARD.get(schema_editor.connection.vendor, ()):
        schema_editor.execute(statement)


def lift(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in LIFT.get(schema_editor.connection.vendor, ()):
        schema_editor.execute(statement)


def make_cache_table(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The table in which every process counts failed sign-ins; the command leaves one that exists alone."""
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [
        ("workspaces", "0002_profiles_rotation_and_kept_answers"),
    ]

    operations = [
        migrations.AlterField(
            model_name="invitation",
            name="sent_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="auditentry",
            name="workspace",
            field=models.ForeignKey(
                null=True,
                on_delete=models.DO_NOTHING,
                related_name="+",
                to="workspaces.workspace",
            ),
        ),
        migrations.RunPython(guard, lift, elidable=False),
        migrations.RunPython(make_cache_table, migrations.RunPython.noop, elidable=False),
    ]

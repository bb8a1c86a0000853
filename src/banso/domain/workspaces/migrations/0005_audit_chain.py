"""Every entry of the audit log holds the hash of the one before; those that are there are chained once."""

import hashlib
import json
from datetime import UTC
from importlib import import_module
from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_guards = import_module("banso.domain.workspaces.migrations.0003_invitations_sent_and_audit_guard")
_MANY = 500
START = "0" * 64


def link(before: str, entry: Any) -> str:  # noqa: ANN401 - a row of a model as it was then
    """As rules/chain.py has it; a copy, so that this migration does for ever what it did."""
    said = [
        entry.number, str(entry.workspace_id), entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.actor_kind, entry.actor_id, entry.actor_label, entry.verb, entry.target, entry.detail,
        entry.address,
    ]  # fmt: skip
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{before}\n{text}".encode()).hexdigest()


def chain(apps: StateApps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    # Outside any workspace's scope, where the models' own managers refuse.
    entries, heads, workspaces = (
        apps.get_model("workspaces", name)._base_manager  # noqa: SLF001
        for name in ("AuditEntry", "AuditHead", "Workspace")
    )
    for workspace in workspaces.all():
        number, last, changed = 0, START, []
        for entry in entries.filter(workspace=workspace).order_by("id").iterator(_MANY):
            number += 1
            entry.number = number
            entry.hash = last = link(last, entry)
            changed.append(entry)
            if len(changed) == _MANY:
                entries.bulk_update(changed, ["number", "hash"])
                changed = []
        entries.bulk_update(changed, ["number", "hash"])
        heads.update_or_create(workspace=workspace, defaults={"number": number, "hash": last})


class Migration(migrations.Migration):
    dependencies = [("workspaces", "0004_loading_since")]

    operations = [
        migrations.RunPython(_guards.lift, _guards.guard, elidable=False),
        migrations.AddField("auditentry", "number", models.PositiveBigIntegerField(default=0)),
        migrations.AddField("auditentry", "hash", models.CharField(default="", max_length=64)),
        migrations.CreateModel(
            name="AuditHead",
            fields=[
                (
                    "workspace",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="workspaces.workspace",
                    ),
                ),
                ("number", models.PositiveBigIntegerField(default=0)),
                ("hash", models.CharField(default="0" * 64, max_length=64)),
            ],
        ),
        migrations.RunPython(chain, migrations.RunPython.noop, elidable=False),
        migrations.AddConstraint(
            "auditentry",
            models.UniqueConstraint(fields=("workspace", "number"), name="audit_place_once"),
        ),
        # A table that SQLite makes anew has lost its triggers.
        migrations.RunPython(_guards.guard, _guards.lift, elidable=False),
    ]

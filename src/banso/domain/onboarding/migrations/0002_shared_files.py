"""Files of the account that the customer's page of an onboarding shows."""

import django.db.models.deletion
from django.db import migrations, models

import banso.kit.ids


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_activities_over_sns"),
        ("onboarding", "0001_first"),
        ("workspaces", "0006_audit_start"),
    ]

    operations = [
        migrations.CreateModel(
            name="SharedFile",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=banso.kit.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("by_label", models.CharField(max_length=200)),
                ("shared_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.file"
                    ),
                ),
                (
                    "onboarding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="onboarding.onboarding",
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="workspaces.workspace",
                    ),
                ),
            ],
            options={
                "ordering": ["-shared_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(fields=("onboarding", "file"), name="file_shared_once")
                ],
            },
        ),
    ]

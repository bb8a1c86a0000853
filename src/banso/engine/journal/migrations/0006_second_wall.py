"""Nothing in the tables' shape: `migrate` raises the wall between workspaces where it ran before without one."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("journal", "0005_reaction_failures"),
    ]

    operations = []

"""What became of a link's mail, and since when a question counts as put: for what was asked before, at once."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import F, OuterRef, Subquery


def tell(apps: StateApps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    # Outside any workspace's scope, where the models' own managers refuse.
    asking, asked = (apps.get_model("questions", name)._base_manager for name in ("Asking", "Asked"))  # noqa: SLF001
    made = asking.filter(pk=OuterRef("asking")).values("made_at")
    asked.filter(put=True, put_at=None).update(put_at=Subquery(made))
    mailed = asking.filter(way="link", tried_at=None).exclude(email="")
    mailed.filter(sent_at=None).update(tried_at=F("made_at"), failed_at=F("made_at"))
    mailed.exclude(sent_at=None).update(tried_at=F("made_at"), sends=1)


class Migration(migrations.Migration):
    dependencies = [("questions", "0002_taken_as")]

    operations = [
        migrations.AddField("asked", "put_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("asking", "failed_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("asking", "sends", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField("asking", "tried_at", models.DateTimeField(blank=True, null=True)),
        migrations.RunPython(tell, migrations.RunPython.noop, elidable=False),
    ]

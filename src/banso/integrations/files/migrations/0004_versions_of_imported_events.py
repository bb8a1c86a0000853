from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("files", "0003_account_claims")]

    operations = [
        migrations.RemoveConstraint(model_name="importedevent", name="imported_event_once"),
        migrations.AddField(
            model_name="importedevent", name="version", field=models.PositiveIntegerField(default=1)
        ),
        migrations.AddConstraint(
            model_name="importedevent",
            constraint=models.UniqueConstraint(
                fields=("workspace", "digest", "version"), name="imported_event_once"
            ),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("usage_log", "0001_instructions")]

    operations = [
        migrations.AddField(model_name="instruction", name="ids", field=models.JSONField(default=list)),
    ]

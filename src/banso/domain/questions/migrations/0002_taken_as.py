"""What taking an answer over wrote, so that it can be taken back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("questions", "0001_first")]

    operations = [migrations.AddField("answer", "taken_as", models.JSONField(blank=True, default=dict))]

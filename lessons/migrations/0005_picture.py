"""Links that are kept have a picture."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("lessons", "0004_shared"),
    ]

    operations = [
        migrations.AddField("sharedstate", "picture", models.BinaryField(editable=False, null=True)),
    ]

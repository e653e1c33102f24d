"""Counts of the limits, and where the answer to a mail goes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bulletin", "0002_heartbeats_and_generation"),
    ]

    operations = [
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64, unique=True)),
                ("count", models.PositiveBigIntegerField(default=0)),
                ("ends_at", models.DateTimeField(db_index=True)),
            ],
            options={
                "verbose_name_plural": "tallies",
            },
        ),
        migrations.AddField(
            model_name="outboxmail",
            name="reply_to",
            field=models.EmailField(blank=True, help_text="Who gets the answer, when it is not us", max_length=254),
        ),
    ]

"""Signs of life of the processes, and which life of the database this is."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("bulletin", "0001_initial"),)
    operations = (
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                ("process", models.CharField(max_length=20, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Generation",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("lineage", models.CharField(max_length=32)),
                ("count", models.PositiveBigIntegerField()),
                (
                    "at",
                    models.DateTimeField(default=django.utils.timezone.now, help_text="When it last counted on"),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("id", 1)), name="a_database_has_one_generation_at_a_time"
                    )
                ],
            },
        ),
    )

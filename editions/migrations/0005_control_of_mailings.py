"""When and how fast mailings go, what comes back about copies, and how a mailing stands."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("editions", "0004_feedback"),
    ]

    operations = [
        migrations.CreateModel(
            name="Pace",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=260, unique=True)),
                ("next_at", models.DateTimeField(help_text="When the next turn is")),
                ("taken", models.PositiveBigIntegerField(default=0)),
            ],
            options={
                "ordering": ("name",),
            },
        ),
        migrations.AddField(
            model_name="mailing",
            name="counted_from",
            field=models.JSONField(
                blank=True, db_default=models.Value({}, models.JSONField()), default=dict, editable=False
            ),
        ),
        migrations.AddField(
            model_name="mailing",
            name="gone_on_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="mailing",
            name="left_before_stop",
            field=models.PositiveIntegerField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="mailing",
            name="measured",
            field=models.JSONField(
                blank=True, db_default=models.Value({}, models.JSONField()), default=dict, editable=False
            ),
        ),
        migrations.AddField(
            model_name="mailing",
            name="rate",
            field=models.PositiveIntegerField(blank=True, help_text="Copies a second, at most", null=True),
        ),
        migrations.AddField(
            model_name="mailing",
            name="seeds_first",
            field=models.BooleanField(
                db_default=False, default=False, help_text="Staff and seed addresses first, then wait for a go"
            ),
        ),
        migrations.AddField(
            model_name="mailing",
            name="warm_up",
            field=models.JSONField(
                blank=True,
                db_default=models.Value([], models.JSONField()),
                default=list,
                help_text="Copies an hour, at most, hour by hour",
            ),
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("delivered", "Delivered"),
                            ("delayed", "Delayed on its way"),
                            ("bounced", "Came back"),
                            ("complained", "Reported as spam"),
                            ("left", "Left by its link"),
                            ("answered", "Answered automatically"),
                        ],
                        max_length=12,
                    ),
                ),
                ("source", models.CharField(help_text="The page, mail or provider that it came by", max_length=80)),
                ("detail", models.CharField(blank=True, help_text="What a mail server said", max_length=300)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "delivery",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="receipts",
                        to="editions.delivery",
                    ),
                ),
            ],
            options={
                "ordering": ("-at", "-pk"),
                "constraints": [
                    models.UniqueConstraint(
                        models.F("delivery"), models.F("kind"), name="a_delivery_has_each_kind_of_receipt_once"
                    )
                ],
            },
        ),
    ]

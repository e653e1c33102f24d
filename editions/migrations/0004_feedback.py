"""What readers answer, and who may read it."""

from typing import Any

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models
from django.apps import apps as installed
from django.contrib.auth.management import create_permissions

READERS = ("Reader", "Editor", "Publisher")


def let_staff_read_it(apps: Any, schema_editor: Any) -> None:
    # Permissions are written after all migrations: without this they are not there yet.
    create_permissions(installed.get_app_config("editions"), verbosity=0, using=schema_editor.connection.alias)
    permission = apps.get_model("auth", "Permission").objects.get(
        content_type__app_label="editions", codename="view_feedback"
    )
    for group in apps.get_model("auth", "Group").objects.filter(name__in=READERS):
        group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("editions", "0003_room_for_updates_in_place"),
    ]

    operations = [
        migrations.CreateModel(
            name="Feedback",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("answers", models.JSONField(default=list, help_text="A list of objects with question and answer")),
                (
                    "email",
                    models.EmailField(blank=True, help_text="Only from those who want an answer", max_length=254),
                ),
                ("given_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "key",
                    models.CharField(
                        editable=False, help_text="The same answers are kept once", max_length=64, unique=True
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="feedback", to="editions.edition"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "feedback",
                "ordering": ("-given_at", "-pk"),
            },
        ),
        migrations.RunPython(let_staff_read_it, migrations.RunPython.noop),
    ]

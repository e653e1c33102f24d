"""A publisher may waive a proof, or sign an edition off though some are not approved."""

from typing import Any

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

GRANTED = {
    "Reader": ["view_proof"],
    "Editor": ["view_proof"],
    "Publisher": ["view_proof", "waive_proof"],
}


def grant(apps: Any, schema_editor: Any) -> None:
    # Permissions are written after all migrations: without this they are not there yet.
    create_permissions(
        installed.get_app_config("submissions"), verbosity=0, using=schema_editor.connection.alias
    )
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="submissions")
    for group in apps.get_model("auth", "Group").objects.filter(name__in=GRANTED):
        group.permissions.add(*permissions.filter(codename__in=GRANTED[group.name]))


class Migration(migrations.Migration):
    dependencies = (
        ("editions", "0006_check_deliveries_less"),
        ("editions", "0002_groups"),
        ("submissions", "0008_proofs_signers_and_daily_mail"),
    )
    operations = (
        migrations.AlterField(
            model_name="override",
            name="act",
            field=models.CharField(
                choices=[
                    ("sign_off", "Sign off"),
                    ("proofs", "Sign off without approved proofs"),
                    ("mail", "Start the mailing"),
                ],
                max_length=10,
            ),
        ),
        migrations.RunPython(grant, migrations.RunPython.noop),
    )

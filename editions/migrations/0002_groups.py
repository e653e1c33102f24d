"""The groups Editor, Publisher and Reader, with what each may do."""

from typing import Any

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

READER = [
    "bulletin.view_auditentry",
    "bulletin.view_outboxmail",
    *(f"submissions.view_{name}" for name in ("submission", "revision", "contributor", "organisation", "section")),
    *(f"editions.view_{name}" for name in ("edition", "article", "snapshot", "mailing", "subscriber")),
]
EDITOR = [
    *READER,
    "bulletin.change_outboxmail",
    "submissions.review_submission",
    "submissions.change_submission",
    *(f"submissions.{verb}_{name}" for verb in ("add", "change") for name in ("contributor", "organisation")),
    "editions.assemble_edition",
    "editions.add_edition",
    "editions.change_edition",
    "editions.add_subscriber",
    "editions.change_subscriber",
]
PUBLISHER = [
    *EDITOR,
    "editions.publish_edition",
    "editions.mail_edition",
    "submissions.add_section",
    "submissions.change_section",
]
GROUPS = {"Reader": READER, "Editor": EDITOR, "Publisher": PUBLISHER}


def make_groups(apps: Any, schema_editor: Any) -> None:
    for label in ("bulletin", "submissions", "editions"):
        # Permissions are written after all migrations: without this they are not there yet.
        create_permissions(installed.get_app_config(label), verbosity=0, using=schema_editor.connection.alias)
    permission_model = apps.get_model("auth", "Permission")
    for group_name, names in GROUPS.items():
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=group_name)
        for name in names:
            label, codename = name.split(".")
            group.permissions.add(permission_model.objects.get(content_type__app_label=label, codename=codename))


class Migration(migrations.Migration):
    dependencies = (
        ("editions", "0001_initial"),
        ("submissions", "0002_sections_and_themes"),
        ("bulletin", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    )
    operations = (migrations.RunPython(make_groups, migrations.RunPython.noop),)

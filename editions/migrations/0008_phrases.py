"""Phrases to begin with, and who may change them."""

from typing import Any

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

MAY = {
    "Reader": ["view_phrase"],
    "Editor": ["view_phrase", "add_phrase", "change_phrase", "delete_phrase"],
    "Publisher": ["view_phrase", "add_phrase", "change_phrase", "delete_phrase"],
}
PHRASES = [
    (
        "decline",
        "Does not fit the bulletin",
        "The bulletin prints what worked against serious and organised crime. Your article is about something else.",
    ),
    (
        "decline",
        "Printed before",
        "We printed an article about the same work not long ago. We would gladly read what you have learned since.",
    ),
    (
        "decline",
        "Not cleared",
        "We can only print what your organisation has cleared for everybody on our list to read.",
    ),
    ("request_changes", "Who can readers ask", "Add a contact whom readers can ask about this"),
    ("request_changes", "What came of it", "Say what came of it, with a figure where you have one"),
    ("request_changes", "Explain short forms", "Write each short form out where it stands first"),
    ("message", "Thank you", "Thank you for your patience. An editor is reading your article now."),
]


def add_phrases(apps: Any, schema_editor: Any) -> None:
    # Permissions are written after all migrations: without this they are not there yet.
    create_permissions(
        installed.get_app_config("submissions"), verbosity=0, using=schema_editor.connection.alias
    )
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="submissions")
    for name, codenames in MAY.items():
        group = apps.get_model("auth", "Group").objects.get(name=name)
        group.permissions.add(*permissions.filter(codename__in=codenames))
    phrase = apps.get_model("submissions", "Phrase")
    for position, (use, name, text) in enumerate(PHRASES, start=1):
        phrase.objects.get_or_create(use=use, name=name, defaults={"text": text, "position": position})


class Migration(migrations.Migration):
    dependencies = (
        ("editions", "0007_sign_off_without_proofs"),
        ("submissions", "0006_desk_messages_phrases_searches"),
    )
    operations = (migrations.RunPython(add_phrases, migrations.RunPython.noop),)

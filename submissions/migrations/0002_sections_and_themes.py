"""The standing sections and the 4P themes that a new bulletin begins with; editors may change them."""

from typing import Any

from django.db import migrations

SECTIONS = [
    ("In the spotlight", "One article that leads the edition", "blue"),
    ("Partnerships", "How organisations worked together", "purple"),
    ("Disruptions", "Operations, and the law that helps them", "red"),
    ("Prevent", "Keeping people out of serious and organised crime", "green"),
    ("Protection", "Keeping people and places safe", "turquoise"),
]
THEMES = [
    ("Pursue", "Prosecuting and disrupting people engaged in crime"),
    ("Prevent", "Stopping people from being drawn into crime"),
    ("Protect", "Making people and businesses harder to harm"),
    ("Prepare", "Being ready to reduce the harm that happens"),
]


def fill(apps: Any, schema_editor: Any) -> None:
    for position, (name, description, colour) in enumerate(SECTIONS):
        apps.get_model("submissions", "Section").objects.create(
            name=name, description=description, colour=colour, position=position
        )
    for position, (name, description) in enumerate(THEMES):
        apps.get_model("submissions", "Theme").objects.create(name=name, description=description, position=position)


class Migration(migrations.Migration):
    dependencies = (("submissions", "0001_initial"),)
    operations = (migrations.RunPython(fill, migrations.RunPython.noop),)

"""On PostgreSQL, leave room in each page of deliveries and batches, so that their many updates stay in place."""

from typing import Any

from django.db import migrations

# A delivery grows by about a third when its outcome is written; a batch is rewritten at each claim.
FILL = {"editions_delivery": 70, "editions_batch": 50}


def leave_room(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for table, percent in FILL.items():
            schema_editor.execute(f"ALTER TABLE {table} SET (fillfactor = {percent})")


def take_room_back(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for table in FILL:
            schema_editor.execute(f"ALTER TABLE {table} RESET (fillfactor)")


class Migration(migrations.Migration):
    dependencies = (("editions", "0002_groups"),)
    operations = (migrations.RunPython(leave_room, take_room_back),)

"""`manage.py backup FOLDER`: the database and the pictures into a new folder, while everything runs."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from bulletin import backups
from bulletin.backups import BackupError


class Command(BaseCommand):
    help = "Write database and pictures into a new folder. It may run while everything runs; secrets are not in it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="A folder that is empty or not there yet")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            contents = backups.make(options["folder"])
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        rows = sum(contents["rows"].values())
        self.stdout.write(f"{options['folder']}: {rows:,} rows and the pictures, as of {contents['made_at']}.")

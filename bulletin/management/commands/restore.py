"""`manage.py restore FOLDER --yes`: a backup in the place of what is here."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from bulletin import backups
from bulletin.backups import BackupError

NEXT = """Restored: {rows:,} rows and the pictures, as of {made_at}.
Now:
1. manage.py migrate                          (the backup may be of an older version)
2. start web, worker and beat
3. at the desk, or with manage.py confirm_generation: say that mails may leave again. Until then nothing is mailed."""


class Command(BaseCommand):
    help = "Put a backup in the place of this database and of its pictures. Stop web, worker and beat first."
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="What `manage.py backup` wrote")
        parser.add_argument("--yes", action="store_true", help="Do it: everything in this database is lost")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            contents = backups.read(options["folder"])
            if not options["yes"]:
                raise CommandError(f"Everything here is replaced by what was at {contents['made_at']}: add --yes.")
            backups.restore(options["folder"])
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(NEXT.format(rows=sum(contents["rows"].values()), made_at=contents["made_at"]))

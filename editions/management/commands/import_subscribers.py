"""`manage.py import_subscribers FILE`: a list of addresses onto the distribution list."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from editions.distribution import importing

SHOWN = 20  # refused rows written out in full


class Command(BaseCommand):
    help = "Import subscribers from a CSV file with a heading line and a column “email”."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="The CSV file; columns “name” and “organisation” are read too")
        parser.add_argument("--dry-run", action="store_true", help="Say what would happen and change nothing")
        parser.add_argument("--json", action="store_true", help="Print the report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["file"])
        try:
            text = importing.read_file(path.read_bytes())
            report = importing.run(text, source=f"Import of {path.name}", dry_run=options["dry_run"])
        except OSError as error:
            raise CommandError(f"{path} can't be read: {error.strerror}.") from error
        except importing.FileRefusedError as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(report.as_dict(), indent=2))
        else:
            self._tell(report)

    def _tell(self, report: importing.Report) -> None:
        verb = "would be added" if report.dry_run else "added"
        self.stdout.write(f"{report.rows} rows: {report.added} {verb}, {report.already} on the list already.")
        self.stdout.write(
            f"Not added: {report.left} left earlier, {report.suppressed} suppressed, "
            f"{report.repeated} repeated, {len(report.refused)} not an address."
        )
        for row in report.refused[:SHOWN]:
            self.stdout.write(f"  line {row.line}: {row.text!r} - {row.reason}")
        if len(report.refused) > SHOWN:
            self.stdout.write(f"  and {len(report.refused) - SHOWN} more; --json lists them all")

"""`manage.py confirm_generation --by USERNAME`: go on mailing after a restore."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from bulletin import generation, moves
from bulletin.moves import MoveRefusedError
from editions.distribution import restoring


class Command(BaseCommand):
    help = "After a restore, say that this database is the one to go on with, so that mails leave again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--by", required=True, metavar="USERNAME", help="Who says so; a publisher")
        parser.add_argument("--reason", default="", help="What was restored, and why")

    def handle(self, *args: Any, **options: Any) -> None:
        doubt = generation.doubt()
        try:
            restoring.confirm(by=moves.person(options["by"]), reason=options["reason"])
        except MoveRefusedError as refused:
            raise CommandError("\n".join(refused.reasons)) from refused
        self.stdout.write(f"Confirmed. {doubt}")
        for mailing in restoring.unfinished():
            self.stdout.write(f"Look at mailing {mailing.pk}, {mailing}: {mailing.get_status_display().lower()}.")

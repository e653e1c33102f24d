"""`manage.py reset_second_factor NAME`: for a member of staff who lost both the app and the recovery codes."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from bulletin import moves, second_factor
from bulletin.moves import MoveRefusedError


class Command(BaseCommand):
    help = "Forget somebody's authenticator app and recovery codes; they set up new ones at their next sign-in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            user = moves.person(options["username"])
        except MoveRefusedError as refused:
            raise CommandError(str(refused)) from refused
        second_factor.reset(user, by=None)
        self.stdout.write(f"{user} sets up a new second factor at the next sign-in.")

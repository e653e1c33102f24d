"""`manage.py reset_second_factor NAME`: for a member of staff who lost both the app and the recovery codes."""

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser

from bulletin import second_factor


class Command(BaseCommand):
    help = "Forget somebody's authenticator app and recovery codes; they set up new ones at their next sign-in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["username"]).first()
        if user is None:
            raise CommandError(f"Nobody is called {options['username']}.")
        second_factor.reset(user, by=None)
        self.stdout.write(f"{user} sets up a new second factor at the next sign-in.")

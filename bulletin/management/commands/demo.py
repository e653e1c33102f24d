"""`manage.py demo`: invented people, articles and editions that show every state; safe to repeat."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from bulletin.demo import story
from bulletin.demo.people import STAFF

WELCOME = """The bulletin is running.

  The site       {site}/
  The desk       {site}/{desk}
  The mailbox    {site}/mailbox/   every mail that it sends (log in at the desk first)

  Log in as      {logins}
  with password  {password}

Try this first:
  1. Send an article at {site}/submit/ and find its receipt in the mailbox.
  2. Log in as editor, accept the article, and place it in edition 6.
  3. Write the welcome, and lock the edition.
  4. Log in as publisher and sign it off; log in as publisher2, publish it and mail it to the list."""


class Command(BaseCommand):
    help = "Fill an empty database with the demo; does nothing when it is there."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--welcome", action="store_true", help="Only print the addresses, logins and first steps")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["welcome"]:
            logins = ", ".join(username for _, username, _ in STAFF)
            desk = settings.ADMIN_PATH
            self.stdout.write(
                WELCOME.format(site=settings.SITE_URL, desk=desk, logins=logins, password=story.PASSWORD)
            )
            return
        if not (settings.DEMO or settings.DEBUG):
            raise CommandError("The demo has a password that everybody knows. Set DEMO=true if this is one.")
        if story.exists():
            self.stdout.write("The demo is there already.")
            return
        for part in story.build():
            self.stdout.write(f"  {part}")

"""`manage.py demo`: invented people, articles and editions that show every state; safe to repeat."""

import textwrap
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from bulletin.demo import guide, story
from bulletin.demo.guide import Guide

WELCOME = """The bulletin is running.

  The site       {site}/
  The desk       {site}/{desk}
  The mailbox    {site}/mailbox/   every mail that it sends (log in at the desk first)

  Log in as      {logins}
  with password  {password}

Try this first; the home page leads you through it:
{steps}"""


class Command(BaseCommand):
    help = "Fill an empty database with the demo; does nothing when it is there."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--welcome", action="store_true", help="Only print the addresses, logins and first steps")

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.DEMO or settings.DEBUG):
            raise CommandError("The demo has a password that everybody knows. Set DEMO=true if this is one.")
        if options["welcome"]:
            self.stdout.write(_welcome(guide.show()))
            return
        if story.exists():
            self.stdout.write("The demo is there already.")
            return
        for part in story.build():
            self.stdout.write(f"  {part}")


def _welcome(told: Guide) -> str:
    steps = [f"{number}. {step.title} ({step.who})" for number, step in enumerate(told.steps, start=1)]
    return WELCOME.format(
        site=settings.SITE_URL,
        desk=settings.ADMIN_PATH,
        logins=", ".join(f"{username} ({name})" for username, name in told.logins),
        password=told.password,
        steps=textwrap.indent("\n".join(steps), "  "),
    )

"""`manage.py forget`: what the clock forgets every hour; `--dry-run` only lists what would go."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from bulletin import effacing
from editions import personal, retention


class Command(BaseCommand):
    help = "Forget drafts, closed and held articles, people, requests, feedback and old letters, as the settings say."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Only list what would go, and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dry_run"]:
            for each in (found := retention.due()):
                self.stdout.write(f"{each.what} (since {each.since:%-d %B %Y})")
            self.stdout.write(f"{len(found)} would go, and {effacing.old_letters().count()} old letters.")
            return
        forgotten, letters = retention.run(), effacing.drop_letters(effacing.old_letters())
        self.stdout.write(f"{forgotten} gone, and {letters} old letters; {personal.erase_waiting()} erased on request.")

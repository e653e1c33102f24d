"""`manage.py remind`: the reminders and daily emails that the clock sends; `--dry-run` only lists the reminders."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from editions import reminding
from submissions import reminding as contributors


class Command(BaseCommand):
    help = "Queue the reminders and daily emails that are due; what was queued before is not queued again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Only list the reminders, and queue nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["dry_run"]:
            self.stdout.write(f"{reminding.run()} queued.")
            return
        found = contributors.due(deadline=reminding.deadline())
        for reminder in found:
            self.stdout.write(f"{reminder.to}: {reminder.about}")
        self.stdout.write(f"{len(found)} due.")

"""Keep the words by which articles are found, for those that have none: after an update, or rows from elsewhere."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from submissions import searching
from submissions.models import Submission


class Command(BaseCommand):
    help = "Make articles findable of which no words are kept; --all does every article anew."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="every article, not only those without words")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = Submission.objects.all() if options["all"] else searching.unread()
        number = searching.refresh_all(rows)
        self.stdout.write(f"{number} {'article' if number == 1 else 'articles'} can be found now.")

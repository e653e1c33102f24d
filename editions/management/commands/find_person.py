"""`manage.py find_person WORDS`: everywhere in the database where an address, a name or a file name stands."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import NoReverseMatch, reverse

from bulletin import tracing

FEWEST = 3  # letters; fewer stand everywhere


class Command(BaseCommand):
    help = "List where an address, a name, a telephone number or the name of a picture stands, with the desk's pages."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("words", help="For example somebody@partner.example, or 'Jo Example'")

    def handle(self, *args: Any, **options: Any) -> None:
        words = options["words"].strip()
        if len(words) < FEWEST:
            raise CommandError(f"Give at least {FEWEST} letters, for example an email address.")
        count = 0
        for place in tracing.places(words):
            count += 1
            self.stdout.write(f"{place.table} {place.row.pk}, {place.column}: {_page(place)}")
        self.stdout.write(f"{count} places.")


def _page(place: tracing.Place) -> str:
    """The desk's page of the row, or of the article that it belongs to."""
    submission = getattr(place.row, "submission_id", None)
    name, key = place.table.replace(".", "_"), place.row.pk
    if submission and name != "submissions_submission":
        name, key = "submissions_submission", submission
    try:
        return f"{settings.SITE_URL}{reverse(f'admin:{name}_change', args=[key])}"
    except NoReverseMatch:
        return str(place.row)

"""`manage.py record_bounce < mail`: what a mail that came back says about a copy."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from editions.distribution import bounces
from editions.distribution.bounces import NamelessError

# What a mail server makes of an exit status (sysexits.h): give it back, or keep it and try again.
NOT_OURS, TRY_AGAIN = 65, 75


class Command(BaseCommand):
    help = (
        "Read one mail that came to bounce+…@ or leave+…@ of MAIL_DOMAIN from standard input: a report that a copy "
        "came back, a complaint, an automatic answer, or somebody who leaves. Ends with 0 when it is kept, 65 when it "
        "names no copy of ours, 75 when the mail server should try again later. Twice is once."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--recipient", default="", metavar="ADDRESS", help="The address that the mail came to")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = bounces.take(sys.stdin.buffer.read(), recipient=options["recipient"])
        except NamelessError as error:
            raise CommandError(str(error), returncode=NOT_OURS) from error
        except DatabaseError as error:
            raise CommandError("The database can't be written now.", returncode=TRY_AGAIN) from error
        said = "asks to leave" if report.asks_to_leave else report.kind
        self.stdout.write(f"Delivery {report.delivery_id}: {said}")

"""`manage.py mailing_status NUMBER`: how far the newest mailing of an edition is."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from editions.distribution import progress, telling
from editions.models import Mailing
from editions.workflow import MailingStatus

# The other audiences that may be asked about, and what is said when there is no such mailing.
OTHERS = {"test": "no test mail", "missed": "not been mailed to those who missed it"}


class Command(BaseCommand):
    help = "Say how far the mailing of an edition to the list is, or with --test its newest test. Changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", type=int, help="The edition's number")
        parser.add_argument("--json", action="store_true", help="Print it as JSON, the certificate included")
        parser.add_argument("--missed", action="store_true", help="Look at the newest one to those who missed it")
        parser.add_argument("--test", action="store_true", help="Look at its newest test mail instead")

    def handle(self, *args: Any, **options: Any) -> None:
        audience = next((name for name in OTHERS if options[name]), Mailing.Audience.LIVE)
        mailing = Mailing.objects.filter(edition__number=options["number"], audience=audience).first()
        if mailing is None:
            raise CommandError(
                f"Edition {options['number']} has {OTHERS.get(audience, 'not been mailed to the list')}."
            )
        counts = progress.of(mailing)
        if options["json"]:
            self.stdout.write(json.dumps({**counts, "certificate": mailing.certificate}, indent=2))
            return
        self.stdout.write(f"{mailing}: {MailingStatus(counts['status']).label}")
        told = [telling.bar(counts), telling.speed(counts), telling.time_left(counts), telling.stop(counts)]
        self.stdout.write(" ".join(filter(None, told)))
        for name in ("total", "sent", "left", "failed", "unknown", "skipped", "cancelled"):
            self.stdout.write(f"{name:>10}  {counts[name]:,}")

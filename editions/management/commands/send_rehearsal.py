"""`manage.py send_rehearsal MAILING`: one sender of a rehearsal, which starts it, and kills it when it likes."""

import os
import secrets
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from editions.distribution import sending
from editions.models import Mailing
from editions.workflow import MailingStatus


class Command(BaseCommand):
    help = "Send a rehearsal's copies to where EMAIL_URL says, until it is over. `rehearse_mailing` starts this."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("mailing", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        rehearsal = Mailing.objects.filter(
            pk=options["mailing"], audience=Mailing.Audience.REHEARSAL, status=MailingStatus.SENDING
        )
        parent = os.getppid()
        while os.getppid() == parent and rehearsal.exists():
            owner = f"rehearsal:{os.getpid()}:{secrets.token_hex(8)}"
            sending.run(owner=owner, rehearsal=options["mailing"], stopping=lambda: os.getppid() != parent)
            time.sleep(0.1)

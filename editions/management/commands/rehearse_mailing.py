"""`manage.py rehearse_mailing NUMBER --by USERNAME --kills 20`: the whole mailing to a sink, with senders killed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from bulletin import moves
from bulletin.moves import MoveRefusedError
from editions.distribution import rehearsing, telling
from editions.models import Edition

NOT_GOOD = 2


class Command(BaseCommand):
    help = (
        "Send an edition that was signed off to everybody on the list, but into a sink inside this command: by "
        "processes of its own, so many of which it kills on the way. Needs no worker. Ends with 0 when nobody was "
        "mailed twice and nobody was lost, with 2 when somebody was, and with 1 when it could not be done."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", type=int, help="The edition's number")
        parser.add_argument("--by", required=True, metavar="USERNAME", help="Who rehearses")
        parser.add_argument("--kills", type=int, default=rehearsing.KILLS, help="How many senders to kill, at most")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            edition = Edition.objects.get(number=options["number"])
            mailing = rehearsing.ask(edition, by=moves.person(options["by"]))
        except Edition.DoesNotExist as error:
            raise CommandError(str(error)) from error
        except MoveRefusedError as error:
            raise CommandError("\n".join(error.reasons)) from error
        found = rehearsing.run(mailing, kills=max(0, options["kills"]))
        mailing.refresh_from_db()
        if found is None or mailing.certificate is None:
            raise CommandError(f"The rehearsal did not come to its end: {mailing.get_status_display().lower()}.")
        self.stdout.write(telling.rehearsal(mailing.certificate))
        if not (found.is_good and mailing.certificate["adds_up"]):
            raise SystemExit(NOT_GOOD)

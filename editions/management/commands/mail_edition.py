"""`manage.py mail_edition NUMBER --by USERNAME`: an edition to its list, or a test of it to one address."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from bulletin import moves
from bulletin.models import AuditEntry
from bulletin.moves import MoveRefusedError
from editions import publishing, tasks
from editions.distribution import mailings, watching
from editions.distribution.mailings import Plan
from editions.distribution.watching import Sight
from editions.models import Edition, Mailing
from editions.workflow import MailingStatus

# Exit statuses; 1 is Django's own for what can't be done.
NOT_EVERYBODY, NOT_FINISHED = 2, 3
PATIENCE = 60  # seconds without any movement while something is due
NO_WORKER = (
    "Nothing has moved for {seconds} seconds. Are a worker and beat running? Start them with "
    "`celery -A bulletin worker` and `celery -A bulletin beat`; the mailing then goes on by itself."
)


class Command(BaseCommand):
    help = (
        "Mail a published edition to the distribution list, by the rules of the admin: who signed it off doesn't start "
        "its mailing without a reason. Ends with 0 when it was started (with --wait: when everybody owed a copy was "
        "sent one), 1 when it was refused, and with --wait 2 when it finished but some were not sent a copy or it is "
        "not known, 3 when it stopped before it was finished or nothing moved it."
    )

    _last_words = ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", type=int, help="The edition's number")
        parser.add_argument("--by", required=True, metavar="USERNAME", help="Whose decision this is")
        parser.add_argument("--test", metavar="ADDRESS", help="Only send one copy to this address, marked as a test")
        parser.add_argument("--reason", default="", help="Why nobody else can start it, when you signed it off")
        parser.add_argument("--missed", action="store_true", help="Only to those on the list who were not sent it yet")
        parser.add_argument("--at", type=_moment, metavar="TIME", help="When to begin, as in 2026-12-01T09:30")
        parser.add_argument("--until", type=_moment, metavar="TIME", help="What has not left by then is never sent")
        parser.add_argument("--rate", type=int, help="Copies a second, at most")
        parser.add_argument("--seeds-first", action="store_true", help="First to staff, then wait for a go at the desk")
        parser.add_argument("--wait", action="store_true", help="Show its progress until it is finished")

    def handle(self, *args: Any, **options: Any) -> None:
        edition = _edition(options["number"])
        try:
            mailing = self._start(edition, moves.person(options["by"]), options)
        except MoveRefusedError as error:
            raise CommandError("\n".join(error.reasons)) from error
        tasks.ring()
        if options["wait"]:
            self._wait(mailing)

    def _start(self, edition: Edition, by: User, options: dict[str, Any]) -> Mailing:
        if options["test"]:
            snapshot = edition.snapshot or publishing.draft_snapshot(edition, by=by)
            mailing = mailings.send_test(edition, snapshot, to=options["test"], by=by)
            self.stdout.write(f"A test of edition {edition.number} goes to {options['test']}.")
        else:
            plan = Plan(
                options["at"], options["until"], options["rate"], settings.SENDING_WARM_UP, options["seeds_first"]
            )
            audience = Mailing.Audience.MISSED if options["missed"] else Mailing.Audience.LIVE
            mailing = mailings.start(edition, by=by, audience=audience, plan=plan, reason=options["reason"])
            done = "scheduled" if mailing.status == MailingStatus.SCHEDULED else "started"
            self.stdout.write(f"The mailing of edition {edition.number} is {done}; the worker sends it.")
        return mailing

    def _wait(self, mailing: Mailing) -> None:
        """Show the progress; ends without a word of complaint only when everybody owed a copy was sent one."""
        for sight in watching.until_it_ends(mailing):
            self._show(sight)
            if sight.idle_seconds > PATIENCE:
                raise CommandError(NO_WORKER.format(seconds=PATIENCE), returncode=NOT_FINISHED)
        self.stdout.write("")
        if not sight.is_finished:
            raise CommandError(_why_stopped(mailing), returncode=NOT_FINISHED)
        if sight.without_certain_copy:
            words = f"{sight.without_certain_copy:,} of {sight.counts['total']:,} have no certain copy"
            raise CommandError(f"{words}: the admin lists them.", returncode=NOT_EVERYBODY)
        self.stdout.write("Finished: everybody who is owed a copy was sent one.")

    def _show(self, sight: Sight) -> None:
        if self.stdout.isatty():
            self.stdout.write(f"\r{sight.bar:<120}", ending="")
        elif sight.words != self._last_words:
            self.stdout.write(sight.words)
        self._last_words = sight.words
        self.stdout.flush()


def _edition(number: int) -> Edition:
    edition = Edition.objects.filter(number=number).first()
    if edition is None:
        raise CommandError(f"There is no edition {number}.")
    return edition


def _moment(text: str) -> datetime:
    """A time of day where the site is. Raises ValueError."""
    found = parse_datetime(text)
    if found is None:
        raise ValueError(text)
    return found if timezone.is_aware(found) else timezone.make_aware(found)


def _why_stopped(mailing: Mailing) -> str:
    last = AuditEntry.objects.about(mailing).filter(to_status=mailing.status).first()
    return f"The mailing was stopped: {mailing.get_status_display()}. {last.reason if last else ''}".strip()

"""The daily round: reminders to contributors, with the copy deadline of the next edition, and the editors' email."""

from datetime import datetime

from django.utils import timezone

from editions import digesting
from editions.models import Edition
from submissions import reminding
from submissions.reminding import Deadline


def run(*, now: datetime | None = None) -> int:
    """Queue whatever is due; called as often as one likes, it queues nothing twice. Returns how many mails."""
    now = now or timezone.now()
    return reminding.remind(now=now, deadline=deadline(now=now)) + digesting.send(now=now)


def deadline(*, now: datetime | None = None) -> Deadline | None:
    """The next copy deadline of an edition that collects."""
    today = timezone.localdate(now)
    edition = Edition.objects.open().filter(copy_deadline__gte=today).order_by("copy_deadline", "number").first()
    return Deadline(edition.copy_deadline, str(edition)) if edition and edition.copy_deadline else None

"""What went wrong or has to be confirmed, in sentences with the page on which somebody mends it."""

from collections.abc import Iterator
from urllib.parse import urlencode

from django.db.models import Sum
from django.http import HttpRequest
from django.urls import reverse

from bulletin import desk, generation, moves
from bulletin.models import OutboxMail
from editions import personal
from editions.distribution import seeding
from editions.models import Batch, Mailing, Override
from editions.workflow import MailingStatus

Told = tuple[str, str]  # a sentence, and an address


def wrong(request: HttpRequest) -> list[Told]:
    """What somebody has to mend; each only for those who may see its rows."""
    found: list[Told] = []
    if desk.may_see(request, "editions.mailing"):
        found += [*_restored(), *_halted(), *_waiting_for_a_go(), *_unknown_copies()]
    if desk.may_see(request, "bulletin.outboxmail"):
        found += _failed_letters()
    return found


def unconfirmed(request: HttpRequest) -> list[Told]:
    """Acts of one person alone that somebody else has to confirm, the oldest first."""
    if not desk.may_see(request, "editions.edition"):
        return []
    rows = Override.objects.unconfirmed().select_related("edition", "by").order_by("at")
    return [(_override(row, request), reverse("admin:editions_edition_change", args=[row.edition_id])) for row in rows]


def erasures(request: HttpRequest) -> list[Told]:
    """Who waits to be erased until an article is out, or is taken out of its edition."""
    if not desk.may_see(request, "submissions.submission"):
        return []
    page = reverse("admin:submissions_submission_changelist")
    return [
        (f"Asked on {asked:%-d %B %Y}: {reason}", f"{page}?{urlencode({'q': reference})}")
        for asked, reference, reason in personal.waiting()
    ]


def _override(row: Override, request: HttpRequest) -> str:
    what = f"{row.get_act_display()}, {row.edition}"
    if row.by_id == request.user.pk:
        return f"{what}: you did this alone, so somebody else has to confirm it"
    return f"{what}: {moves.label_of(row.by, '')} did this alone; confirm that it was right"


def _restored() -> Iterator[Told]:
    if generation.doubt():
        what = "This database was restored or copied: nothing is mailed until a publisher confirms"
        yield what, reverse("admin:editions_mailing_restored")


def _halted() -> Iterator[Told]:
    for mailing in Mailing.objects.filter(status=MailingStatus.HALTED).select_related("edition"):
        yield f"A mailing was halted: {mailing}", reverse("admin:editions_mailing_change", args=[mailing.pk])


def _waiting_for_a_go() -> Iterator[Told]:
    for mailing in seeding.waiting().filter(status=MailingStatus.PAUSED).select_related("edition"):
        what = f"Staff have the first copies, and the rest waits for a go: {mailing}"
        yield what, reverse("admin:editions_mailing_change", args=[mailing.pk])


def _unknown_copies() -> Iterator[Told]:
    """Copies of an edition of which nobody knows whether they left: a person decides what they count as."""
    real = Batch.objects.exclude(mailing__audience=Mailing.Audience.REHEARSAL)
    rows = real.filter(unknown__gt=0).order_by("mailing").values_list("mailing")
    for number, count in rows.annotate(Sum("unknown")):
        what = _counted(count, "copy of an edition", "copies of an edition")
        yield f"Nobody knows whether {what} went out", reverse("admin:editions_mailing_unknown", args=[number])


def _failed_letters() -> Iterator[Told]:
    failed = OutboxMail.objects.filter(status=OutboxMail.Status.FAILED).count()
    if failed:
        what = _counted(failed, "mail to one person", "mails to single people")
        yield f"{what} failed", f"{reverse('admin:bulletin_outboxmail_changelist')}?status__exact=failed"


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"

"""The editors' daily email: at most one a day to each, only about what needs them, and not to those who said no."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from bulletin import mail, moves
from bulletin.models import OutboxMail
from editions.models import Edition
from editions.workflow import PUBLISH, EditionStatus
from submissions.models import DailyMail, Proof, Submission
from submissions.workflow import REVIEW

SATURDAY = 5
KIND = "editions/daily"
DEADLINE_DAYS = 7  # from so many days before a copy deadline it is told of


@dataclass(frozen=True)
class Need:
    """One thing that needs somebody: a sentence, and the address of the page where it is done."""

    text: str
    url: str


def send(*, now: datetime | None = None) -> int:
    """Queue the email of each editor who has not had today's and whom something needs; returns how many."""
    now = now or timezone.now()
    here = timezone.localtime(now)
    if here.hour < settings.DAILY_MAIL_HOUR or here.weekday() >= SATURDAY:
        return 0
    people = [user for user in readers() if not _has_it(user, here.date())]
    return sum(_queue(user, needs(user, today=here.date()), now=now) for user in people)


def readers() -> models.QuerySet[User]:
    """Editors with an address who did not say that they want no daily email."""
    may = User.objects.with_perm(REVIEW, backend="django.contrib.auth.backends.ModelBackend")
    unwanted = DailyMail.objects.filter(is_wanted=False).values("user")
    return may.filter(is_active=True).exclude(email="").exclude(pk__in=unwanted).distinct().order_by("pk")


def needs(user: User, *, today: date) -> list[Need]:
    """What needs this person: the queue of new articles, what is theirs, and the editions that wait for them."""
    return [*_of_everybody(), *_own(user, today), *_of_editions(user, today)]


def _of_everybody() -> Iterator[Need]:
    rows = reverse("admin:submissions_submission_changelist")
    if new := Submission.objects.needing_triage().filter(held_at=None).count():
        yield Need(f"{_articles(new)} {'waits' if new == 1 else 'wait'} for triage", f"{rows}?turn=triage")
    if failed := OutboxMail.objects.filter(status=OutboxMail.Status.FAILED).count():
        page = reverse("admin:bulletin_outboxmail_changelist")
        yield Need(f"{failed} email{'s' if failed > 1 else ''} could not be sent", f"{page}?status__exact=failed")


def _own(user: User, today: date) -> Iterator[Need]:
    mine = Submission.objects.filter(assignee=user, held_at=None)  # no mail names what waits apart
    for rows, text in (
        (mine.in_review(), "is in review, assigned to you"),
        (mine.overdue(on=today), "waits for changes that are overdue"),
        (mine.filter(proofs__in=Proof.objects.answered()), "has a proof in which corrections are wanted"),
        (mine.filter(proofs__in=Proof.objects.overdue(on=today)), "has a proof that is overdue"),
    ):
        for row in rows.prefetch_related("revisions"):
            yield Need(f"“{row.title}” {text}", reverse("admin:submissions_submission_change", args=[row.pk]))


def _of_editions(user: User, today: date) -> Iterator[Need]:
    for edition in Edition.objects.open().filter(copy_deadline__gte=today).order_by("copy_deadline"):
        if edition.copy_deadline and (edition.copy_deadline - today).days <= DEADLINE_DAYS:
            day = date_format(edition.copy_deadline, "l j F")
            yield Need(f"The copy deadline of {edition} is on {day}", _board(edition))
    if user.has_perm(PUBLISH):
        for edition in Edition.objects.filter(status=EditionStatus.LOCKED).exclude(locked_by=user):
            by = moves.label_of(edition.locked_by, "somebody")
            yield Need(f"{edition} was locked by {by} and waits to be signed off", _board(edition))


def _board(edition: Edition) -> str:
    return reverse("admin:editions_edition_change", args=[edition.pk])


def _articles(count: int) -> str:
    return "One article" if count == 1 else f"{count} articles"


def _key(user: User, day: date) -> str:
    return f"daily {user.pk} {day}"


def _has_it(user: User, day: date) -> bool:
    return OutboxMail.objects.filter(dedupe_key=_key(user, day)).exists()


def _queue(user: User, found: list[Need], *, now: datetime) -> bool:
    """Nobody whom nothing needs gets an email; they may later on the same day."""
    if not found:
        return False
    stop = f"{settings.SITE_URL}{reverse('admin:submissions_submission_daily_mail')}"
    context = {"name": user.first_name or user.get_username(), "needs": found, "stop_url": stop}
    mail.queue(
        mail.compose(KIND, context),
        kind=KIND,
        to_name=user.get_full_name(),
        to_email=user.email,
        dedupe_key=_key(user, timezone.localdate(now)),
        now=now,
    )
    return True

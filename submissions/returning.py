"""Coming back to what one began or sent: links that are mailed, and what using one of them does."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from bulletin import links, mail
from submissions import addressing, drafting
from submissions.models import Draft, LinkRequest, Submission
from submissions.workflow import SubmissionStatus

BACK = "back"  # the purpose of a link in a mail
MOST_LINKS = 10  # in one mail
LATE = timedelta(days=365)  # since a submission was sent; older ones are asked for by writing to us


@dataclass(frozen=True)
class Way:
    """One link of a mail: what it leads to, in words, and its address."""

    title: str
    about: str
    address: str


def ask(email: str, *, now: datetime | None = None) -> None:
    """Note that somebody wants the links of this address; does the same whether we know it or not."""
    LinkRequest.objects.create(email=email.strip().lower(), asked_at=now or timezone.now())


def mail_asked(*, now: datetime | None = None) -> int:
    """Mail the links that were asked for; an address that we don't know gets no mail. Returns how many were mailed."""
    now, mailed = now or timezone.now(), 0
    for request in LinkRequest.objects.all()[:100]:
        with transaction.atomic():
            if not LinkRequest.objects.filter(pk=request.pk).delete()[0]:
                continue  # another worker was faster
            mailed += _mail_all(request, now=now)
    return mailed


@transaction.atomic
def mail_link(draft: Draft, email: str, *, now: datetime | None = None) -> None:
    """Mail the way back to one draft; the address is noted in it, and a link that was mailed before stops working."""
    now, email = now or timezone.now(), email.strip().lower()
    if draft.email != email:
        draft.email, draft.email_confirmed_at = email, None
        draft.save(update_fields=["email", "email_confirmed_at"])
    _mail(email, [_to_draft(draft, email, now=now)], occasion=f"draft {draft.pk} {now.timestamp()}", now=now)


def look(secret: str) -> Draft | Submission | None:
    """What a mailed link leads to; looking changes nothing."""
    return links.find(secret, BACK, Draft) or links.find(secret, BACK, Submission)


@transaction.atomic
def use(row: Draft | Submission, *, now: datetime | None = None) -> str:
    """Go on by a mailed link; returns the path that goes on.

    It confirms the address that it was mailed to: one that was typed since is not confirmed by it.
    """
    is_theirs = not isinstance(row, Draft) or row.link_mailed_to == row.email
    if is_theirs and row.email_confirmed_at is None:
        row.email_confirmed_at = now or timezone.now()
        row.save(update_fields=["email_confirmed_at"])
    if isinstance(row, Submission):
        return reverse("submissions:sent", args=[addressing.reopened(row)])
    return reverse("submissions:tasks", args=[drafting.secret_of(row)])


def _mail_all(request: LinkRequest, *, now: datetime) -> bool:
    drafts = Draft.objects.open().filter(email=request.email, submission=None)[:MOST_LINKS]
    sent = Submission.objects.filter(contributor__email__iexact=request.email, submitted_at__gt=now - LATE)
    sent = sent.exclude(status=SubmissionStatus.DRAFT).filter(held_at=None)
    rows = sent.prefetch_related("revisions")[: MOST_LINKS - len(drafts)]
    ways = [_to_draft(draft, request.email, now=now) for draft in drafts] + [
        _to_submission(each, now=now) for each in rows
    ]
    if ways:
        _mail(request.email, ways, occasion=f"request {request.pk} {request.asked_at.timestamp()}", now=now)
    return bool(ways)


def _to_draft(draft: Draft, email: str, *, now: datetime) -> Way:
    draft.link_mailed_to = email
    draft.save(update_fields=["link_mailed_to"])
    title = "".join(draft.answers.get("article", {}).get("title", [])).strip() if draft.email_confirmed_at else ""
    return Way(title, f"not sent yet, last saved on {timezone.localtime(draft.touched_at):%-d %B}", _link(draft, now))


def _to_submission(submission: Submission, *, now: datetime) -> Way:
    return Way("", f"reference {submission.reference}", _link(submission, now))


def _link(row: Draft | Submission, now: datetime) -> str:
    secret = links.issue(row, BACK, expires_at=now + timedelta(days=settings.DRAFT_DAYS))
    return f"{settings.SITE_URL}{reverse('submissions:back', args=[secret])}"


def _mail(email: str, ways: list[Way], *, occasion: str, now: datetime) -> None:
    letter = mail.compose("submissions/link", {"ways": ways, "days": settings.DRAFT_DAYS})
    mail.queue(letter, kind="submissions/link", to_email=email, dedupe_key=f"link {occasion}", now=now)

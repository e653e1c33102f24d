"""People who ask what is held of them, and who want it erased: the link, the copy, and the erasing in both apps."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from bulletin import effacing, links, mail, moves
from bulletin.models import OutboxMail
from editions.distribution import forgetting
from editions.models import PersonalRequest
from submissions import personal

PURPOSE = "what is held"
LINK, DONE = "editions/your_information", "editions/erased"
OF_REQUESTS = (LINK, DONE)


def ask(email: str, *, now: datetime | None = None) -> None:
    """Note that somebody wants to see what is held of an address; does the same whether we know it or not."""
    PersonalRequest.objects.create(email=email.strip().lower(), asked_at=now or timezone.now())


def answer_asked(*, now: datetime | None = None) -> int:
    """Mail the links that were asked for, to the addresses of which something is held; returns how many."""
    now, mailed = now or timezone.now(), 0
    for request in PersonalRequest.objects.unmailed()[:100]:
        with transaction.atomic():
            if not PersonalRequest.objects.filter(pk=request.pk, mailed_at=None).update(mailed_at=now):
                continue  # another worker was faster
            if is_known(request.email):
                _mail_link(request, now=now)
                mailed += 1
            else:
                request.delete()
    return mailed


def find(secret: str, *, now: datetime | None = None) -> PersonalRequest | None:
    """Whose link this is, or None when it is forged, expired or used up."""
    request = links.find(secret, PURPOSE, PersonalRequest, now=now)
    return request if request and not request.done_at else None


def held(email: str, *, now: datetime | None = None) -> dict[str, Any]:
    """Everything that is held of an address, as JSON says it."""
    made = {"address": email, "made": timezone.localtime(now).isoformat(timespec="minutes")}
    found = {**personal.held(email), **forgetting.held(email)}
    found["emails"] = [letter for letter in found["emails"] if letter["kind"] not in OF_REQUESTS]
    return made | found


def is_known(email: str) -> bool:
    """Whether anything is held of an address."""
    found = held(email)
    return any(found[name] for name in found if name not in {"address", "made"})


def waiting() -> list[tuple[datetime, str, str]]:
    """Erasures that wait: since when, for which article, and why."""
    return [
        (timezone.localtime(request.erasure_asked_at), reference, reason)
        for request in PersonalRequest.objects.waiting()
        for reference, reason in personal.blockers(request.email).items()
    ]


@transaction.atomic
def ask_for_erasure(request: PersonalRequest, *, now: datetime | None = None) -> list[str]:
    """Erase at once, or when an article stands in an edition that is not out, as soon as it does not any more.

    Returns what it waits for; empty when it is done. Twice is once.
    """
    now = now or timezone.now()
    moves.lock(request)
    if request.done_at:
        return []
    if request.erasure_asked_at is None:
        request.erasure_asked_at = now
        request.save(update_fields=["erasure_asked_at"])
    if waits := personal.blockers(request.email):
        return list(waits.values())
    _carry_out(request, now=now)
    return []


def erase_waiting(*, now: datetime | None = None) -> int:
    """Carry out the erasures that nothing stands in the way of any more, and forget requests that ended."""
    now, done = now or timezone.now(), 0
    for request in PersonalRequest.objects.waiting():
        email = request.email
        if not ask_for_erasure(request, now=now):
            letter = mail.compose(DONE, {"days": settings.PERSONAL_LINK_DAYS})
            mail.queue(letter, kind=DONE, to_email=email, dedupe_key=f"erased {request.pk}", now=now)
            done += 1
    _tidy(now - timedelta(days=settings.PERSONAL_LINK_DAYS))
    return done


def _carry_out(request: PersonalRequest, *, now: datetime) -> None:
    email = request.email
    personal.erase(email, now=now)
    forgetting.erase(email, now=now)
    effacing.drop_links(request)
    PersonalRequest.objects.filter(email=email, erasure_asked_at=None).delete()
    PersonalRequest.objects.filter(email=email).update(email="", done_at=now)
    request.refresh_from_db()
    moves.record(request, "erase", by=None, by_label="The person", now=now)


def _mail_link(request: PersonalRequest, *, now: datetime) -> None:
    days = settings.PERSONAL_LINK_DAYS
    secret = links.issue(request, PURPOSE, expires_at=now + timedelta(days=days))
    link = f"{settings.SITE_URL}{reverse('editions:your_information', args=[secret])}"
    letter = mail.compose(LINK, {"link": link, "days": days})
    mail.queue(letter, kind=LINK, to_email=request.email, dedupe_key=f"held {request.pk}", now=now)


def _tidy(since: datetime) -> None:
    """Forget requests whose link has ended, and the letters about them."""
    ended = PersonalRequest.objects.filter(asked_at__lt=since, erasure_asked_at=None)
    ended.delete()
    letters = OutboxMail.objects.filter(kind__in=OF_REQUESTS, created_at__lt=since, status__in=effacing.AT_REST)
    effacing.drop_letters(letters)

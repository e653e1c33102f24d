"""The desk's home page: what waits for whom, what went wrong, and the edition that is being made."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from bulletin import desk, generation
from bulletin.models import OutboxMail
from editions.models import Delivery, Edition
from editions.workflow import DeliveryStatus, EditionStatus
from submissions.admin import turns

UNFINISHED = [EditionStatus.COLLECTING, EditionStatus.LOCKED, EditionStatus.SIGNED_OFF]


def queues(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """What the home page shows: each part only to those who may see its rows, in a constant number of queries."""
    return {
        **context,
        "title": "Home",
        "queues": _submissions(request) if desk.may_see(request, "submissions.submission") else [],
        "troubles": [*_restored(request), *_failed_mails(request), *_unknown_deliveries(request)],
        "editions": _editions() if desk.may_see(request, "editions.edition") else [],
        "today": timezone.localdate(),
    }


def _submissions(request: HttpRequest) -> list[dict[str, Any]]:
    page = reverse("admin:submissions_submission_changelist")
    return [
        {"queue": queue, "count": count, "tone": queue.tone if count else "", "url": f"{page}?turn={queue.name}"}
        for queue, count in turns.counts(request.user)
    ]


def _restored(request: HttpRequest) -> list[tuple[str, str]]:
    if not desk.may_see(request, "editions.mailing") or not generation.doubt():
        return []
    what = "This database was restored or copied: nothing is mailed until a publisher confirms"
    return [(what, reverse("admin:editions_mailing_restored"))]


def _failed_mails(request: HttpRequest) -> list[tuple[str, str]]:
    if not desk.may_see(request, "bulletin.outboxmail"):
        return []
    failed = OutboxMail.objects.filter(status=OutboxMail.Status.FAILED).count()
    if not failed:
        return []
    what = _counted(failed, "mail to one person", "mails to single people")
    return [(f"{what} failed", f"{reverse('admin:bulletin_outboxmail_changelist')}?status__exact=failed")]


def _unknown_deliveries(request: HttpRequest) -> list[tuple[str, str]]:
    """Copies of an edition of which nobody knows whether they arrived: a person decides what they count as."""
    if not desk.may_see(request, "editions.mailing"):
        return []
    unknown = Delivery.objects.filter(status=DeliveryStatus.UNKNOWN).count()
    if not unknown:
        return []
    what = _counted(unknown, "copy of an edition", "copies of editions")
    return [(f"Nobody knows whether {what} went out", reverse("admin:editions_mailing_changelist"))]


def _editions() -> list[Edition]:
    """Those that are being made, the next one first."""
    return list(Edition.objects.filter(status__in=UNFINISHED).order_by("number"))


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"

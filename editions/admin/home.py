"""The desk's home page: what waits for whom, what went wrong, and the edition that is being made."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from bulletin import desk, moves
from editions.admin import troubles
from editions.models import Edition, Mailing
from editions.workflow import EditionStatus, MailingStatus
from submissions.admin import turns

UNFINISHED = [EditionStatus.COLLECTING, EditionStatus.LOCKED, EditionStatus.SIGNED_OFF]
ENDED_EARLY = [MailingStatus.CANCELLED, MailingStatus.EXPIRED]


@dataclass(frozen=True)
class Work:
    """An edition that waits, for whom it waits, and whether that may be the person who looks."""

    edition: Edition
    next: str
    is_yours: bool


def queues(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """What the home page shows: each part only to those who may see its rows, in a constant number of queries."""
    may_see_editions = desk.may_see(request, "editions.edition")
    editions = _editions(request) if may_see_editions else []
    return {
        **context,
        "title": "Home",
        "queues": _submissions(request) if desk.may_see(request, "submissions.submission") else [],
        "troubles": troubles.wrong(request),
        "unconfirmed": troubles.unconfirmed(request),
        "erasures": troubles.erasures(request),
        "editions": editions,
        "deadline": _deadline(editions),
        "may_see_editions": may_see_editions,
        "today": timezone.localdate(),
    }


def _deadline(editions: list[Work]) -> dict[str, Any] | None:
    """The next day by which articles must be in, and how many days are left; past ones are shown while they wait."""
    collecting = [work.edition for work in editions if work.edition.status == EditionStatus.COLLECTING]
    set_for = sorted(
        ((edition.copy_deadline, edition) for edition in collecting if edition.copy_deadline), key=lambda each: each[0]
    )
    if not set_for:
        return None
    on, edition = set_for[0]
    return {"on": on, "edition": edition, "days": (on - timezone.localdate()).days}


def _submissions(request: HttpRequest) -> list[dict[str, Any]]:
    page = reverse("admin:submissions_submission_changelist")
    return [
        {
            "queue": row.queue,
            "count": row.count,
            "days": row.days,
            "tone": row.queue.tone if row.count else "",
            "url": f"{page}?turn={row.queue.name}",
        }
        for row in turns.counts(request.user)
    ]


def _editions(request: HttpRequest) -> list[Work]:
    """Those that are being made, the next one first; before them the newest one, until it was mailed."""
    rows = Edition.objects.select_related("locked_by", "signed_off_by")
    newest = rows.published().newest_first().first()
    waiting = list(rows.filter(status__in=UNFINISHED).order_by("number"))
    if newest and not Mailing.objects.live().filter(edition=newest).exclude(status__in=ENDED_EARLY).exists():
        waiting.insert(0, newest)
    return [_work(edition, request) for edition in waiting]


def _work(edition: Edition, request: HttpRequest) -> Work:
    """Whose turn it is, by the rule of four eyes."""
    permission, doing, not_by, did = {
        EditionStatus.COLLECTING: ("assemble_edition", "An editor places the articles and locks it", None, ""),
        EditionStatus.LOCKED: ("publish_edition", "A publisher signs it off", edition.locked_by, "locked it"),
        EditionStatus.SIGNED_OFF: ("publish_edition", "A publisher publishes it", None, ""),
        EditionStatus.PUBLISHED: ("mail_edition", "A publisher mails it", edition.signed_off_by, "signed it off"),
    }[EditionStatus(edition.status)]
    name = "you" if not_by == request.user else moves.label_of(not_by, "")
    except_for = f", but not {name}, who {did}" if name else ""
    is_yours = request.user.has_perm(f"editions.{permission}") and name != "you"
    return Work(edition, f"{doing}{except_for}", is_yours)

"""A submission's own page: the article as it will look, who sent it, what was done, what was written."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from csp.decorators import csp
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from bulletin import desk, moves
from bulletin.models import OutboxMail
from submissions import looking, notifications, pairing, revising, undoing
from submissions.admin import clearing, conversation, opening, proofing
from submissions.admin.deciding import VERBS
from submissions.forms.deciding import reviewers
from submissions.models import Revision, RevisionPicture, Submission
from submissions.rendering import article
from submissions.workflow import REVIEW

FACES = {"web": "Web page", "email": "Email", "text": "Plain text"}
FRAMED = {"web", "email"}
MOST_ENTRIES = 50
# What each tab of the page shows beside what all of them do.
SECTIONS: dict[str, Callable[[Submission, User], dict[str, Any]]] = {
    "article": clearing.section,
    "talk": lambda submission, by: conversation.section(submission),
    "proof": proofing.section,
}
# What decides, and what takes something away.
MAIN_MOVES, BAD_MOVES = {"start_review", "accept", "resubmit", "reopen"}, {"decline", "withdraw"}


@require_GET
def article_page(request: HttpRequest, pk: object) -> HttpResponse:
    """`?revision=2` shows an earlier revision, `?face=email` another face."""
    submission = opening.submission(request, pk)
    by = opening.person(request)
    revision = _revision(submission, request.GET.get("revision", ""))
    face = request.GET.get("face", "web")
    now = timezone.now()
    entries, mails = opening.entries(submission, MOST_ENTRIES), list(OutboxMail.objects.about(submission))
    tab = request.GET.get("tab", "") if request.GET.get("tab") in SECTIONS else "article"
    context = {
        **opening.frame(request, title=submission.title),
        **SECTIONS[tab](submission, by),
        "tab": tab,
        "proof_label": proofing.label(submission),
        "submission": submission,
        "days": (now - submission.status_since).days,
        "now": now,
        "today": timezone.localdate(),
        "revision": revision,
        "faces": FACES.items(),
        "face": face if face in FACES else "web",
        "text": article.text(revision) if revision and face == "text" else "",
        "moves": _buttons(submission, by),
        "may_review": by.has_perm(REVIEW),
        "may_edit": by.has_perm(REVIEW) and submission.status in revising.BY_EDITOR,
        "reviewers": _reviewers(by),
        "entries": entries,
        "mails": mails,
        "news": _news(submission, entries, by=by),
        **_undoable(submission, entries, mails, by=by, now=now),
        "recipient": notifications.recipient(submission),
        "twin": pairing.other(submission),
        "pictures": revision.pictures.select_related("picture") if revision and tab == "article" else [],
    }
    return TemplateResponse(request, "admin/submissions/submission/page.html", context)


@require_GET
@csp(desk.FRAME_POLICY)
def face_page(request: HttpRequest, pk: int, number: int, face: str) -> HttpResponse:
    """One revision as a reader will see it, alone, for the frame on the submission's page."""
    submission = opening.submission(request, pk)
    revision = _revision(submission, str(number))
    if revision is None or face not in FRAMED:
        raise Http404
    revision = Revision.objects.prefetch_related("pictures__picture").get(pk=revision.pk)
    if face == "email":
        return HttpResponse(article.email_page(revision, picture_url=picture_address))
    context = {"revision": revision, "article": article.web(revision, picture_url=picture_address, level=1)}
    return TemplateResponse(request, "admin/submissions/submission/face.html", context)


def picture_address(shown: RevisionPicture, width: int) -> str:
    return reverse("submissions:picture", args=[shown.picture_id, width])


def _undoable(
    submission: Submission, entries: list[dict[str, Any]], mails: list[OutboxMail], *, by: User, now: datetime
) -> dict[str, Any]:
    """The last decision and what it is called, while this person can undo it."""
    decisive = [row for row in entries if row["entry"].action not in undoing.TALK]
    decision = undoing.decision_of(submission, decisive[0]["entry"] if decisive else None, mails)
    if decision is None or undoing.reasons_not_to(submission, decision, by=by, now=now):
        return {}
    return {"decision": decision, "decided": decisive[0]["what"]}


def _news(submission: Submission, entries: list[dict[str, Any]], *, by: User) -> looking.News | None:
    """What is new to this person, or None when they have never looked at it."""
    since, number = getattr(submission, "looked_at", None), getattr(submission, "looked_revision", None)
    done = [row["entry"] for row in entries]
    return looking.news(submission, by=by, since=since, revision=number, entries=done) if since else None


def _revision(submission: Submission, number: str) -> Revision | None:
    """That revision, or the newest when no number is given; an unknown number is no page."""
    if not number:
        return submission.latest
    for revision in submission.revisions.all():
        if str(revision.number) == number:
            return revision
    raise Http404


def _buttons(submission: Submission, by: User) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "label": submission.workflow[name].label,
            "look": "main" if name in MAIN_MOVES else "bad" if name in BAD_MOVES else "",
        }
        for name in moves.permitted(submission, by=by)
        if name in VERBS
    ]


def _reviewers(by: User) -> list[User]:
    """To whom a submission can be assigned; nobody is offered to those who may not assign."""
    if not by.has_perm(REVIEW):
        return []
    return list(reviewers())

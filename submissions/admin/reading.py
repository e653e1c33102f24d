"""A submission's own page: the article as it will look, who sent it, what was done, what was written."""

from typing import Any

from csp.decorators import csp
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from bulletin import desk, moves
from bulletin.models import OutboxMail
from submissions import revising, triage
from submissions.admin import finding
from submissions.admin.deciding import VERBS
from submissions.models import Revision, RevisionPicture, Submission
from submissions.rendering import article
from submissions.workflow import REVIEW, SubmissionStatus

FACES = {"web": "Web page", "email": "Email", "text": "Plain text"}
FRAMED = {"web", "email"}
MOST_ENTRIES = 50
# How each status looks on the desk, beside its words.
TONES = {
    SubmissionStatus.DRAFT: "plain",
    SubmissionStatus.SUBMITTED: "info",
    SubmissionStatus.IN_REVIEW: "info",
    SubmissionStatus.CHANGES_REQUESTED: "warn",
    SubmissionStatus.ACCEPTED: "good",
    SubmissionStatus.DECLINED: "bad",
    SubmissionStatus.WITHDRAWN: "plain",
}
# What decides, and what takes something away.
MAIN_MOVES, BAD_MOVES = {"start_review", "accept", "resubmit", "reopen"}, {"decline", "withdraw"}


@require_GET
def article_page(request: HttpRequest, pk: object) -> HttpResponse:
    """`?revision=2` shows an earlier revision, `?face=email` another face."""
    submission = finding.submission(request, pk)
    by = finding.person(request)
    revision = _revision(submission, request.GET.get("revision", ""))
    face = request.GET.get("face", "web")
    context = {
        **finding.frame(request, title=submission.title),
        "submission": submission,
        "tone": TONES[SubmissionStatus(submission.status)],
        "days": (timezone.now() - submission.status_since).days,
        "today": timezone.localdate(),
        "revision": revision,
        "faces": FACES.items(),
        "face": face if face in FACES else "web",
        "text": article.text(revision) if revision and face == "text" else "",
        "moves": _buttons(submission, by),
        "may_review": by.has_perm(REVIEW),
        "may_edit": by.has_perm(REVIEW) and submission.status in revising.BY_EDITOR,
        "reviewers": _reviewers(by),
        "entries": finding.entries(submission, MOST_ENTRIES),
        "mails": OutboxMail.objects.about(submission).select_related("created_by"),
        "pictures": revision.pictures.select_related("picture") if revision else [],
    }
    return TemplateResponse(request, "admin/submissions/submission/page.html", context)


@require_GET
@csp(desk.FRAME_POLICY)
def face_page(request: HttpRequest, pk: int, number: int, face: str) -> HttpResponse:
    """One revision as a reader will see it, alone, for the frame on the submission's page."""
    submission = finding.submission(request, pk)
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


@require_POST
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the submission to the person in `to`, or to nobody."""
    submission = finding.submission(request, pk)
    chosen = request.POST.get("to", "")
    to = get_object_or_404(User, pk=desk.number(chosen)) if chosen else None
    try:
        triage.assign(submission, to=to, by=finding.person(request))
    except moves.MoveRefusedError as error:
        messages.error(request, str(error))
    else:
        whose = moves.label_of(to, "nobody")
        messages.success(request, f"{submission.reference} is now assigned to {whose}. No email was sent.")
    return HttpResponseRedirect(reverse("admin:submissions_submission_change", args=[submission.pk]))


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
    may = User.objects.with_perm(REVIEW, backend="django.contrib.auth.backends.ModelBackend")
    return list(may.order_by("first_name", "last_name", "username").distinct())

"""The page on which an editor changes an article; saving it writes the next revision."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from bulletin import desk, moves
from submissions import revising, settling
from submissions.admin import opening
from submissions.content import content_of
from submissions.forms.editing import EditForms
from submissions.models import Proof, Submission
from submissions.workflow import REVIEW, ProofStatus


@never_cache
def edit_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The contributor's form again, filled with the newest revision; what somebody else saved meanwhile is not lost."""
    submission = opening.submission(request, pk)
    if not opening.person(request).has_perm(REVIEW):
        raise PermissionDenied
    if request.method == "POST":
        return _saved(request, submission)
    latest = submission.latest
    page = EditForms(content=content_of(latest) if latest else None)
    return _page(request, submission, page, seen=submission.version)


def _saved(request: HttpRequest, submission: Submission) -> HttpResponse:
    page, seen = EditForms(request.POST, request.FILES), desk.seen(request)
    if page.pressed:
        page.after_press()
        return _page(request, submission, page, seen=seen)
    if page.is_valid():
        number = submission.latest.number if submission.latest else 0
        proof = settling.standing(submission)
        try:
            revision = revising.revise(
                submission,
                page.content(),
                by=opening.person(request),
                note=page["note"].cleaned_data["note"],
                seen=seen,
            )
        except moves.MoveRefusedError as refused:
            page.refuse(refused.reasons)
            seen = submission.version
        else:
            return _done(request, submission, revision.number, before=number, proof=proof)
    page.keep_pictures()
    return _page(request, submission, page, seen=seen)


def _done(
    request: HttpRequest, submission: Submission, number: int, *, before: int, proof: Proof | None
) -> HttpResponse:
    if number == before:
        messages.info(request, "Nothing was different, so there is no new revision.")
    else:
        messages.success(request, f"Saved as revision {number}. {_of_proof(request, submission, proof)}")
    return HttpResponseRedirect(reverse("admin:submissions_submission_change", args=[submission.pk]))


def _of_proof(request: HttpRequest, submission: Submission, proof: Proof | None) -> str:
    """What became of the proof that stood, and who is told."""
    if proof is None or not Proof.objects.filter(pk=proof.pk, status=ProofStatus.SUPERSEDED).exists():
        return "No email was sent."
    told = moves.label_of(submission.assignee, "The team")
    mail = "No email was sent." if submission.assignee == request.user else f"{told} gets an email about that."
    return f"The proof of revision {proof.revision.number} counts no more: send a new one. {mail}"


def _page(request: HttpRequest, submission: Submission, page: EditForms, *, seen: int) -> HttpResponse:
    context = {"page": page, "submission": submission, "seen": seen}
    return render(request, "admin/submissions/submission/edit.html", context)

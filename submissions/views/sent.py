"""The lasting page of one submission, for whoever holds its address; nothing on it changes anything."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from bulletin import front_door, links
from submissions.models import Picture, Revision, RevisionPicture, Submission
from submissions.rendering import article
from submissions.views import pictures
from submissions.workflow import FOR_CONTRIBUTORS, SubmissionStatus

LOOK = "submissions.view_submission"


@never_cache
@require_safe
@front_door.personal
def sent(request: HttpRequest, secret: str) -> HttpResponse:
    """That the article arrived, where it stands now, and a copy of what the contributor sent last."""
    submission = _opened_by(secret)
    revision = _last_of_contributor(submission)

    def picture_url(use: RevisionPicture, width: int) -> str:
        return reverse("submissions:picture", args=[secret, use.picture_id, width])

    label, next_step = FOR_CONTRIBUTORS[submission.status]
    context = {
        "submission": submission,
        "revision": revision,
        "label": label,
        "next_step": next_step,
        "is_new": submission.status == SubmissionStatus.SUBMITTED,
        "copy": article.web(revision, picture_url=picture_url, level=3, anchor="copy") if revision else "",
    }
    return render(request, "submissions/sent.html", context)


@require_safe
@front_door.personal
def picture(request: HttpRequest, picture_id: int, width: int, secret: str = "") -> HttpResponse:
    """One picture of a submission, for staff or for whoever holds the submission's address."""
    if secret:
        found = get_object_or_404(_opened_by(secret).pictures, pk=picture_id)
    elif request.user.has_perm(LOOK):
        found = get_object_or_404(Picture, pk=picture_id)
    else:
        raise PermissionDenied
    response = pictures.answer(found, width)
    response["Cache-Control"] = "private, max-age=3600"
    return response


def _opened_by(secret: str) -> Submission:
    submission = links.find(secret, "status", Submission)
    if submission is None:
        raise Http404
    return submission


def _last_of_contributor(submission: Submission) -> Revision | None:
    """Not what editors have made of it since: they may still be working on it."""
    revisions = submission.revisions.filter(made_by=None).prefetch_related("pictures__picture")
    return revisions.order_by("number").last()

"""The lasting page of one submission, for whoever holds its address: where it stands, and what is asked of them."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bulletin import front_door, moves
from submissions import replying, undoing
from submissions.forms.replying import AnswersForm
from submissions.forms.returning import MessageForm
from submissions.models import Picture, Revision, RevisionPicture, Submission
from submissions.rendering import article
from submissions.views import opening, pictures
from submissions.workflow import FOR_CONTRIBUTORS, SubmissionStatus

LOOK = "submissions.view_submission"
TEMPLATE = "submissions/sent.html"
# What an act says on the page that it leads to.
DID = {"saved", "sent", "written"}


@opening.of_submission(*opening.LOOK)
def sent(request: HttpRequest, submission: Submission, secret: str) -> HttpResponse:
    """That the article arrived, where it stands now, what is asked of them, and a copy of what they sent last."""
    did = request.GET.get("did", "")
    return render(request, TEMPLATE, page(submission, secret, did=did if did in DID else ""))


def page(submission: Submission, secret: str, **given: Any) -> dict[str, Any]:
    """What the page shows; `given` are forms that come back with errors, and reasons why something can't be done."""
    revision = _last_of_contributor(submission)

    def picture_url(use: RevisionPicture, width: int) -> str:
        return reverse("submissions:picture", args=[secret, use.picture_id, width])

    status = undoing.status_told(submission)
    label, next_step = _told(submission, status)
    waits = status == SubmissionStatus.CHANGES_REQUESTED
    items = replying.current(submission) if status == submission.status else []
    return {
        "submission": submission,
        "secret": secret,
        "revision": revision,
        "label": label,
        "next_step": next_step,
        "is_new": status == SubmissionStatus.SUBMITTED,
        "is_read": status in {SubmissionStatus.SUBMITTED, SubmissionStatus.IN_REVIEW},
        "reply_by": timezone.localtime(submission.status_since).date() + timedelta(days=settings.REPLY_DAYS),
        "waits_for_you": waits,
        "items": items,
        "answers": AnswersForm(items=items) if waits and items else None,
        "thread": submission.messages.for_contributor(),
        "message": MessageForm(),
        "may_withdraw": "withdraw" in moves.permitted(submission, by=None),
        "published": published(submission),
        "proof": submission.proofs.out().first(),
        "copy": article.web(revision, picture_url=picture_url, level=3, anchor="copy") if revision else "",
        **given,
    }


@require_safe
@front_door.personal
def staff_picture(request: HttpRequest, picture_id: int, width: int) -> HttpResponse:
    """One picture of a submission, for staff."""
    if not request.user.has_perm(LOOK):
        raise PermissionDenied
    return _picture(get_object_or_404(Picture, pk=picture_id), width)


@opening.of_submission(*opening.LOOK, keep=True)
def picture(request: HttpRequest, submission: Submission, secret: str, picture_id: int, width: int) -> HttpResponse:
    """One picture of a submission, for whoever holds its address."""
    return _picture(get_object_or_404(submission.pictures, pk=picture_id), width)


def _picture(found: Picture, width: int) -> HttpResponse:
    response = pictures.answer(found, width)
    response["Cache-Control"] = "private, max-age=3600"
    return response


def _last_of_contributor(submission: Submission) -> Revision | None:
    """Not what editors have made of it since: they may still be working on it."""
    revisions = submission.revisions.filter(made_by=None).prefetch_related("pictures__picture")
    return revisions.order_by("number").last()


def _told(submission: Submission, status: str) -> tuple[str, str]:
    """What the status is called to a contributor, and what happens next; an accepted one goes on with its edition."""
    place = getattr(submission, "article", None)  # hung there by editions
    if status != SubmissionStatus.ACCEPTED or place is None:
        label, next_step = FOR_CONTRIBUTORS[status]
        return _(label), _(next_step)
    if place.edition.status == "published":
        return _("Published"), _("It is in %(edition)s.") % {"edition": place.edition}
    return _("Accepted"), _("It is planned for %(edition)s.") % {"edition": place.edition}


def published(submission: Submission) -> str:
    """The path at which everybody reads it; empty before that."""
    place = getattr(submission, "article", None)  # hung there by editions
    if place is None or place.edition.status != "published":
        return ""
    return reverse("editions:article", kwargs={"number": place.edition.number, "slug": place.slug})

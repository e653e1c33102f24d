"""What an editor does from an article's page with one button: assign, undo, release, mark as seen."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST

from bulletin import desk, moves
from submissions import looking, notifications, pairing, triage, undoing
from submissions.admin import opening
from submissions.models import Submission
from submissions.workflow import SubmissionStatus


@require_POST
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the submission to the person in `to`, or to nobody."""
    submission = opening.submission(request, pk)
    chosen = request.POST.get("to", "")
    to = get_object_or_404(User, pk=desk.number(chosen)) if chosen else None
    try:
        triage.assign(submission, to=to, by=opening.person(request))
    except moves.MoveRefusedError as error:
        messages.error(request, str(error))
    else:
        whose = moves.label_of(to, "nobody")
        messages.success(request, f"{submission.reference} is now assigned to {whose}. No email was sent.")
    return _back(submission)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back the decision whose audit entry is named in `entry`."""
    submission = opening.submission(request, pk)
    try:
        undoing.undo(submission, by=opening.person(request), entry_id=desk.number(request.POST.get("entry", "")))
    except moves.MoveRefusedError as error:
        messages.error(request, f"Nothing was undone. {error}")
    else:
        messages.success(
            request, f"Undone: {submission.reference} is “{submission.get_status_display()}” again. No email leaves."
        )
    return _back(submission)


@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a submission in that waits apart."""
    submission = opening.submission(request, pk)
    try:
        triage.release(submission, by=opening.person(request), seen=desk.seen(request))
    except moves.MoveRefusedError as error:
        messages.error(request, str(error))
    else:
        is_new = submission.status == SubmissionStatus.SUBMITTED
        what = f"The receipt to {notifications.recipient(submission)}" if is_new else "The email to its editor"
        messages.success(request, f"{submission.reference} is released. {what} is on its way.")
    return _back(submission)


@require_POST
def pair(request: HttpRequest, pk: int) -> HttpResponse:
    """Pair the article with the one in another language whose reference was typed; an empty `part` parts them."""
    submission = opening.submission(request, pk)
    by = opening.person(request)
    try:
        if "part" in request.POST:
            pairing.part(submission, by=by)
            messages.success(request, f"{submission.reference} is paired with no article any more.")
        else:
            twin = pairing.pair(submission, request.POST.get("reference", ""), by=by)
            messages.success(request, f"{submission.reference} and {twin.reference} are now a pair.")
    except moves.MoveRefusedError as error:
        messages.error(request, str(error))
    return _back(submission)


@require_POST
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what this person has seen; the page posts it when it is left, or its button does."""
    submission = opening.submission(request, pk)
    looking.look(submission, by=opening.person(request), version=desk.seen(request), at=_drawn(request))
    return _back(submission)


def _drawn(request: HttpRequest) -> datetime | None:
    """When the posted page was drawn, where it says so in a form that can be read."""
    try:
        drawn = parse_datetime(request.POST.get("drawn", ""))
    except ValueError:
        return None
    return drawn if drawn and drawn.tzinfo else None


def _back(submission: Submission) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:submissions_submission_change", args=[submission.pk]))

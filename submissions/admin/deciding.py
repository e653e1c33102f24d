"""One page for each move of a submission: what to say, the mail as it will leave, and why it can't be done."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from bulletin import desk, moves
from bulletin.mail import Letter
from bulletin.models import AuditEntry
from submissions import notifications, triage
from submissions.admin import opening
from submissions.forms.deciding import ANSWERS, LetterForm
from submissions.forms.writing import phrases_for, with_phrase
from submissions.models import Submission

VERBS: dict[str, Callable[..., AuditEntry]] = {
    "start_review": triage.start_review,
    "request_changes": triage.request_changes,
    "accept": triage.accept,
    "decline": triage.decline,
    "resubmit": triage.resubmit,
    "withdraw": triage.withdraw,
    "reopen": triage.reopen,
}
# Of these the contributor is only told when the editor chooses so.
QUIET = {"withdraw", "reopen"}
CONFLICT = 409
PHRASES_GO_INTO = ("reason", "items")


def move_page(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """GET asks for what the move needs; POST goes on to the mail (`step=letter`), or decides (`send`, `silent`)."""
    submission = opening.submission(request, pk)
    if name not in VERBS:
        raise Http404
    if request.method != "POST":
        return _first_page(request, submission, name)
    step = request.POST.get("step", "")
    if step == "phrase":
        return _page(request, submission, name, answers=_with_phrase(request, name))
    answers = ANSWERS[name](request.POST)
    if step == "answers" or not answers.is_valid():
        return _page(request, submission, name, answers=answers)
    if step == "letter" and name in notifications.LETTERS:
        return _page(request, submission, name, answers=answers, letter=_proposed(request, submission, name, answers))
    return _decide(request, submission, name, answers, is_sent=step == "send")


def _with_phrase(request: HttpRequest, name: str) -> forms.Form:
    """What was typed, with the chosen phrase behind it; nothing is judged yet."""
    typed = {field: request.POST.get(field, "") for field in ANSWERS[name].base_fields}
    spot = next((field for field in PHRASES_GO_INTO if field in typed), None)
    if spot:
        typed[spot] = with_phrase(typed[spot], request.POST.get("phrase", ""), phrases_for(name))
    return ANSWERS[name](initial=typed)


def _first_page(request: HttpRequest, submission: Submission, name: str) -> HttpResponse:
    by = opening.person(request)
    reasons = [*moves.reasons_not_to(submission, name, by=by), *triage.blockers(submission, name)]
    answers = ANSWERS[name]()
    asks_nothing = not answers.fields
    letter = None
    if asks_nothing and name in notifications.LETTERS and not reasons:
        letter = _proposed(request, submission, name, ANSWERS[name]({}))
    return _page(request, submission, name, answers=answers, letter=letter, reasons=reasons)


def _proposed(request: HttpRequest, submission: Submission, name: str, answers: forms.Form) -> LetterForm:
    said = answers.cleaned_data if answers.is_valid() else {}
    letter = notifications.decision(submission, name, by=opening.person(request), **said)
    return LetterForm(initial={"subject": letter.subject, "text": letter.text})


def _decide(
    request: HttpRequest, submission: Submission, name: str, answers: forms.Form, *, is_sent: bool
) -> HttpResponse:
    by = opening.person(request)
    version = desk.seen(request)
    letter_form = LetterForm(request.POST) if name in notifications.LETTERS else None
    if letter_form and is_sent and not letter_form.is_valid():
        return _page(request, submission, name, answers=answers, letter=letter_form)
    letter = letter_form.letter if letter_form and is_sent else None
    how: dict[str, Any] = {**answers.cleaned_data, "by": by, "seen": version}
    if letter_form:
        how["letter"] = letter
    try:
        VERBS[name](submission, **how)
    except moves.MoveRefusedError as error:
        if opening.was_pressed_twice(submission, name, by=by, version=version):
            messages.info(request, opening.DONE_ONCE)
            return _back(submission)
        meanwhile = opening.done_since(submission, version)
        page = _page(
            request, submission, name, answers=answers, letter=letter_form, reasons=error.reasons, meanwhile=meanwhile
        )
        page.status_code = CONFLICT
        return page
    messages.success(request, _outcome(submission, letter))
    return _back(submission)


def _outcome(submission: Submission, letter: Letter | None) -> str:
    mail = "No email was sent."
    if letter:
        minutes = settings.UNDO_MINUTES
        leaves = f"leaves in {minutes} minutes; you can undo until then" if minutes else "is on its way"
        mail = f"The email to {notifications.recipient(submission)} {leaves}."
    return f"{submission.reference} is now “{submission.get_status_display()}”. {mail}"


def _back(submission: Submission) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:submissions_submission_change", args=[submission.pk]))


def _page(
    request: HttpRequest,
    submission: Submission,
    name: str,
    *,
    answers: forms.Form,
    letter: LetterForm | None = None,
    reasons: list[str] | None = None,
    meanwhile: list[dict[str, Any]] | None = None,
) -> TemplateResponse:
    """The page; after a refusal it counts as drawn from what is true now, so that a second click can go ahead."""
    is_current = request.method != "POST" or reasons is not None
    context = {
        **opening.frame(request, title=f"{submission.workflow[name].label}: {submission.title}"),
        "submission": submission,
        "move": submission.workflow[name],
        "answers": answers,
        "letter": letter,
        "recipient": notifications.recipient(submission),
        "has_letter": name in notifications.LETTERS,
        "is_quiet": name in QUIET,
        "tells_assignee": name in triage.TELL_ASSIGNEE and submission.assignee not in (None, request.user),
        "reasons": opening.mended(submission, reasons or []),
        "phrases": phrases_for(name),
        "undo_minutes": settings.UNDO_MINUTES,
        "meanwhile": meanwhile,
        "is_possible": name in moves.permitted(submission, by=opening.person(request)),
        "seen": submission.version if is_current else desk.seen(request),
    }
    return TemplateResponse(request, "admin/submissions/submission/move.html", context)

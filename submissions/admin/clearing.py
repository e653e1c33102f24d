"""The clearance ledger at the desk: what was answered for, what was found, and the editor who confirms it by name."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from bulletin import desk, moves
from submissions import clearing, weighing
from submissions.admin import opening
from submissions.forms.permissions import PermissionsForm, value_of
from submissions.models import ClearanceAnswer, ClearanceQuestion, Submission
from submissions.workflow import REVIEW

CONFLICT = 409
PEOPLE = ("answered_by", "confirmed_by", "revision", "confirmed_for", "reopened_for")


def section(submission: Submission, by: User) -> dict[str, Any]:
    """What the part of the article's page needs that shows the ledger of its newest revision."""
    lines = _ledger(submission)
    return {
        "ledger": [(line, opening.mended(submission, _elsewhere(line))) for line in lines],
        "ledger_open": sum(not line.is_settled for line in lines),
        "ledger_ready": [line.question for line in lines if line.may_be_confirmed],
        "contacts_not_asked": _not_asked(submission),
        "may_clear": by.has_perm(REVIEW),
    }


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm the question in `question`, or every answer that can be confirmed when none is named."""
    submission = opening.submission(request, pk)
    question = request.POST.get("question")
    try:
        done = clearing.confirm(
            submission, [question] if question else None, by=opening.person(request), seen=desk.seen(request)
        )
    except moves.MoveRefusedError as error:
        for reason in error.reasons:
            messages.error(request, reason)
    else:
        labels = ", ".join(f"“{ClearanceQuestion(name).label}”" for name in done)
        messages.success(request, f"Confirmed by you: {labels}." if done else "That was confirmed already.")
    return _back(submission)


def answer_page(request: HttpRequest, pk: int, question: str) -> HttpResponse:
    """Note what the contributor said of one question, and why each thing that was found may be printed."""
    submission = opening.submission(request, pk)
    by = opening.person(request)
    line = next((line for line in _ledger(submission) if line.question == question), None)
    if line is None:
        raise Http404
    found = [each for each, _ in line.findings]
    if request.method != "POST":
        form = PermissionsForm(findings=found, asked=[question], initial=_initial(line))
        return _page(request, submission, line, form)
    form = PermissionsForm(request.POST, findings=found, asked=[question])
    if not form.is_valid():
        return _page(request, submission, line, form)
    try:
        clearing.answer(submission, form.declared, by=by, seen=desk.seen(request))
    except moves.MoveRefusedError as error:
        if opening.was_pressed_twice(submission, "answer_clearance", by=by, version=desk.seen(request)):
            messages.info(request, opening.DONE_ONCE)
            return _back(submission)
        return _page(request, submission, line, form, reasons=error.reasons)
    messages.success(request, f"Noted: “{line.label}”. Confirm it when you have looked at it. No email was sent.")
    return _back(submission)


def _ledger(submission: Submission) -> list[weighing.Line]:
    prefetch_related_objects([submission], Prefetch("clearance", ClearanceAnswer.objects.select_related(*PEOPLE)))
    return weighing.ledger(submission)


def _elsewhere(line: weighing.Line) -> list[str]:
    """What is open and mended on another page; the rest has its button or its link beside it."""
    return [reason for reason in line.reasons if getattr(reason, "where", "").startswith("pictures")]


def _not_asked(submission: Submission) -> list[str]:
    """The contacts of whom nobody has said that they agreed."""
    contacts = submission.latest.contacts if submission.latest else []
    ways = ("name", "role", "email", "phone", "website")
    return [next(filter(None, map(each.get, ways)), "") for each in contacts if not each.get("agreed")]


def _initial(line: weighing.Line) -> dict[str, Any]:
    """What is answered already, so that an editor changes only what is to be changed."""
    said: dict[str, Any] = {f"finding_{found.key}": account.text for found, account in line.findings if account}
    if line.answer:
        said[line.question] = value_of(line.question, line.answer.said)
        said[f"{line.question}_why"] = line.answer.explanation
        said |= {"signed_by": line.answer.signed_by, "signed_on": line.answer.signed_on}
    return said


def _page(
    request: HttpRequest,
    submission: Submission,
    line: weighing.Line,
    form: PermissionsForm,
    *,
    reasons: list[str] | None = None,
) -> TemplateResponse:
    """The page; after a refusal it counts as drawn from what is true now, and keeps what was typed."""
    is_current = request.method != "POST" or reasons is not None
    context = {
        **opening.frame(request, title=f"{line.label}: {submission.title}"),
        "submission": submission,
        "line": line,
        "form": form,
        "reasons": opening.mended(submission, reasons or []),
        "seen": submission.version if is_current else desk.seen(request),
    }
    template = "admin/submissions/submission/clearance_answer.html"
    return TemplateResponse(request, template, context, status=CONFLICT if reasons else 200)


def _back(submission: Submission) -> HttpResponse:
    page = reverse("admin:submissions_submission_change", args=[submission.pk])
    return HttpResponseRedirect(f"{page}#clearance")

"""Deciding about several submissions at once: first what would be done and mailed for each, then only that."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from bulletin import desk, links, moves
from bulletin.mail import Letter
from submissions import notifications, triage
from submissions.admin import opening
from submissions.forms.deciding import BULK_ANSWERS
from submissions.forms.writing import phrases_for, with_phrase
from submissions.models import Phrase, Submission
from submissions.workflow import REVIEW

MOST = 50
LABELS = {"accept": "Accept", "decline": "Decline", "assign": "Assign"}


@dataclass
class Row:
    """One of the chosen submissions: why it can't be done, or the letter that would leave."""

    submission: Submission
    reasons: list[str]
    letter: Letter | None

    @property
    def token(self) -> str:
        """Changes when the submission or its letter does, so that only what was shown is done."""
        said = f"{self.letter.subject}\n{self.letter.text}" if self.letter else ""
        return links.keyed_hash("bulk", f"{self.submission.pk} {self.submission.version} {said}")[:16]


def bulk_page(request: HttpRequest, name: str) -> HttpResponse:
    """GET asks (`?ids=1,2`); POST with `step=preview` shows every letter, with `step=do` does it."""
    by = opening.person(request)
    if name not in LABELS:
        raise Http404
    if not by.has_perm(REVIEW):
        raise PermissionDenied
    chosen = _chosen(request)
    if not chosen:
        messages.error(request, "Choose at least one submission in the list.")
        return HttpResponseRedirect(reverse("admin:submissions_submission_changelist"))
    step = request.POST.get("step", "")
    answers = BULK_ANSWERS[name](request.POST if step in {"preview", "do"} else None, initial=_typed(request, name))
    is_ready = not answers.fields or (step in {"preview", "do"} and answers.is_valid())
    rows = [_row(each, name, answers, by=by, is_ready=is_ready) for each in chosen]
    if step == "do" and is_ready and answers.is_valid():
        if [row.token for row in rows if not row.reasons] == request.POST.getlist("token"):
            return _do(request, name, rows, answers, by=by)
        messages.warning(request, "Something changed since this was shown. Nothing was done: look at it again.")
    return _page(request, name, rows, answers, is_ready=is_ready)


def _typed(request: HttpRequest, name: str) -> dict[str, str]:
    """What stands in the box after a phrase was put in, or when the emails are to be written anew."""
    typed = request.POST.get("reason", "")
    if request.POST.get("step") != "phrase":
        return {"reason": typed}
    return {"reason": with_phrase(typed, request.POST.get("phrase", ""), phrases_for(name))}


def _chosen(request: HttpRequest) -> list[Submission]:
    numbers = [desk.number(each) for each in (request.POST.get("ids") or request.GET.get("ids", "")).split(",")]
    rows = Submission.objects.with_people().select_related("article__edition")
    rows = rows.prefetch_related("revisions__pictures__picture", "finding_answers")
    return list(rows.filter(pk__in=numbers[:MOST]).order_by("-submitted_at", "-pk"))


def _row(submission: Submission, name: str, answers: forms.Form, *, by: User, is_ready: bool) -> Row:
    if name == "assign":
        return Row(submission, [], None)
    reasons = [*moves.reasons_not_to(submission, name, by=by), *triage.blockers(submission, name)]
    if reasons or not is_ready:
        return Row(submission, reasons, None)
    said = answers.cleaned_data if answers.is_valid() else {}
    return Row(submission, [], notifications.decision(submission, name, by=by, **said))


def _do(request: HttpRequest, name: str, rows: list[Row], answers: forms.Form, *, by: User) -> HttpResponse:
    """Each in a transaction of its own: what can't be done is named, and keeps nobody else waiting."""
    done = 0
    for row in rows:
        if row.reasons:
            continue
        try:
            _decide(name, row, answers.cleaned_data, by=by)
            done += 1
        except moves.MoveRefusedError as refused:
            messages.error(request, f"{row.submission.reference}: {refused}")
    if done:
        messages.success(request, _outcome(name, done, answers))
    return HttpResponseRedirect(reverse("admin:submissions_submission_changelist"))


def _decide(name: str, row: Row, said: dict[str, Any], *, by: User) -> None:
    submission = row.submission
    if name == "assign":
        triage.assign(submission, to=said["to"], by=by)
    elif name == "accept":
        triage.accept(submission, by=by, letter=row.letter, seen=submission.version)
    else:
        triage.decline(submission, by=by, letter=row.letter, seen=submission.version, **said)


def _outcome(name: str, done: int, answers: forms.Form) -> str:
    what = f"{done} submission{'' if done == 1 else 's'}"
    if name == "assign":
        return f"{what} assigned to {moves.label_of(answers.cleaned_data['to'], 'nobody')}. No email was sent."
    is_one = done == 1
    verb = {"accept": "accepted", "decline": "declined"}[name]
    return f"{what} {verb}. {'Its email is' if is_one else 'Their emails are'} on {'its' if is_one else 'their'} way."


def _page(request: HttpRequest, name: str, rows: list[Row], answers: forms.Form, *, is_ready: bool) -> HttpResponse:
    possible = [row for row in rows if not row.reasons]
    context = {
        **opening.frame(request, title=f"{LABELS[name]} several submissions"),
        "name": name,
        "label": LABELS[name],
        "rows": rows,
        "possible": possible,
        "ids": ",".join(str(row.submission.pk) for row in rows),
        "answers": answers,
        "is_preview": is_ready and name != "assign" and bool(possible),
        "undo_minutes": settings.UNDO_MINUTES,
        "phrases": phrases_for(name) if name in Phrase.Use.values else [],
    }
    return TemplateResponse(request, "admin/submissions/submission/bulk.html", context)

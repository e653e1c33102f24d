"""What a contributor does on the lasting page: answers, changes the article, writes to the editors, withdraws."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from bulletin import front_door, moves
from bulletin.moves import MoveRefusedError
from submissions import conversing, drafting, replying, triage
from submissions.content import content_of
from submissions.forms.permissions import remembered
from submissions.forms.replying import AnswersForm
from submissions.forms.returning import MessageForm, WithdrawForm
from submissions.forms.whole import answers_of
from submissions.models import Message, Revision, Submission
from submissions.views import opening, sent


@opening.of_submission("POST")
def answer(request: HttpRequest, submission: Submission, secret: str) -> HttpResponse:
    """Keep the answers to what the editors asked for; the button “send” gives the article back to them."""
    form = AnswersForm(request.POST, items=replying.current(submission))
    if not form.is_valid():
        return render(request, sent.TEMPLATE, sent.page(submission, secret, answers=form))
    act = replying.send if "send" in request.POST else replying.keep
    try:
        act(submission, form.answers)
    except MoveRefusedError as refused:
        if "send" in request.POST:
            _keep_anyway(submission, form)
        submission.refresh_from_db()
        return render(request, sent.TEMPLATE, sent.page(submission, secret, answers=form, reasons=refused.reasons))
    return _back(secret, "sent" if "send" in request.POST else "saved")


@opening.of_submission("POST")
def change(request: HttpRequest, submission: Submission, secret: str) -> HttpResponse:
    """Open the article for changing, as it stands now."""
    latest = submission.latest
    try:
        draft = drafting.change(submission, _as_it_stands(submission, latest) if latest else {})
    except MoveRefusedError as refused:
        return render(request, sent.TEMPLATE, sent.page(submission, secret, reasons=refused.reasons), status=409)
    return opening.address_of(draft, "tasks")


def _as_it_stands(submission: Submission, latest: Revision) -> dict[str, drafting.Step]:
    """What the article says, and what was written about its permissions, so that nobody types it again."""
    written = remembered(submission)
    return answers_of(content_of(latest)) | ({"permissions": written} if written else {})


@opening.of_submission("POST")
def write(request: HttpRequest, submission: Submission, secret: str) -> HttpResponse:
    """Write to the editors."""
    form = MessageForm(request.POST)
    if not form.is_valid():
        return render(request, sent.TEMPLATE, sent.page(submission, secret, message=form))
    if seconds := front_door.wait(request, "message", submission.reference):
        page = sent.page(submission, secret, message=form, reasons=[front_door.words(seconds)])
        return front_door.too_many(render(request, sent.TEMPLATE, page), seconds)
    try:
        conversing.write(submission, form.cleaned_data["text"], audience=Message.Audience.CONTRIBUTOR, by=None)
    except MoveRefusedError as refused:
        page = sent.page(submission, secret, message=form, reasons=refused.reasons)
        return render(request, sent.TEMPLATE, page, status=409)
    return _back(secret, "written")


@opening.of_submission(*opening.ACT)
def withdraw(request: HttpRequest, submission: Submission, secret: str) -> HttpResponse:
    """Ask first, then withdraw; what is being printed is a publisher's to stop, who is asked."""
    form = WithdrawForm(request.POST or None)
    reasons = triage.blockers(submission, "withdraw")
    context: dict[str, Any] = {"submission": submission, "secret": secret, "form": form, "reasons": reasons}
    context["published"] = sent.published(submission)
    if "withdraw" not in moves.permitted(submission, by=None):
        return _back(secret, "")
    if request.method != "POST" or (request.POST and not form.is_valid()):
        return render(request, "submissions/withdraw.html", context)
    reason = request.POST.get("reason", "")
    if reasons:
        return _ask_to_withdraw(request, submission, secret, reason)
    try:
        triage.withdraw(submission, by=None, reason=reason)
    except MoveRefusedError as refused:
        return render(request, "submissions/withdraw.html", {**context, "reasons": refused.reasons}, status=409)
    return _back(secret, "")


def _ask_to_withdraw(request: HttpRequest, submission: Submission, secret: str, reason: str) -> HttpResponse:
    if seconds := front_door.wait(request, "message", submission.reference):
        return front_door.refusal(request, seconds)
    replying.ask_to_withdraw(submission, reason)
    return _back(secret, "written")


def _back(secret: str, did: str) -> HttpResponse:
    """To the status page, which says what was done."""
    return redirect(reverse("submissions:sent", args=[secret]) + (f"?did={did}" if did else ""))


def _keep_anyway(submission: Submission, form: AnswersForm) -> None:
    """What was typed is kept though it can't be sent yet."""
    try:
        replying.keep(submission, form.answers)
    except MoveRefusedError:
        return  # the page shows it again, with the reasons

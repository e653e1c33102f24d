"""The page on which an editor writes to the contributor, or a comment that only editors read."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from submissions import conversing, notifications, resembling
from submissions.admin import opening
from submissions.forms.writing import MessageForm, phrases_for, with_phrase
from submissions.models import Message, Phrase, Submission
from submissions.workflow import REVIEW

Audience = Message.Audience
UNPROCESSABLE = 422


def section(submission: Submission) -> dict[str, Any]:
    """What the article's page shows under “Messages”: both conversations, what was asked for, and what is like it."""
    said = list(submission.messages.all())
    related = resembling.related(submission)
    return {
        "thread": [each for each in said if each.audience == Audience.CONTRIBUTOR],
        "comments": [each for each in said if each.audience == Audience.INTERNAL],
        "items": list(submission.change_items.all()),
        "earlier": related.earlier,
        "similar": related.similar,
    }


def write_page(request: HttpRequest, pk: int, audience: str) -> HttpResponse:
    """GET shows the empty box; POST writes, or with `step=phrase` puts a phrase into the box and writes nothing."""
    submission = opening.submission(request, pk)
    if not opening.person(request).has_perm(REVIEW):
        raise PermissionDenied
    if audience not in Audience.values:
        raise Http404
    phrases = phrases_for(Phrase.Use.MESSAGE) if audience == Audience.CONTRIBUTOR else []
    if request.method != "POST":
        return _page(request, submission, audience, MessageForm(), phrases)
    if request.POST.get("step") == "phrase":
        typed = with_phrase(request.POST.get("text", ""), request.POST.get("phrase", ""), phrases)
        return _page(request, submission, audience, MessageForm(initial={"text": typed}), phrases)
    return _write(request, submission, audience, phrases)


def _write(request: HttpRequest, submission: Submission, audience: str, phrases: list[Phrase]) -> HttpResponse:
    form = MessageForm(request.POST)
    if not form.is_valid():
        return _page(request, submission, audience, form, phrases, status=UNPROCESSABLE)
    try:
        conversing.write(submission, form.cleaned_data["text"], audience=audience, by=opening.person(request))
    except conversing.MessageRefusedError as refused:
        for reason in refused.reasons:
            form.add_error("text", reason)
        return _page(request, submission, audience, form, phrases, status=UNPROCESSABLE)
    is_mailed = audience == Audience.CONTRIBUTOR
    to = notifications.recipient(submission)
    messages.success(
        request, f"The email to {to} is on its way." if is_mailed else "Kept for editors. Nobody was sent it."
    )
    page = reverse("admin:submissions_submission_change", args=[submission.pk])
    return HttpResponseRedirect(f"{page}?tab=talk#{'thread' if is_mailed else 'comments'}")


def _page(
    request: HttpRequest,
    submission: Submission,
    audience: str,
    form: MessageForm,
    phrases: list[Phrase],
    *,
    status: int = 200,
) -> HttpResponse:
    is_mailed = audience == Audience.CONTRIBUTOR
    title = "Write to the contributor" if is_mailed else "Comment for editors only"
    context = {
        **opening.frame(request, title=f"{title}: {submission.title}"),
        "submission": submission,
        "audience": audience,
        "is_mailed": is_mailed,
        "heading": title,
        "form": form,
        "phrases": phrases,
        "recipient": notifications.recipient(submission),
    }
    return TemplateResponse(request, "admin/submissions/submission/write.html", context, status=status)

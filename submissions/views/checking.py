"""Checking one's answers before they are sent: in words, as the article will look, and what is still missing."""

from datetime import timedelta

from csp.decorators import csp
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from bulletin import desk, front_door
from bulletin.moves import MoveRefusedError
from submissions import addressing, drafting
from submissions.forms.showing import answers_in
from submissions.forms.whole import WholeDraft
from submissions.models import Draft, RevisionPicture
from submissions.rendering import article, drafted
from submissions.views import opening

FACES = ("web", "email")


@opening.of_draft(*opening.ACT)
def check(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Everything at once, with a link to change each; a POST sends it, and a second click sends nothing more."""
    if request.method != "POST":
        return _page(request, draft)
    if draft.sent_at and draft.submission:
        return redirect("submissions:sent", addressing.secret_of(draft.submission))
    whole = WholeDraft(draft)
    if whole.unfinished:
        return _page(request, draft)
    if seconds := front_door.wait(request, "submit", draft.email):
        return front_door.too_many(_page(request, draft, [front_door.words(seconds)]), seconds)
    try:
        receipt = drafting.send(draft, whole.offer(), seen=desk.number(request.POST.get("seen", "")))
    except MoveRefusedError as refused:
        draft.refresh_from_db()
        return _page(request, draft, refused.reasons)
    return redirect("submissions:sent", receipt.secret)


@opening.of_draft(*opening.LOOK)
@csp(desk.FRAME_POLICY)
def preview(request: HttpRequest, draft: Draft, face: str) -> HttpResponse:
    """The article as a reader will see it, alone."""
    if face not in FACES or "article" not in draft.answers:
        raise Http404
    secret, revision = drafting.secret_of(draft), drafted.revision(WholeDraft(draft).content)

    def picture_url(use: RevisionPicture, width: int) -> str:
        return reverse("submissions:draft_picture", args=[secret, use.picture.sha256, width])

    if face == "email":
        return HttpResponse(article.email_page(revision, picture_url=picture_url))
    context = {"revision": revision, "article": article.web(revision, picture_url=picture_url, level=1)}
    return render(request, "admin/submissions/submission/face.html", context)


def _page(request: HttpRequest, draft: Draft, reasons: list[str] | None = None) -> HttpResponse:
    whole = WholeDraft(draft)
    title = whole.content.title if "article" in draft.answers else ""
    context = {
        "draft": draft,
        "secret": drafting.secret_of(draft),
        "parts": [(task, answers_in(whole.steps[task.slug])) for task in whole.tasks],
        "unfinished": whole.unfinished,
        "reasons": reasons or [],
        "was_pressed": request.method == "POST",
        "can_be_seen": "article" in draft.answers,
        "faces": FACES,
        "twin": drafting.twin(draft, title),
        "reply_by": timezone.localdate() + timedelta(days=settings.REPLY_DAYS),
    }
    return render(request, "submissions/check.html", context)

"""Writing an article: the list of tasks, and each step, which is saved as it was typed before it is judged."""

from dataclasses import dataclass, field

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from bulletin import front_door
from submissions import drafting, uploads
from submissions.forms.showing import answers_in
from submissions.forms.steps import AboutStep, StepForms
from submissions.forms.whole import WholeDraft
from submissions.models import Draft
from submissions.views import opening, pictures

LATER, CHECKING = "later", "check"


@dataclass
class Page:
    """One step as it is about to be shown."""

    draft: Draft
    slug: str
    step: StepForms
    is_saved: bool = False  # by the request that this page answers
    theirs: StepForms | None = None  # what somebody else saved meanwhile
    reasons: list[str] = field(default_factory=list)

    def shown(self, request: HttpRequest, status: int = 200) -> HttpResponse:
        """`?then=check` is where the reader came from and wants to go back to."""
        context = {
            "page": self.step,
            "slug": self.slug,
            "draft": self.draft,
            "secret": drafting.secret_of(self.draft),
            "seen": drafting.token(self.draft, self.slug),
            "is_saved": self.is_saved,
            "reasons": self.reasons,
            "theirs": answers_in(self.theirs) if self.theirs else None,
            "then": _then(request),
            "template": f"submissions/steps/{self.slug}.html",
        }
        return render(request, "submissions/step.html", context, status=status)


@opening.of_draft(*opening.LOOK)
def tasks(request: HttpRequest, draft: Draft) -> HttpResponse:
    """What is done and what is missing."""
    whole = WholeDraft(draft)
    context = {
        "draft": draft,
        "secret": drafting.secret_of(draft),
        "tasks": whole.tasks,
        "done": sum(task.is_done and task.is_saved for task in whole.tasks),
        "title": whole.content.title if "article" in draft.answers else "",
        "ends_at": drafting.end_of(draft),
    }
    return render(request, "submissions/tasks.html", context)


@front_door.takes_files
@opening.of_draft(*opening.ACT)
def step(request: HttpRequest, draft: Draft, slug: str) -> HttpResponse:
    """One step. A POST saves whatever was typed; only “Save and continue” then says what is missing."""
    if slug not in drafting.steps(draft):
        raise Http404
    if request.method == "POST":
        return _save(request, draft, slug)
    filled = WholeDraft(draft).steps[slug]
    is_judged = "errors" in request.GET and slug in draft.answers
    return Page(draft, slug, filled if is_judged else filled.unjudged()).shown(request)


@opening.of_draft(*opening.LOOK)
def picture(request: HttpRequest, draft: Draft, sha256: str, width: int) -> HttpResponse:
    """One picture of a draft, for its previews."""
    for token in uploads.tokens_in(draft.answers):
        found = uploads.find(token)
        if found and found.picture.sha256 == sha256:
            return pictures.answer_upload(found.picture, width)
    raise Http404


def _save(request: HttpRequest, draft: Draft, slug: str) -> HttpResponse:
    whole = WholeDraft(draft)
    filled = whole.fill(slug, request.POST, request.FILES)
    page = Page(draft, slug, filled)
    if seconds := front_door.wait_for_uploads(request):
        page.reasons.append(front_door.words(seconds))
        return front_door.too_many(page.shown(request), seconds)
    filled.keep_pictures()
    is_suspect = isinstance(filled, AboutStep) and filled.is_suspect
    try:
        drafting.save(draft, slug, filled.typed(), seen=request.POST.get("seen", ""), is_suspect=is_suspect)
    except drafting.SavedElsewhereError as elsewhere:
        page.step, page.theirs = filled.unjudged(), whole.step(slug, elsewhere.theirs)
        return page.shown(request, status=409)
    except drafting.DraftRefusedError as refused:
        page.reasons += refused.reasons
        return page.shown(request, status=409)
    page.is_saved = True
    if filled.pressed:
        filled.after_press()
        return page.shown(request)
    return _go_on(request, page)


def _go_on(request: HttpRequest, page: Page) -> HttpResponse:
    """Where the pressed button leads, when nothing is missing."""
    if LATER in request.POST:
        return opening.address_of(page.draft, "saved")
    if not page.step.is_valid():
        return page.shown(request)
    following = WholeDraft(page.draft).after(page.slug)
    if _then(request) == CHECKING or not following:
        return opening.address_of(page.draft, "check")
    return redirect("submissions:step", drafting.secret_of(page.draft), following)


def _then(request: HttpRequest) -> str:
    return CHECKING if request.GET.get("then") == CHECKING else ""

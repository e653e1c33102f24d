"""The pages on which staff enter an article for a partner: how it came, then the article with who sent it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from bulletin import moves
from submissions import entering, letter_reading
from submissions.admin import opening
from submissions.forms.entering import EnterForms, SourceForm
from submissions.intake import Offer
from submissions.models import Submission
from submissions.word import reading
from submissions.word.article import WordArticle, WordRefusedError
from submissions.workflow import REVIEW

EML, DOCX = ".eml", ".docx"
WHICH_FILES = "Choose a file that ends in .docx or .eml, or go on without one."


@never_cache
def enter_page(request: HttpRequest) -> HttpResponse:
    """GET and `step=read` are the first page; everything else posted is the second."""
    if not opening.person(request).has_perm(REVIEW):
        raise PermissionDenied
    if request.method != "POST":
        return _first(request, SourceForm())
    if request.POST.get("step") == "read":
        return _read(request)
    return _entered(request)


def _read(request: HttpRequest) -> HttpResponse:
    form = SourceForm(request.POST, request.FILES)
    if not form.is_valid():
        return _first(request, form)
    read = None
    if file := form.cleaned_data["file"]:
        try:
            read = _article_in(file)
        except WordRefusedError as refused:
            form.add_error("file", str(refused))
            return _first(request, form)
    return _second(request, EnterForms(source=form.cleaned_data["source"], read=read), read=read)


def _article_in(file: UploadedFile) -> WordArticle:
    name = (file.name or "").casefold()
    if name.endswith(EML):
        return letter_reading.read(file)
    if name.endswith(DOCX):
        return reading.read(file, name=file.name or "")
    raise WordRefusedError(WHICH_FILES)


def _entered(request: HttpRequest) -> HttpResponse:
    page = EnterForms(request.POST, request.FILES)
    if page.pressed:
        page.after_press()
        return _second(request, page)
    if page.is_valid():
        how = page["how"].cleaned_data
        try:
            submission = entering.enter(
                _offer(page),
                source=how["source"],
                how=how["how"],
                is_cleared=how["is_cleared"],
                is_told=how["is_told"],
                by=opening.person(request),
            )
        except moves.MoveRefusedError as refused:
            page.refuse(refused.reasons)
        else:
            return _done(request, submission, is_told=how["is_told"])
    page.keep_pictures()
    return _second(request, page)


def _offer(page: EnterForms) -> Offer:
    placement = page["placement"].cleaned_data
    return Offer(
        **page["about"].cleaned_data,
        content=page.content(),
        suggested_section=placement["suggested_section"],
        themes=tuple(placement["themes"]),
    )


def _done(request: HttpRequest, submission: Submission, *, is_told: bool) -> HttpResponse:
    if submission.held_at:
        messages.warning(request, f"Entered as {submission.reference}. It waits apart, and nobody was mailed.")
    elif is_told:
        messages.success(request, f"Entered as {submission.reference}. The receipt is on its way.")
    else:
        messages.success(request, f"Entered as {submission.reference}. No email was sent.")
    return HttpResponseRedirect(reverse("admin:submissions_submission_change", args=[submission.pk]))


def _first(request: HttpRequest, form: SourceForm) -> HttpResponse:
    return render(request, "admin/submissions/submission/enter_source.html", {"form": form})


def _second(request: HttpRequest, page: EnterForms, *, read: WordArticle | None = None) -> HttpResponse:
    return render(request, "admin/submissions/submission/enter.html", {"page": page, "read": read})

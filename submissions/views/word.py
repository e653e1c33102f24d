"""“I have it in Word”: a document uploaded, and the page that says what was understood of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bulletin import front_door, prose
from submissions import drafting
from submissions.forms.word import WordForm
from submissions.models import Draft
from submissions.views import opening
from submissions.word import reading
from submissions.word.article import WordRefusedError


@front_door.takes_files
@opening.of_draft(*opening.ACT)
def word(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Choose a document; a POST reads it and puts what it says into the steps."""
    has_article = bool(draft.answers.get("article"))
    if request.method != "POST":
        return _page(request, draft, WordForm(has_article=has_article))
    form = WordForm(request.POST, request.FILES, has_article=has_article)
    if seconds := front_door.wait_for_uploads(request):
        form.add_error(None, front_door.words(seconds))
        return front_door.too_many(_page(request, draft, form), seconds)
    if not form.is_valid():
        return _page(request, draft, form)
    return _take(request, draft, form)


def _take(request: HttpRequest, draft: Draft, form: WordForm) -> HttpResponse:
    document = form.cleaned_data["document"]
    try:
        article = reading.read(document, name=document.name)
        drafting.take_word(draft, article)
    except WordRefusedError as refused:
        form.add_error("document", str(refused))
        return _page(request, draft, form)
    except drafting.DraftRefusedError as refused:
        for reason in refused.reasons:
            form.add_error(None, reason)
        return _page(request, draft, form)
    context = {
        "article": article,
        "body": prose.printed(article.body, heading=3),
        "secret": drafting.secret_of(draft),
    }
    return render(request, "submissions/word_read.html", context)


def _page(request: HttpRequest, draft: Draft, form: WordForm) -> HttpResponse:
    return render(request, "submissions/word.html", {"form": form, "secret": drafting.secret_of(draft)})

"""What everybody may read: the home page, all editions, one edition, one article."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_cache_control
from django.utils.http import http_date
from django.views.decorators.http import conditional_page, require_safe

from bulletin import prose
from editions.models import Edition
from editions.rendering import addresses, cards, contents, twins
from editions.workflow import EditionStatus
from submissions.rendering import article as faces

PUBLIC = (EditionStatus.PUBLISHED, EditionStatus.WITHDRAWN)


@require_safe
@conditional_page
def home(request: HttpRequest) -> HttpResponse:
    """The newest edition and the ways in."""
    newest = Edition.objects.published().newest_first().first()
    if newest is None:
        return render(request, "editions/home.html")
    printed = contents.of(newest)
    context = {"edition": newest, "contents": printed, "cards": cards.of(printed)}
    return _unless_changed(render(request, "editions/home.html", context), newest)


@require_safe
@conditional_page
def archive(request: HttpRequest) -> HttpResponse:
    """Every published edition, the newest first."""
    editions = Edition.objects.published().newest_first().prefetch_related("articles__revision")
    return render(request, "editions/archive.html", {"entries": [cards.entry(each) for each in editions]})


@require_safe
@conditional_page
def edition(request: HttpRequest, number: int) -> HttpResponse:
    """An edition as it was signed off: its main part is the snapshot's, checked against its hash."""
    shown = _known(number)
    if shown.status == EditionStatus.WITHDRAWN or shown.snapshot is None:
        return _gone(request, shown)
    published = Edition.objects.published()
    context = {
        "edition": shown,
        "contents": contents.Contents(shown, []),
        "main_part": prose.kept(shown.snapshot.web_html, shown.snapshot.web_sha256),
        "newer": published.filter(number__gt=number).order_by("number").first(),
        "older": published.filter(number__lt=number).newest_first().first(),
    }
    return _unless_changed(render(request, "editions/edition.html", context), shown)


@require_safe
@conditional_page
def article(request: HttpRequest, number: int, slug: str) -> HttpResponse:
    """One article on a page of its own, from the revision that was pinned, with the ways to those beside it."""
    shown = _known(number)
    if shown.status == EditionStatus.WITHDRAWN:
        return _gone(request, shown)
    printed = contents.of(shown)
    everything = [(section, each) for section in printed.sections for each in section.articles]
    place = next((place for place, (_, each) in enumerate(everything) if each.article.slug == slug), None)
    if place is None:
        raise Http404
    section, here = everything[place]
    picture_url = addresses.of_picture(shown)
    context = {
        "edition": shown,
        "contents": printed,
        "section": section,
        "revision": here.revision,
        "description": cards.description(here.revision),
        "article": faces.web(
            here.revision,
            picture_url=picture_url,
            level=faces.PAGE_LEVEL,
            anchor=here.anchor,
            twin=twins.of(printed).get(here.article.submission_id),
        ),
        "before": everything[place - 1][1] if place else None,
        "after": everything[place + 1][1] if place + 1 < len(everything) else None,
    }
    return _unless_changed(render(request, "editions/article.html", context), shown)


def _known(number: int) -> Edition:
    """An edition that the public once saw."""
    return get_object_or_404(Edition.objects.select_related("snapshot"), number=number, status__in=PUBLIC)


def _gone(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Says in words that it was here and why not any more; 410, so that search engines forget it."""
    return render(request, "editions/withdrawn.html", {"contents": contents.Contents(edition, [])}, status=410)


def _unless_changed(answer: HttpResponse, edition: Edition) -> HttpResponse:
    """Let a browser keep the page, but ask each time: an edition may be withdrawn at any moment."""
    answer["Last-Modified"] = http_date(edition.status_since.timestamp())
    patch_cache_control(answer, no_cache=True)
    return answer

"""The public form, and the page that says it arrived."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from bulletin import front_door
from bulletin.moves import MoveRefusedError
from submissions import intake
from submissions.forms.offer import OfferForms


@front_door.takes_files
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: HttpRequest) -> HttpResponse:
    """Send an article. A button of a list of rows shows the same page again, as does any error, with nothing lost."""
    if request.method != "POST":
        return _page(request, OfferForms())
    page = OfferForms(request.POST, request.FILES)
    if seconds := front_door.wait_for_uploads(request):
        return _wait(request, page, seconds)
    if page.pressed:
        page.after_press()
        return _page(request, page)
    if page.is_valid():
        return _offer(request, page)
    page.keep_pictures()
    return _page(request, page)


def _offer(request: HttpRequest, page: OfferForms) -> HttpResponse:
    """Take a valid article in, unless too many came."""
    if seconds := front_door.wait(request, "submit", page["about"].cleaned_data["email"]):
        return _wait(request, page, seconds)
    try:
        receipt = intake.offer(page.offer())
    except MoveRefusedError as refused:
        page.refuse(refused.reasons)
        page.keep_pictures()
        return _page(request, page)
    return redirect("submissions:sent", receipt.secret)


def _wait(request: HttpRequest, page: OfferForms, seconds: int) -> HttpResponse:
    """The same page with the words as they were typed; pictures that just came are not kept."""
    page.refuse([front_door.words(seconds)])
    return front_door.too_many(_page(request, page), seconds)


def _page(request: HttpRequest, page: OfferForms) -> HttpResponse:
    return render(request, "submissions/submit.html", {"page": page})

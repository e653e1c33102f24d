"""The public form, and the page that says it arrived."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from bulletin.moves import MoveRefusedError
from submissions import intake
from submissions.forms.offer import OfferForms


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: HttpRequest) -> HttpResponse:
    """Send an article. A button of a list of rows shows the same page again, as does any error, with nothing lost."""
    if request.method != "POST":
        return _page(request, OfferForms())
    page = OfferForms(request.POST, request.FILES)
    if page.pressed:
        page.after_press()
        return _page(request, page)
    if page.is_valid():
        try:
            receipt = intake.offer(page.offer())
        except (intake.OfferRefusedError, MoveRefusedError) as refused:
            page.refuse(refused.reasons)
        else:
            return redirect("submissions:sent", receipt.secret)
    page.keep_pictures()
    return _page(request, page)


def _page(request: HttpRequest, page: OfferForms) -> HttpResponse:
    return render(request, "submissions/submit.html", {"page": page})

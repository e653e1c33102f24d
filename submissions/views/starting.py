"""The way in: what a contributor needs, whether the article may be sent at all, and where to stop."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from bulletin import front_door
from submissions import drafting
from submissions.forms.suitability import FIT, MARKED, UNCLEARED, SuitabilityForm
from submissions.views import opening


@never_cache
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """What to have at hand, and how long it takes."""
    return render(request, "submissions/start.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def suitability(request: HttpRequest) -> HttpResponse:
    """One question, of which the answer is not kept; a draft begins when nothing stands against it."""
    form = SuitabilityForm(request.POST if request.method == "POST" else None)
    template = "submissions/suitability.html"
    if not form.is_valid():
        return render(request, template, {"form": form})
    answer = form.cleaned_data["may_be_sent"]
    if answer != FIT:
        return redirect("submissions:stop", answer)
    if seconds := front_door.wait(request, "draft"):
        return front_door.shown_again(request, template, {"form": form}, seconds)
    return opening.address_of(drafting.begin(), "tasks")


@require_safe
def stop(request: HttpRequest, why: str) -> HttpResponse:
    """What to do instead."""
    if why not in {MARKED, UNCLEARED}:
        raise Http404
    return render(request, "submissions/stop.html", {"is_marked": why == MARKED})

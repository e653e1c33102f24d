"""What is held of a person: asking for the link, reading and copying it, and having it erased."""

import json

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from bulletin import front_door
from editions import personal
from editions.forms.subscribing import InformationForm
from submissions.views import opening

GONE = "editions/personal/gone.html"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for the link; the answer, and how long it takes, is the same whether we know the address or not."""
    form = InformationForm(request.POST if request.method == "POST" else None)
    template, context = "editions/personal/ask.html", {"form": form}
    if form.is_valid():
        email = form.cleaned_data["email"]
        if seconds := front_door.wait(request, "your information", email):
            return front_door.shown_again(request, template, context, seconds)
        personal.ask(email)
        return redirect("editions:information_sent")
    return render(request, template, context)


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """What happens next after asking for the link."""
    return render(request, "editions/personal/sent.html", {"days": settings.PERSONAL_LINK_DAYS})


@require_safe
def erased(request: HttpRequest) -> HttpResponse:
    """What was erased and what stays; the page knows nothing of who was erased."""
    return render(request, "editions/personal/erased.html")


@never_cache
@require_safe
@front_door.personal
def show(request: HttpRequest, secret: str) -> HttpResponse:
    """What is held, to be read."""
    asked = personal.find(secret)
    if asked is None:
        return opening.missing(request, GONE)
    context = {"held": personal.held(asked.email), "secret": secret, "asked": asked}
    return render(request, "editions/personal/show.html", context)


@never_cache
@require_safe
@front_door.personal
def copy(request: HttpRequest, secret: str) -> HttpResponse:
    """The same as a file for programs."""
    asked = personal.find(secret)
    if asked is None:
        return opening.missing(request, GONE)
    written = json.dumps(personal.held(asked.email), indent=2, ensure_ascii=False, cls=DjangoJSONEncoder)
    answer = HttpResponse(written, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="what-we-hold.json"'
    return answer


@csrf_exempt  # the secret is the authority, and browsers hide where a page without referrer posts from
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@front_door.personal
def erase(request: HttpRequest, secret: str) -> HttpResponse:
    """Ask whether all of it is to be erased; a POST does it, or says what it waits for."""
    asked = personal.find(secret)
    if asked is None:
        return opening.missing(request, GONE)
    waits: list[str] = []
    if request.method == "POST":
        waits = personal.ask_for_erasure(asked)
        if not waits:
            return redirect("editions:information_erased")
    return render(request, "editions/personal/erase.html", {"secret": secret, "waits": waits})

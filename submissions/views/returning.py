"""Coming back: asking for a link by mail, and the page to which a mailed link leads, which asks first."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from bulletin import front_door
from submissions import drafting, returning
from submissions.forms.returning import LinkForm
from submissions.models import Draft
from submissions.views import opening


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for the links of an address; the answer, and how long it takes, is the same whether we know it or not."""
    form = LinkForm(request.POST if request.method == "POST" else None)
    template = "submissions/link.html"
    if not form.is_valid():
        return render(request, template, {"form": form})
    email = form.cleaned_data["email"]
    if seconds := front_door.wait(request, "link", email):
        return front_door.shown_again(request, template, {"form": form}, seconds)
    returning.ask(email)
    return redirect("submissions:link_sent")


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """What happens next after asking for links."""
    return render(request, "submissions/link_sent.html", {"days": settings.DRAFT_DAYS})


@opening.of_draft(*opening.ACT)
def saved(request: HttpRequest, draft: Draft) -> HttpResponse:
    """That it is saved, until when, and how to come back; a POST mails the link, and the browser goes on working."""
    form = LinkForm(request.POST or None, initial={"email": draft.email})
    context = {
        "form": form,
        "draft": draft,
        "secret": drafting.secret_of(draft),
        "ends_at": drafting.end_of(draft),
        "is_mailed": "mailed" in request.GET,
    }
    if request.method != "POST" or not form.is_valid():
        return render(request, "submissions/saved.html", context)
    email = form.cleaned_data["email"]
    if seconds := front_door.wait(request, "link", email):
        return front_door.shown_again(request, "submissions/saved.html", context, seconds)
    returning.mail_link(draft, email)
    answer = opening.address_of(draft, "saved")
    answer["Location"] += "?mailed"
    return answer


@csrf_exempt  # the secret is the authority, and browsers hide where a page without referrer posts from
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@front_door.personal
def back(request: HttpRequest, secret: str) -> HttpResponse:
    """Where a mailed link leads: a page with a button, because link scanners follow every link."""
    row = returning.look(secret)
    if row is None:
        return opening.missing(request)
    if request.method == "POST":
        return redirect(returning.use(row))
    return render(request, "submissions/back.html", {"is_draft": isinstance(row, Draft) and not row.sent_at})

"""The pages that every public service has: contact, accessibility, cookies, privacy, and two files for programs."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from bulletin import front_door, questions
from bulletin.forms import QuestionForm

KEPT = (
    "DRAFT_DAYS",
    "CLOSED_DAYS",
    "HELD_DAYS",
    "CREDIT_DAYS",
    "LETTER_DAYS",
    "FEEDBACK_DAYS",
    "UNCONFIRMED_DAYS",
    "PERSONAL_LINK_DAYS",
)
SECURITY_TXT_LASTS = timedelta(days=180)  # RFC 9116 asks for less than a year


@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest) -> HttpResponse:
    """Ask the team something."""
    form = QuestionForm(request.POST if request.method == "POST" else None)
    template, context = "bulletin/pages/contact.html", {"form": form}
    if form.is_valid():
        if seconds := front_door.wait(request, "contact", form.cleaned_data["email"]):
            return front_door.shown_again(request, template, context, seconds)
        asked = {name: value for name, value in form.cleaned_data.items() if name != "fax"}
        return redirect("contact_sent", questions.ask(questions.Question(**asked)))
    return render(request, template, context)


@require_safe
def contact_sent(request: HttpRequest, reference: str) -> HttpResponse:
    """What happens next; the page knows nothing but the reference in its address."""
    return render(request, "bulletin/pages/contact_sent.html", {"reference": reference})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "bulletin/pages/accessibility.html")


@require_safe
def cookies(request: HttpRequest) -> HttpResponse:
    """Every cookie, by the names that they have here."""
    days, hours = timedelta(seconds=settings.CSRF_COOKIE_AGE).days, settings.SESSION_COOKIE_AGE // 3600
    names = {"csrf": settings.CSRF_COOKIE_NAME, "session": settings.SESSION_COOKIE_NAME}
    return render(request, "bulletin/pages/cookies.html", {"names": names, "days": days, "hours": hours})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """How long everything is kept, by the settings that the clock goes by."""
    days = {name.removesuffix("_DAYS").lower(): getattr(settings, name) for name in KEPT}
    return render(request, "bulletin/pages/privacy.html", {"days": days})


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Where to report a weakness (RFC 9116); its end is always half a year away, while somebody runs the site."""
    ends = (timezone.now() + SECURITY_TXT_LASTS).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {ends:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en",
        f"Canonical: {settings.SITE_URL}/.well-known/security.txt",
    ]
    if settings.SECURITY_POLICY:
        lines.append(f"Policy: {settings.SECURITY_POLICY}")
    return _plain(lines)


@require_safe
def robots_txt(request: HttpRequest) -> HttpResponse:
    """Search engines may read all that is public. Pages behind personal links say themselves that they are not."""
    return _plain(["User-agent: *", "Disallow: /" if settings.DEMO else "Disallow:"])


def _plain(lines: list[str]) -> HttpResponse:
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")

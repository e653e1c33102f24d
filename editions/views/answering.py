"""Where readers answer the questions of an edition's Feedback section."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from bulletin import front_door
from editions import answering
from editions.forms.answering import FeedbackForm
from editions.models import Edition
from editions.rendering.contents import Contents


@require_http_methods(["GET", "HEAD", "POST"])
def feedback(request: HttpRequest, number: int) -> HttpResponse:
    """The questions of a published edition."""
    edition = get_object_or_404(Edition.objects.published(), number=number)
    if not edition.feedback_questions:
        raise Http404
    form = FeedbackForm(request.POST if request.method == "POST" else None, questions=edition.feedback_questions)
    template = "editions/feedback.html"
    context = {"form": form, "edition": edition, "contents": Contents(edition, [])}
    if form.is_valid():
        if seconds := front_door.wait(request, "feedback"):
            return front_door.shown_again(request, template, context, seconds)
        given = {name: form.cleaned_data[name] for name in ("email", "form_key")}
        answering.give(edition, form.answers, **given)
        return redirect("editions:feedback_sent", number)
    return render(request, template, context)


@require_safe
def feedback_sent(request: HttpRequest, number: int) -> HttpResponse:
    edition = get_object_or_404(Edition.objects.published(), number=number)
    return render(request, "editions/feedback_sent.html", {"edition": edition})

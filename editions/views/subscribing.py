"""The pages of the distribution list. A GET never changes anything: link scanners follow every link."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from bulletin import front_door, links
from editions.distribution import addresses, receipts, subscribers
from editions.forms.subscribing import LeaveForm, SubscribeForm
from editions.models import Subscriber

ONE_CLICK = "One-Click"  # what a mail program posts, RFC 8058


@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: HttpRequest) -> HttpResponse:
    """Ask to join; the answer is the same whatever we know of the address."""
    form = SubscribeForm(request.POST if request.method == "POST" else None)
    template, context = "editions/list/subscribe.html", {"form": form, "wording": subscribers.WORDING}
    if form.is_valid():
        if seconds := front_door.wait(request, "subscribe", form.cleaned_data["email"]):
            return front_door.shown_again(request, template, context, seconds)
        subscribers.ask(form.cleaned_data["email"], source="Subscribe page")
        return redirect("editions:subscribe_sent")
    return render(request, template, context)


def subscribe_sent(request: HttpRequest) -> HttpResponse:
    """What happens next after asking to join."""
    return render(request, "editions/list/subscribe_sent.html", {"days": subscribers.CONFIRM_WITHIN.days})


@front_door.uncounted
@csrf_exempt  # the secret is the authority, and browsers hide where a page without referrer posts from
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@front_door.personal
def confirm(request: HttpRequest, secret: str) -> HttpResponse:
    """Where our confirmation mail leads: a page with a button, which joins."""
    subscriber = links.find(secret, "confirm", Subscriber)
    if subscriber is None or not subscribers.may_confirm(subscriber):
        return render(request, "editions/list/link_does_not_work.html", status=404)
    if request.method == "POST":
        subscribers.confirm(subscriber)
        return render(request, "editions/list/confirmed.html")
    context = {"masked": addresses.masked(subscriber.email), "wording": subscribers.WORDING}
    return render(request, "editions/list/confirm.html", context)


@front_door.uncounted  # one mail provider may post for thousands of its readers
@csrf_exempt  # mail programs post here without a cookie; the token is the authority
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@front_door.personal
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Where the leave links lead: a page that asks first, because readers forward the bulletin to others.

    A POST leaves, from the page's button or from a mail program's own (RFC 8058).
    """
    subscriber = subscribers.whose(token)
    if subscriber is None:
        return render(request, "editions/list/leave_not_found.html", status=404)
    context = {"masked": addresses.masked(subscriber.email), "already": not subscribers.may_leave(subscriber)}
    if request.method == "POST":
        one_click = request.POST.get("List-Unsubscribe") == ONE_CLICK
        receipts.leave_by(token, subscriber, source="One click in the mail program" if one_click else "Leave page")
        return render(request, "editions/list/left.html", context)
    return render(request, "editions/list/leave.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def ask_to_leave(request: HttpRequest) -> HttpResponse:
    """For whoever has no edition at hand: mails them a link to leave, and answers alike for every address."""
    form = LeaveForm(request.POST if request.method == "POST" else None)
    template, context = "editions/list/ask_to_leave.html", {"form": form}
    if form.is_valid():
        if seconds := front_door.wait(request, "leave", form.cleaned_data["email"]):
            return front_door.shown_again(request, template, context, seconds)
        subscribers.send_leave_link(form.cleaned_data["email"])
        return redirect("editions:leave_link_sent")
    return render(request, template, context)


def leave_link_sent(request: HttpRequest) -> HttpResponse:
    """What happens next after asking for a link to leave."""
    return render(request, "editions/list/leave_link_sent.html")

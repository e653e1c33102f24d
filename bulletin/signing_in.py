"""Signing in at the desk: the password, within limits, and then the code of the second factor."""

import logging
from collections.abc import Callable, Mapping

import segno
from django.conf import settings
from django.contrib import admin
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser, User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from bulletin import front_door, limits, second_factor
from bulletin.forms import CodeForm

MARK = "second_factor"  # in the session: the app that its code came from
WRONG = (
    "This code is wrong, or was used before. Wait until the app shows the next one. After each wrong code you have to "
    "wait twice as long."
)

logger = logging.getLogger(__name__)


def with_second_factor(request: HttpRequest) -> User | AnonymousUser:
    """Who is signed in with both factors: the password alone makes nobody more than a stranger."""
    user: User | AnonymousUser = request.password_user  # type: ignore[attr-defined]  # of the middleware
    if not isinstance(user, User):
        return user
    app = second_factor.app_of(user)
    return user if app is not None and request.session.get(MARK) == app.persistent_id else AnonymousUser()


def ask_for_second_factor(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Make everybody a stranger who has given only a password, where a second factor is required."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if settings.SECOND_FACTOR:
            request.password_user = request.user  # type: ignore[attr-defined]
            request.user = SimpleLazyObject(lambda: with_second_factor(request))  # type: ignore[assignment]
        return get_response(request)

    return middleware


@sensitive_post_parameters("password")
@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    """The desk's own page for the password, which counts the tries before it checks them."""
    if settings.SECOND_FACTOR and not request.user.is_authenticated and _password_user(request):
        return redirect(f"{reverse('second_factor')}?{urlencode({'next': request.GET.get('next', '')})}")
    if request.method != "POST":
        return admin.site.login(request)
    network, name = front_door.network_of(request), request.POST.get("username", "").strip().lower()
    seconds = max(
        limits.spend("sign-ins of a network", network),
        limits.spend("sign-ins to an account from a network", name, network),
        limits.spend("sign-ins to an account", name),
    )
    if seconds:
        logger.warning("Refused to check a password: too many tries.")
        return front_door.refusal(request, seconds)
    response = admin.site.login(request)
    if request.user.is_authenticated:
        logger.info("User %s gave the right password.", request.user.pk)
        limits.forgive("sign-ins to an account from a network", name, network)
        limits.forgive("sign-ins to an account", name)
    else:
        logger.warning("A wrong name or password was given.")
    return response


@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """The second step: give a code, or set the app up; later, new recovery codes or another app."""
    if not settings.SECOND_FACTOR:
        raise Http404
    user = _password_user(request)
    if user is None:
        return redirect("admin:login")
    if request.POST.get("act") == "other":
        logout(request)
        return redirect("admin:login")
    app = second_factor.app_of(user)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, user, form)
    given = form.cleaned_data["code"]
    right = second_factor.check(user, given) if app else second_factor.confirm(user, given)
    if right is None:
        logger.warning("User %s gave a wrong code.", user.pk)
        form.add_error("code", WRONG)
        return _page(request, user, form)
    return _done(request, user, right.persistent_id, is_new=app is None)


def _done(request: HttpRequest, user: User, mark: str, *, is_new: bool) -> HttpResponse:
    """Do what the person gave the code for."""
    act = request.POST.get("act", "") if request.user.is_authenticated else ""
    if act == "move":
        second_factor.reset(user, by=user)
        return redirect("second_factor")
    request.session[MARK] = mark
    request.session.cycle_key()
    if is_new or act == "codes":
        context = {"codes": second_factor.new_recovery_codes(user), "next": _next(request)}
        return _shown(request, "Your recovery codes", context)
    return redirect(_next(request))


def _page(request: HttpRequest, user: User, form: CodeForm) -> HttpResponse:
    context = {"form": form, "next": _next(request), "username": user.get_username()}
    if second_factor.app_of(user) is None:
        new = second_factor.begin(user)
        picture = segno.make(new.config_url, micro=False).svg_data_uri(scale=5, border=4)
        context |= {"picture": picture, "key": second_factor.typed_key(new)}
        return _shown(request, "Set up your second factor", context)
    if request.user.is_authenticated:
        context["codes_left"] = second_factor.codes_left(user)
        return _shown(request, "Your second factor", context)
    return _shown(request, "Enter your code", context)


def _shown(request: HttpRequest, title: str, context: Mapping[str, object]) -> HttpResponse:
    context = {**admin.site.each_context(request), "title": title, **context}
    return TemplateResponse(request, "admin/second_factor.html", context)


def _password_user(request: HttpRequest) -> User | None:
    """Who has given the password of a member of staff."""
    user = getattr(request, "password_user", None)
    return user if user is not None and user.is_active and getattr(user, "is_staff", False) else None


def _next(request: HttpRequest) -> str:
    """Where the person was going, when that is a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None, require_https=request.is_secure())
    return wanted if is_ours else reverse("admin:index")

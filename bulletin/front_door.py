"""The public forms' limits as their views meet them: who is asking, whether to wait, and the answer that says so."""

import ipaddress
import math
import re
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bulletin import limits

View = TypeVar("View", bound=Callable[..., HttpResponse])
SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}
# Some proxies write the port behind the address: 192.0.2.7:443 or [2001:db8::1]:443.
_PORT = re.compile(r"^(?:\[([^\]]*)\]|([^:]*))(?::\d+)?$")
IPV6_HOUSEHOLD = 64  # one household or company holds at least this whole network


def network_of(request: HttpRequest) -> str:
    """Who is asking, as far as a network shows it: an IPv4 address, or the network of an IPv6 one.

    Behind PROXIES proxies that each add to X-Forwarded-For, the address is counted from its end: what stands
    before was written by whoever asks.
    """
    address = request.META.get("REMOTE_ADDR", "")
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if settings.PROXIES and len(forwarded) >= settings.PROXIES:
        address = forwarded[-settings.PROXIES]
    try:
        read = ipaddress.ip_address(_PORT.sub(r"\1\2", address))
    except ValueError:
        return "unknown"
    if isinstance(read, ipaddress.IPv6Address):
        if read.ipv4_mapped:
            return str(read.ipv4_mapped)
        return str(ipaddress.ip_network((read, IPV6_HOUSEHOLD), strict=False))
    return str(read)


def wait(request: HttpRequest, form: str, email: str = "") -> int:
    """Count one sending of this form; returns the seconds to wait first, 0 when it may be done."""
    by_network = limits.spend("forms of a network", form, network_of(request))
    by_address = limits.spend("forms of an address", form, email.strip().lower()) if email else 0
    return max(by_network, by_address)


def wait_for_uploads(request: HttpRequest) -> int:
    """Count the bytes of the files that came; returns the seconds to wait before any is kept."""
    size = sum(file.size or 0 for files in request.FILES.lists() for file in files[1])
    return limits.spend("uploads of a network", network_of(request), cost=size) if size else 0


def words(seconds: int) -> str:
    """What to tell a person who has to wait; their form is shown again with all they typed."""
    said = _("This was sent too often from your network or address. Wait %(wait)s, then send it again.")
    return said % {"wait": _minutes(seconds)}


def too_many(response: HttpResponse, seconds: int) -> HttpResponse:
    """Turn a page into a refusal that programs understand too (RFC 6585)."""
    response.status_code = 429
    response["Retry-After"] = str(seconds)
    return response


def shown_again(request: HttpRequest, template: str, context: dict[str, Any], seconds: int) -> HttpResponse:
    """The page of `context["form"]` once more, with what was typed and how long to wait."""
    context["form"].add_error(None, words(seconds))
    return too_many(render(request, template, context), seconds)


def refusal(request: HttpRequest, seconds: int) -> HttpResponse:
    """The page of a request that is not even read."""
    return too_many(render(request, "429.html", {"wait": _minutes(seconds)}), seconds)


def uncounted(view: View) -> View:
    """Mark a view whose POSTs count against no limit, because the secret in its address is enough."""
    view.is_uncounted = True  # type: ignore[attr-defined]  # read by the middleware, as Django does with csrf_exempt
    return view


def personal(view: View) -> View:
    """Keep the pages of a view behind a personal link out of search engines and out of other sites' logs."""

    @wraps(view)
    def answer(*args: Any, **kwargs: Any) -> HttpResponse:
        response = view(*args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Referrer-Policy"] = "no-referrer"
        return response

    return cast(View, answer)


def takes_files(view: View) -> View:
    """Mark a public view whose POSTs may be as big as REQUEST_MAX_BYTES; all others only as a form without files."""
    view.takes_files = True  # type: ignore[attr-defined]  # read by the middleware
    return view


def is_bigger_than(most: int, request: HttpRequest) -> bool:
    """By the number of bytes that the request says it has; one that names no number is."""
    declared = request.META.get("CONTENT_LENGTH") or "0"
    is_number = declared.isascii() and declared.isdecimal() and len(declared) < 20
    return not is_number or int(declared) > most


def is_too_big_for(view: Callable[..., HttpResponse], request: HttpRequest) -> bool:
    """Whether a stranger sends more than a form without files can hold."""
    if getattr(view, "takes_files", False) or request.user.is_authenticated:
        return False
    return is_bigger_than(settings.DATA_UPLOAD_MAX_MEMORY_SIZE, request)


def too_big(request: HttpRequest) -> HttpResponse:
    """The page of a request that is too big to be read."""
    return render(request, "413.html", status=413)


def wait_before_reading(request: HttpRequest, view: Callable[..., HttpResponse]) -> int:
    """Count a POST before its body is read; people who are signed in are not counted."""
    if getattr(view, "is_uncounted", False) or request.user.is_authenticated:
        return 0
    return limits.spend("posts of a network", network_of(request))


def _minutes(seconds: int) -> str:
    minutes = math.ceil(seconds / 60)
    return ngettext("a minute", "%(minutes)d minutes", minutes) % {"minutes": minutes}

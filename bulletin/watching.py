"""What operators see of every request: its id, its line in the log, its time; and how their own pages are reached."""

import logging
import re
import time
import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import resolve

from bulletin import logs, metrics

log = logging.getLogger("bulletin.requests")
OPERATORS = {"/livez", "/healthz", "/metrics"}
GOOD_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
Answer = Callable[[HttpRequest], HttpResponse]


def watch(get_response: Answer) -> Answer:
    """Give each request an id, the caller's if it has a sensible one, and say it in the answer and in every log line.

    A line names the address by its pattern, never as it was typed: secret links and search words stay out.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        number = given if GOOD_ID.fullmatch(given) else uuid.uuid4().hex
        started = time.perf_counter()
        with logs.about(request=number):
            response = get_response(request)
            if request.path_info not in OPERATORS and not request.path_info.startswith(settings.STATIC_URL):
                note(request, response.status_code, time.perf_counter() - started)
        response.headers["X-Request-ID"] = number
        return response

    return middleware


def note(request: HttpRequest, status: int, seconds: float) -> None:
    """Log and count one request."""
    match = request.resolver_match
    page = (match.view_name or "nameless") if match else "none"
    pattern = f"/{match.route}" if match else "(no such address)"
    method = request.method or ""
    method = method if method in metrics.METHODS else "other"
    ms = round(seconds * 1000)
    facts = {"method": method, "route": pattern, "page": page, "status": status, "ms": ms}
    log.info("%s %s %s in %d ms", method, pattern, status, ms, extra={"facts": facts})
    metrics.observe_request(seconds, page=page, method=method, status=status)


def let_operators_in(get_response: Answer) -> Answer:
    """Answer the operators' own addresses before host names, https and sessions are asked for.

    Whoever looks after a process asks it directly, by its number, over plain http, and often.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path_info in OPERATORS:
            found = resolve(request.path_info)
            request.resolver_match = found
            response: HttpResponse = found.func(request)
            response._has_been_logged = True  # type: ignore[attr-defined]  # Django's: no line for each look at a fault
            return response
        return get_response(request)

    return middleware

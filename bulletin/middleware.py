"""What every answer passes through on its way out."""

from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.template.loader import render_to_string

from bulletin import front_door, policies

PIECE = 65_536


def read_to_the_end(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Behind a proxy, take what is left of a request before answering it, and forget it.

    A proxy that is cut off while it still sends tells its reader of a broken server (502) instead of our answer. It has
    the whole request already, so this costs no waiting. More than a proxy should let through is not taken.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        left = 2 * settings.REQUEST_MAX_BYTES if settings.BEHIND_PROXY else 0
        with suppress(UnreadablePostError):
            while left > 0 and (piece := request.read(PIECE)):
                left -= len(piece)
        return response

    return middleware


def relax_policy_of_the_desk(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Relax the content security policy below the desk's path, as far as Unfold needs."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        has_own_policy = hasattr(response, "_csp_config")
        if request.path.startswith(f"/{settings.ADMIN_PATH}") and not has_own_policy:
            response._csp_replace = policies.DESK  # type: ignore[attr-defined]  # the name django-csp gives
        return response

    return middleware


def read_as_utf8(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Read every request as UTF-8, which is how browsers send forms, whatever letters it says it is written in.

    Python knows encodings that give half characters, which can be written into no page and no database.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        request.encoding = "utf-8"
        return get_response(request)

    return middleware


def refuse_nulls(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Refuse an address that asks for a null character: no page offers one, and PostgreSQL can't look for it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("A null character stands in the address.")
        return get_response(request)

    return middleware


def refuse_what_is_too_big(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Refuse a request by the size that it declares, before anything of it is read or kept."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if front_door.is_bigger_than(settings.REQUEST_MAX_BYTES, request):
            return front_door.too_big(request)
        if "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "").lower():
            return HttpResponse("Say how long it is (Content-Length).", "text/plain; charset=utf-8", status=411)
        return get_response(request)

    return middleware


def explain_what_takes_forms_only(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Say to whoever opens the address of a form's button that it is none to open; Django's answer is empty."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and request.method == "GET":
            response.content = render_to_string("405.html", request=request).encode()
            response["Content-Type"] = "text/html; charset=utf-8"
        return response

    return middleware


class CountStrangers:
    """Before the body of a POST is read: refuse it when a stranger's network sends too many, or too much.

    It must stand before the CSRF middleware, which reads the body, and after the one that knows who is signed in.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: object, kwargs: object
    ) -> HttpResponse | None:
        if request.method in front_door.SAFE:
            return None
        if front_door.is_too_big_for(view, request):
            return front_door.too_big(request)
        seconds = front_door.wait_before_reading(request, view)
        return front_door.refusal(request, seconds) if seconds else None


def add_headers(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Say on every answer, the static files' too, what a browser may do with it beyond what Django says."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", policies.PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

    return middleware

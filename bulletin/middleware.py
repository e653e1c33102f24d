"""What every answer passes through on its way out."""

from collections.abc import Callable

from csp.constants import NONCE, SELF
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse

DESK_POLICY = {
    # Unfold's Alpine evaluates expressions and writes styles; nowhere else may anything do so.
    "script-src": [SELF, NONCE, "'unsafe-eval'"],
    "style-src": [SELF, "'unsafe-inline'"],
}


def relax_policy_of_the_desk(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Relax the content security policy below the desk's path, as far as Unfold needs."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        has_own_policy = hasattr(response, "_csp_config")
        if request.path.startswith(f"/{settings.ADMIN_PATH}") and not has_own_policy:
            response._csp_replace = DESK_POLICY  # type: ignore[attr-defined]  # the name django-csp gives
        return response

    return middleware


def refuse_what_is_too_big(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Refuse a request by the size that it declares, before anything of it is read or kept."""

    def middleware(request: HttpRequest) -> HttpResponse:
        declared = request.META.get("CONTENT_LENGTH") or "0"
        if not declared.isdigit() or int(declared) > settings.REQUEST_MAX_BYTES:
            raise RequestDataTooBig
        return get_response(request)

    return middleware

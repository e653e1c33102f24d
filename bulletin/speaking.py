"""The language of our own words on a page: English, or another one of SITE_LANGUAGES below a path of its name."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import get_script_prefix, set_script_prefix
from django.utils import translation


def speak(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer /cy/subscribe/ as /subscribe/ in Welsh; every address that its page names begins with /cy/, too.

    So the language needs no cookie, stays from page to page and form to form, and has addresses of its own. The desk
    is in English only.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        code, rest = _asked(request.path_info)
        if not code:
            with translation.override(settings.LANGUAGE_CODE):
                return get_response(request)
        before = get_script_prefix()
        request.path_info = rest
        set_script_prefix(f"{before}{code}/")
        try:
            with translation.override(code):
                answer = get_response(request)
        finally:
            set_script_prefix(before)
        answer["Content-Language"] = code
        return answer

    return middleware


def others(request: HttpRequest) -> list[tuple[str, str, str]]:
    """The same page in the other languages: code, name and path; empty while there is one language only."""
    here, code = request.path_info, translation.get_language()[:2]
    root = get_script_prefix().removesuffix(f"{code}/") if code in _offered() else get_script_prefix()
    first = settings.LANGUAGE_CODE[:2]
    return [
        (each, names, f"{root}{here.lstrip('/')}" if each == first else f"{root}{each}{here}")
        for each, names in _named()
        if each != code
    ]


def _asked(path: str) -> tuple[str, str]:
    """The language that a path begins with, and the rest of the path; no language for the desk."""
    code, slash, rest = path.lstrip("/").partition("/")
    if not slash or code not in _offered() or rest.startswith(settings.ADMIN_PATH):
        return "", path
    return code, f"/{rest}"


def _offered() -> list[str]:
    """The languages beside the first that have a path."""
    return [code for code in settings.SITE_LANGUAGES if code != settings.LANGUAGE_CODE[:2]]


def _named() -> list[tuple[str, str]]:
    """Every language of the site with its own name; none when there is only one."""
    names = {code[:2]: name for code, name in settings.LANGUAGES}
    listed = [settings.LANGUAGE_CODE[:2], *_offered()]
    return [(code, names.get(code, code)) for code in listed] if len(listed) > 1 else []

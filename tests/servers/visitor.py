"""Somebody with a browser that runs no scripts: keeps cookies, reads pages, and sends their forms as they stand."""

import mimetypes
import secrets
from collections.abc import Iterable
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, Request, build_opener

from tests.servers.reader import Button, Form, Reader, Values


class Visitor:
    """One browser with cookies of its own."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def open(self, path: str, *, method: str = "GET") -> "Page":
        return self.ask(Request(urljoin(self.url, path), method=method))

    def post(self, path: str, values: Values) -> "Page":
        return self.ask(Request(urljoin(self.url, path), urlencode(values, doseq=True).encode()))

    def ask(self, request: Request) -> "Page":
        """The page at the end of all redirects; an error page is a page, too."""
        try:
            answer = self.opener.open(request, timeout=30)
        except HTTPError as error:
            answer = error
        with answer:
            return Page(self, answer.status, answer.url, answer.read().decode(errors="replace"))


class Page:
    """What came back: status, address, source, and as a reader sees it `words`, `links` and `forms`."""

    def __init__(self, visitor: Visitor, status: int, url: str, source: str) -> None:
        self.visitor, self.status, self.url, self.source = visitor, status, url, source
        reader = Reader()
        reader.feed(source)
        reader.close()
        self.words, self.links, self.forms = " ".join("".join(reader.words).split()), reader.links, reader.forms

    def follow(self, words: str) -> "Page":
        """Open the first link with these words."""
        for shown, address in self.links:
            if shown == words:
                return self.visitor.open(urljoin(self.url, address))
        raise AssertionError(f"No link “{words}” on {self.url}, only {[shown for shown, _ in self.links]}")

    def send(self, button: str, **values: object) -> "Page":
        """Fill in the form that has this button, and press it; a Path as a value is a file to send.

        The names of fields with a hyphen, as in lists of rows, are given with `**{"blocks-0-text": "..."}`.
        """
        for form in self.forms:
            pressed = form.button(button)
            if pressed and set(values) <= form.named:
                return self._post(form, pressed, form.filled(values))
        offered = [(one.words, sorted(form.named)) for form in self.forms for one in form.buttons]
        raise AssertionError(f"No form with “{button}” and {sorted(values)} on {self.url}, only {offered}")

    def _post(self, form: Form, pressed: Button, values: list[tuple[str, object]]) -> "Page":
        if pressed.name:
            values = [*values, (pressed.name, pressed.value)]
        address = urljoin(self.url, form.attributes.get("action", "")).partition("#")[0]
        if form.attributes.get("method", "get").lower() == "get":
            return self.visitor.open(f"{address.partition('?')[0]}?{urlencode(values)}")
        if form.attributes.get("enctype") == "multipart/form-data":
            kind, body = _multipart(values)
        else:
            kind, body = "application/x-www-form-urlencoded", urlencode(values).encode()
        return self.visitor.ask(Request(address, body, {"Content-Type": kind}))


def _multipart(values: Iterable[tuple[str, object]]) -> tuple[str, bytes]:
    """RFC 7578."""
    boundary = secrets.token_hex(16)
    body = b""
    for name, value in values:
        head = f'Content-Disposition: form-data; name="{name}"'
        content = value.read_bytes() if isinstance(value, Path) else str(value).encode()
        if isinstance(value, Path):
            head += f'; filename="{value.name}"\r\nContent-Type: {mimetypes.guess_type(value.name)[0]}'
        body += f"--{boundary}\r\n{head}\r\n\r\n".encode() + content + b"\r\n"
    return f"multipart/form-data; boundary={boundary}", body + f"--{boundary}--\r\n".encode()

"""GOV.UK Notify as its documentation describes it, on loopback: it checks what it is given, and fails as it is told."""

import json
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt

SERVICE, SECRET = "5c8f1c3e-0d5a-4a7e-9a53-0f2f3f8f7a11", "9e2b7c64-1f0b-4b3d-8a55-4d3c2b1a0f99"
KEY = f"bulletin-{SERVICE}-{SECRET}"
TEMPLATE = "0b7c5d0e-3d1b-4a8c-b1a4-6f2b9c1d7e55"


@dataclass
class Notify:
    """What it was given, and how it fails.

    `refuses` gives the answer to a copy by address: a status, an error's name and its message. `hangs_up` is how many
    of the next copies it hangs up on without an answer, `keeps` whether it keeps those.
    """

    url: str = ""
    received: list[dict[str, Any]] = field(default_factory=list)
    refuses: dict[str, tuple[int, str, str]] = field(default_factory=dict)
    hangs_up: int = 0
    keeps: bool = True
    can_be_asked: bool = True

    def keep(self, copy: dict[str, Any]) -> dict[str, Any]:
        self.received.append({**copy, "id": str(uuid.uuid4())})
        return self.received[-1]

    def take(self, copy: dict[str, Any], headers: Any) -> tuple[int, dict[str, Any]] | None:
        """The answer to a copy; None to hang up."""
        fault = fault_of(headers, copy) or self.refuses.get(copy["email_address"])
        if self.hangs_up:
            self.hangs_up -= 1
            if self.keeps:
                self.keep(copy)
            return None
        if fault:
            status, name, said = fault
            return status, {"status_code": status, "errors": [{"error": name, "message": said}]}
        return 201, {"id": self.keep(copy)["id"], "reference": copy["reference"], "content": {}}

    def with_reference(self, reference: str) -> list[dict[str, Any]]:
        return [copy for copy in self.received if copy["reference"] == reference]


def fault_of(headers: Any, copy: dict[str, Any]) -> tuple[int, str, str] | None:
    """What the real one would refuse: a token it can't check, an unknown template, missing words, odd addresses."""
    try:
        token = jwt.decode(headers["Authorization"].removeprefix("Bearer "), SECRET, algorithms=["HS256"])
    except jwt.PyJWTError:
        return 403, "AuthError", "Invalid token: signature, api token not found"
    if token["iss"] != SERVICE:
        return 403, "AuthError", "Invalid token: service not found"
    if copy.get("template_id") != TEMPLATE:
        return 400, "BadRequestError", "Template not found"
    if not {"subject", "text"} <= copy.get("personalisation", {}).keys():
        return 400, "BadRequestError", "Missing personalisation: text"
    if not copy["email_address"].isascii():
        return 400, "ValidationError", "email_address Not a valid email address"
    if not copy["one_click_unsubscribe_url"].startswith("https://"):
        return 400, "ValidationError", "one_click_unsubscribe_url is not a valid https url"
    return None


@contextmanager
def running() -> Iterator[Notify]:
    notify = Notify()

    class Answer(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            copy = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            answer = notify.take(copy, self.headers)
            if answer is None:
                self.close_connection = True
            else:
                self.say(*answer)

        def do_GET(self) -> None:
            reference = parse_qs(urlsplit(self.path).query)["reference"][0]
            if notify.can_be_asked:
                self.say(200, {"notifications": notify.with_reference(reference), "links": {}})
            else:
                self.say(500, {"status_code": 500, "errors": [{"error": "Exception", "message": "Internal error"}]})

        def say(self, status: int, body: dict[str, Any]) -> None:
            written = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(written)))
            self.end_headers()
            self.wfile.write(written)

        def log_message(self, *_about: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        notify.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield notify
        finally:
            server.shutdown()
            thread.join()

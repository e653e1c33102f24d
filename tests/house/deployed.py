"""Asks the product, with the settings of a real installation, for some pages; writes its answers as JSON.

Run by test_deployed.py in a process of its own, because settings are read once.
"""

import json
import sys

import django
from django.conf import settings
from django.test import Client

django.setup()
client = Client(SERVER_NAME="bulletin.example")
answers = {}
for path in sys.argv[1:]:
    scheme, _, rest = path.partition(":")
    answer = client.get(rest, secure=scheme == "https")
    answers[path] = {
        "status": answer.status_code,
        "headers": dict(answer.items()),
        "cookies": {name: dict(cookie) for name, cookie in answer.cookies.items()},
        "body": b"".join(answer).decode(errors="replace"),
    }
kept = ("DEBUG", "SECOND_FACTOR", "MAILBOX", "PASSWORD_HASHERS", "SESSION_COOKIE_AGE")
sys.stdout.write(json.dumps({"answers": answers, "settings": {name: getattr(settings, name) for name in kept}}))

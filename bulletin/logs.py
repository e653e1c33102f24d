"""Log lines for people or for machines, with what they are about, and never with anybody's address.

No line is written with an address, a secret link or an article's text in it. The net below is for what others write:
the words of mail servers, of databases and of libraries.
"""

import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

ABOUT: ContextVar[dict[str, object] | None] = ContextVar("what log lines are about", default=None)
_WORD = r"""[^\s@<>()\[\]{}"',:;=|/]"""
NET = [
    # A user and a password in a URL.
    (re.compile(r"://[^/\s]*@"), "://(hidden) at "),
    (re.compile(rf"{_WORD}{{1,64}}@{_WORD}{{1,255}}"), "(address)"),
    # The last part of a lasting or one-click link, and the secret of any other.
    (re.compile(r"/[A-Za-z0-9_-]{32,}"), "/(secret)"),
    # What PostgreSQL adds to an error: the row, its texts included.
    (re.compile(r"^(DETAIL|CONTEXT): .*", re.MULTILINE), r"\1: (hidden)"),
]


@contextmanager
def about(**what: object) -> Iterator[None]:
    """Every line that this thread logs within says what it is about: `with logs.about(mailing=5):`."""
    token = ABOUT.set({**(ABOUT.get() or {}), **what})
    try:
        yield
    finally:
        ABOUT.reset(token)


def masked(text: str) -> str:
    """The text without addresses, passwords, secret links and rows."""
    for pattern, instead in NET:
        text = pattern.sub(instead, text)
    return text


class Remember(logging.Filter):
    """Keeps with the record what it is about, since another thread may write it out."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.about = dict(ABOUT.get() or {})
        return True


class Line(logging.Formatter):
    """One line for a person: the time, how bad it is, who says it, what, and what it is about."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name} {message}", style="{")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  # logging's name
        details = " ".join(f"{name}={value}" for name, value in getattr(record, "about", {}).items())
        return f"{super().formatMessage(record)} [{details}]" if details else super().formatMessage(record)

    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))


class Json(logging.Formatter):
    """One JSON object on a line for a machine, its time in UTC."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, tz=UTC)
        line: dict[str, Any] = {
            "at": at.isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": masked(record.getMessage()),
            "process": record.process,
            "thread": record.threadName,
            **{name: masked(value) if isinstance(value, str) else value for name, value in what(record).items()},
        }
        if record.exc_info:
            line["traceback"] = masked(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False, default=str)


def what(record: logging.LogRecord) -> dict[str, object]:
    """What the record is about: of its thread then, and of its own `extra={"facts": {...}}`."""
    return {**getattr(record, "about", {}), **getattr(record, "facts", {})}


def configuration(*, form: str, level: str) -> dict[str, Any]:
    """The settings of Python's logging; `form` is json, or anything else for people."""
    here: dict[str, Any] = {"handlers": ["console"], "level": "INFO", "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"remember": {"()": Remember}},
        "formatters": {"line": {"()": Json if form == "json" else Line}},
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["remember"]},
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # Django's own handlers would write the same line again, past the net.
            "django": {"handlers": [], "level": "INFO"},
            # bulletin.watching has said so already, without the address as it was typed.
            "django.request": {"level": "ERROR"},
            "django.server": here,
            "gunicorn.error": {"handlers": ["console"], "propagate": False},  # its level is that of its command line
            "gunicorn.access": {**here, "handlers": [], "level": "WARNING"},  # bulletin.watching says more
            # Beat rings every few seconds: a line for each ring would bury the rest.
            "celery.app.trace": {"level": "WARNING"},
            "celery.worker.strategy": {"level": "WARNING"},
            # So would one for each old ring, when a worker was away for long.
            "celery.worker.request": {"level": "WARNING"},
            # The filesystem broker has no host name, and is warned about at each start.
            "kombu.connection": {"level": "ERROR"},
            # The local mailbox writes each line of each conversation, addresses too.
            "mail.log": {"level": "WARNING"},
            # A file .env need not be there.
            "environ": {"level": "WARNING"},
        },
    }

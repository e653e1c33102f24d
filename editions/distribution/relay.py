"""One connection to one mail server, kept open from message to message."""

import smtplib
import socket
import ssl
import struct
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import environ
from django.conf import settings
from django.core.mail.utils import DNS_NAME

from editions.distribution.conversing import Answer, Conversation, Fate


class RelayDownError(Exception):
    """The mail server can't be reached, or doesn't let us in; nothing was sent."""


@dataclass(frozen=True)
class Server:
    """A mail server of the settings. `weight` is its share of the batches beside the others' weights."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    starts_tls: bool = False
    is_tls: bool = False
    weight: int = 1

    @classmethod
    def of(cls, url: str) -> "Server":
        """From a URL of the settings."""
        values = environ.Env.email_url_config(url)
        return cls.of_settings(values, weight=int(values.get("OPTIONS", {}).get("WEIGHT", 1)))

    @classmethod
    def of_settings(cls, values: dict[str, Any], *, weight: int = 1) -> "Server":
        """From values with the names of Django's settings."""
        is_tls = values.get("EMAIL_USE_SSL", False)
        return cls(
            host=values["EMAIL_HOST"],
            port=values["EMAIL_PORT"] or (465 if is_tls else 25),
            user=values["EMAIL_HOST_USER"] or "",
            password=values["EMAIL_HOST_PASSWORD"] or "",
            starts_tls=values.get("EMAIL_USE_TLS", False),
            is_tls=is_tls,
            weight=weight,
        )

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


class Relay:
    """A connection to a mail server. `carried` counts the messages decided since it was opened."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._smtp: smtplib.SMTP | None = None
        self._in_chunks = False
        self._conversation: Conversation
        self._broken: OSError | None = None
        self.carried = 0

    @property
    def is_open(self) -> bool:
        return self._smtp is not None

    def open(self) -> None:
        """Connect, encrypt and log in as its URL says. Raises RelayDownError."""
        self.carried = 0
        try:
            self._smtp = _connect(self.server)
            offers = self._smtp.has_extn
            self._in_chunks = settings.SMTP_CHUNKING and offers("chunking") and offers("pipelining")
        except (OSError, ValueError) as error:  # smtplib's own errors are OSErrors
            self._smtp = None
            raise RelayDownError(f"{self.server}: {error}") from error

    def close(self) -> None:
        """Say goodbye, and don't wait: it no longer matters whether anybody hears, and other connections go on."""
        if self._smtp:
            with suppress(OSError):
                self._smtp.putcmd("QUIT")
            self._smtp.close()
        self._smtp = None

    def begin(self, sender: str, recipient: str, message: bytes) -> bool:
        """Begin to send one message, without waiting; see Conversation. Raises RelayDownError."""
        if self._smtp is None:
            raise RelayDownError("The connection is not open")
        self._conversation = Conversation(self._smtp, sender, recipient, message, in_chunks=self._in_chunks)
        self._broken = None
        try:
            return self._conversation.begin()
        except OSError as error:
            self._broken = error
            return False

    def fileno(self) -> int:
        """Where the answer is awaited."""
        return self._smtp.sock.fileno() if self._smtp and self._smtp.sock else -1

    def heard(self) -> Answer | None:
        """The answer, when it is a plain yes that is here already."""
        try:
            answer = self._conversation.heard()
        except OSError as error:
            return self.lost(error)
        return self._done(answer) if answer else None

    def finish(self) -> Answer:
        """Go on with what was begun, until the answer is known. After a break the connection is closed."""
        if self._broken:
            return self.lost(self._broken)
        try:
            return self._done(self._conversation.finish())
        except OSError as error:
            return self.lost(error)

    def lost(self, error: OSError) -> Answer:
        """What the message's fate is, now that the connection broke or nobody waits for the answer any longer."""
        return self._done(self._conversation.broken(error))

    def _done(self, answer: Answer) -> Answer:
        if self._conversation.is_over and self._smtp:
            self._smtp.close()
            self._smtp = None
        self.carried += answer.fate not in (Fate.NOT_SENT, Fate.UNKNOWN)
        return answer


class _PromptSMTP(smtplib.SMTP):
    """Small packets leave at once: otherwise each message waits for the acknowledgement of the one before."""

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return _prompt(super()._get_socket(host, port, timeout))  # type: ignore[misc]  # the hook isn't in the stubs


class _PromptSMTPS(smtplib.SMTP_SSL):
    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return _prompt(super()._get_socket(host, port, timeout))  # type: ignore[misc]  # the hook isn't in the stubs


def _prompt(connected: socket.socket) -> socket.socket:
    connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connected


def _leave_waiting_to_the_system(smtp: smtplib.SMTP) -> None:
    """The same timeout, kept by the kernel: Python would ask before each call whether it would wait.

    That is a second system call and a second change of threads, where many of them share one process.
    """
    seconds = settings.SMTP_TIMEOUT_SECONDS
    limit = struct.pack("@ll", int(seconds), int(seconds % 1 * 1_000_000))
    if smtp.sock:
        smtp.sock.settimeout(None)
        smtp.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, limit)
        smtp.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, limit)


def _connect(server: Server) -> smtplib.SMTP:
    where = {
        "host": server.host,
        "port": server.port,
        "local_hostname": DNS_NAME.get_fqdn(),
        "timeout": settings.SMTP_TIMEOUT_SECONDS,
    }
    tls = ssl.create_default_context() if server.is_tls or server.starts_tls else None  # it takes 10 ms
    smtp = _PromptSMTPS(**where, context=tls) if server.is_tls else _PromptSMTP(**where)
    try:
        if server.starts_tls:
            smtp.starttls(context=tls)
        smtp.ehlo_or_helo_if_needed()
        if server.user:
            smtp.login(server.user, server.password)
        _leave_waiting_to_the_system(smtp)
    except BaseException:
        smtp.close()
        raise
    return smtp

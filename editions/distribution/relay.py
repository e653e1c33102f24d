"""One connection to the mail server, kept open from message to message."""

import smtplib
import socket
import ssl

from django.conf import settings
from django.core.mail.utils import DNS_NAME

from editions.distribution.conversing import Answer, Conversation, Fate


class RelayDownError(Exception):
    """The mail server can't be reached, or doesn't let us in; nothing was sent."""


class Relay:
    """The mail server of the settings. `carried` counts the messages decided since the connection was opened."""

    def __init__(self) -> None:
        self._smtp: smtplib.SMTP | None = None
        self.carried = 0

    @property
    def is_open(self) -> bool:
        return self._smtp is not None

    def open(self) -> None:
        """Connect, encrypt and log in as EMAIL_URL says. Raises RelayDownError."""
        self.carried = 0
        try:
            self._smtp = _connect()
        except (OSError, ValueError) as error:  # smtplib's own errors are OSErrors
            self._smtp = None
            raise RelayDownError(f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}: {error}") from error

    def close(self) -> None:
        """Say goodbye; it no longer matters whether anybody hears."""
        if self._smtp:
            try:
                self._smtp.quit()
            except OSError:
                self._smtp.close()
        self._smtp = None

    def deliver(self, sender: str, recipient: str, data: bytes) -> Answer:
        """Send one message, which is dot-stuffed and has its final dot. After a break the connection is closed."""
        if self._smtp is None:
            raise RelayDownError("The connection is not open")
        conversation = Conversation(self._smtp)
        try:
            answer = conversation.hold(sender, recipient, data)
        except OSError as error:
            answer = conversation.broken(error)
        if conversation.is_over:
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


def _connect() -> smtplib.SMTP:
    where = {
        "host": settings.EMAIL_HOST,
        "port": settings.EMAIL_PORT,
        "local_hostname": DNS_NAME.get_fqdn(),
        "timeout": settings.SMTP_TIMEOUT_SECONDS,
    }
    tls = ssl.create_default_context()
    smtp = _PromptSMTPS(**where, context=tls) if settings.EMAIL_USE_SSL else _PromptSMTP(**where)
    try:
        if settings.EMAIL_USE_TLS:
            smtp.starttls(context=tls)
        smtp.ehlo_or_helo_if_needed()
        if settings.EMAIL_HOST_USER:
            smtp.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
    except BaseException:
        smtp.close()
        raise
    return smtp

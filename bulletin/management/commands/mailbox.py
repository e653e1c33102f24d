"""`manage.py mailbox`: the local mail server of the demo; it keeps what it gets and sends nothing on."""

import asyncio
import signal
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from bulletin import mailbox

FORGET_EVERY = 100  # mails


class Keeper:
    """Takes every mail for everybody."""

    def __init__(self) -> None:
        self.kept = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  # aiosmtpd's name
        for recipient in envelope.rcpt_tos:
            mailbox.keep(envelope.original_content or b"", recipient=recipient)
            self.kept += 1
            if self.kept % FORGET_EVERY == 0:
                mailbox.forget_oldest()
        return "250 Kept"


class Command(BaseCommand):
    help = "Run the local mailbox on MAILBOX_PORT; staff read it at /mailbox/."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            asyncio.run(self._serve())
        except OSError as error:
            raise CommandError(
                f"Port {settings.MAILBOX_PORT} can't be used ({error.strerror}): set MAILBOX_PORT to another."
            ) from error

    async def _serve(self) -> None:
        loop, keeper, stop = asyncio.get_running_loop(), Keeper(), asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop.set)
        server = await loop.create_server(
            lambda: SMTP(keeper, hostname="mailbox", enable_SMTPUTF8=True, loop=loop),
            "127.0.0.1",
            settings.MAILBOX_PORT,
        )
        self.stdout.write(f"The mailbox listens on 127.0.0.1:{settings.MAILBOX_PORT}")
        async with server:
            await stop.wait()

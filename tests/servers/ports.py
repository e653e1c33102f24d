"""Free ports of this machine."""

import socket
import time


def free() -> int:
    """A port of loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    """Whether somebody listens on this port of loopback."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_for(port: int, *, seconds: float = 20) -> None:
    """Return when somebody listens there; raises TimeoutError when nobody does."""
    end = time.monotonic() + seconds
    while not answers(port):
        if time.monotonic() > end:
            raise TimeoutError(f"Nothing listened on port {port} within {seconds} s")
        time.sleep(0.05)

"""A small client that asks for one page again and again over a few connections."""

import asyncio
import re
import time
from dataclasses import dataclass

CONNECTIONS = 8
GOOD = (b"HTTP/1.1 200", b"HTTP/1.1 302")  # a page, or after a form was sent the way to the next one
LENGTH = re.compile(rb"(?i)content-length: (\d+)")


@dataclass(frozen=True)
class Page:
    path: str
    cookie: str = ""
    body: str = ""

    def request(self, port: int) -> bytes:
        lines = [f"{'POST' if self.body else 'GET'} {self.path} HTTP/1.1", f"Host: 127.0.0.1:{port}"]
        if self.cookie:
            lines.append(f"Cookie: {self.cookie}")
        if self.body:
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(self.body)}"]
        return ("\r\n".join([*lines, "", ""]) + self.body).encode()


async def _ask(port: int, request: bytes, times: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for _ in range(times):
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = LENGTH.search(head)
        if not head.startswith(GOOD) or not length:
            raise RuntimeError(head.decode())
        await reader.readexactly(int(length[1]))
    writer.close()
    await writer.wait_closed()


def rate(port: int, page: Page, *, times: int) -> float:
    """Answers a second, each of them good and whole."""

    async def all_of_them() -> None:
        each = times // CONNECTIONS
        await asyncio.gather(*(_ask(port, page.request(port), each) for _ in range(CONNECTIONS)))

    start = time.perf_counter()
    asyncio.run(all_of_them())
    return times / (time.perf_counter() - start)

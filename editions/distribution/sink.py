"""A mail server that takes everything, keeps nothing and counts by recipient: where rehearsals go."""

import asyncio
import threading
from collections import Counter
from typing import Self

EXTENSIONS = b"250-sink.example\r\n250-PIPELINING\r\n250-CHUNKING\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n"
GREETING, OK, GO_AHEAD, KEPT, BYE = (
    b"220 sink.example ESMTP\r\n",
    b"250 2.0.0 Ok\r\n",
    b"354 Go ahead\r\n",
    b"250 2.0.0 Counted\r\n",
    b"221 2.0.0 Bye\r\n",
)
END = b"\r\n.\r\n"


class Sink:
    """On a port and a thread of its own while it is open; `delay` is how many seconds an answer to a message takes.

    A message counts once its end is here, whether or not anybody hears the answer.
    """

    def __init__(self, *, delay: float = 0.0) -> None:
        self.delay = delay
        self.port = 0
        self.taken = 0
        self.by_recipient: Counter[str] = Counter()

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        listen = self._loop.create_server(lambda: Visitor(self, self._loop), "127.0.0.1", 0)
        self._server = self._loop.run_until_complete(listen)
        self.port = self._server.sockets[0].getsockname()[1]
        self._visitors: set[asyncio.Transport] = set()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_about: object) -> None:
        self._loop.call_soon_threadsafe(self._hang_up)
        self._thread.join()
        self._loop.close()

    def _hang_up(self) -> None:
        self._server.close()
        for transport in list(self._visitors):
            transport.abort()
        self._loop.call_soon(self._loop.stop)


class Visitor(asyncio.Protocol):
    """One connection."""

    transport: asyncio.Transport

    def __init__(self, sink: Sink, loop: asyncio.AbstractEventLoop) -> None:
        self._sink, self._loop = sink, loop
        self._waiting = bytearray()
        self._searched = 0
        self._in_data = self._holds_answer = False
        self._chunk: int | None = None  # how many bytes of a message are to come (RFC 3030)
        self._recipient = ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.Transport):
            self.transport = transport
            self._sink._visitors.add(transport)
            transport.write(GREETING)

    def connection_lost(self, exc: Exception | None) -> None:
        self._sink._visitors.discard(self.transport)

    def data_received(self, data: bytes) -> None:
        self._waiting += data
        self._go_on()

    def _go_on(self) -> None:
        while not self._holds_answer and self._step():
            pass

    def _step(self) -> bool:
        """Do the next thing, if all of it is here."""
        if self._chunk is not None:
            return self._end_chunk(self._chunk)
        return self._end_message() if self._in_data else self._answer_command()

    def _answer_command(self) -> bool:
        line, newline, rest = self._waiting.partition(b"\r\n")
        if not newline:
            return False
        self._waiting = rest
        verb, _, argument = line.decode("utf-8", "replace").partition(" ")
        if verb.upper() == "BDAT":
            self._chunk = int(argument.partition(" ")[0])
            return True
        self.transport.write(self._answer(verb.upper(), argument))
        return not self.transport.is_closing()

    def _answer(self, verb: str, argument: str) -> bytes:
        match verb:
            case "EHLO":
                return EXTENSIONS
            case "RCPT":
                self._recipient = argument.partition("<")[2].partition(">")[0]
            case "DATA":
                self._in_data, self._searched = True, 0
                return GO_AHEAD
            case "QUIT":
                self._loop.call_soon(self.transport.close)
                return BYE
        return OK

    def _end_message(self) -> bool:
        end = self._waiting.find(END, self._searched)
        if end < 0:
            self._searched = max(0, len(self._waiting) - len(END))
            return False
        del self._waiting[: end + len(END)]
        self._in_data = False
        return self._count()

    def _end_chunk(self, size: int) -> bool:
        if len(self._waiting) < size:
            return False
        del self._waiting[:size]
        self._chunk = None
        return self._count()

    def _count(self) -> bool:
        self._sink.by_recipient[self._recipient] += 1
        self._sink.taken += 1
        if self._sink.delay:
            self._holds_answer = True
            self._loop.call_later(self._sink.delay, self._say_kept)
        else:
            self.transport.write(KEPT)
        return True

    def _say_kept(self) -> None:
        self._holds_answer = False
        self.transport.write(KEPT)
        self._go_on()

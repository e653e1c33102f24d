"""A mail server in a process of its own that only counts: each person, each Message-ID and each leave link.

    python -m tests.benchmarks.sink PORT [SECONDS]

It answers the final dot after so many seconds. `Sink` starts it and asks it what came.
"""

import asyncio
import json
import re
import socket
import subprocess
import sys
import time
from array import array
from collections import Counter
from typing import Any, Self

from tests.servers import ports

GREETING = b"220 sink.example ESMTP\r\n"
EXTENSIONS = b"250-sink.example\r\n250-PIPELINING\r\n250-CHUNKING\r\n250 8BITMIME\r\n"
ANSWERS = {b"EHLO": EXTENSIONS, b"DATA": b"354 Go ahead\r\n", b"QUIT": b"221 Bye\r\n"}
OK = b"250 Ok\r\n"
END = b"\r\n.\r\n"
# An envelope and the size of the message that follows it at once (RFC 3030).
AT_ONCE = re.compile(rb"MAIL FROM:<[^>]*>[^\r]*\r\nRCPT TO:<([^>]*)>\r\nBDAT (\d+) LAST\r\n")
ROOM = 1 << 20  # bytes; a message and its envelope must find place in it
TOKEN = rb"([A-Za-z0-9_-]{32})"
MESSAGE_ID = re.compile(rb"Message-ID: <" + TOKEN)
LEAVE_LINK = re.compile(rb"/leave/" + TOKEN)


class Counts:
    """What came since the start, or since it was last asked to begin anew."""

    def __init__(self) -> None:
        self.messages: list[tuple[bytes, bytes, bytes]] = []
        self.times = array("d")
        self.connections = self.bytes = 0

    def add(self, person: bytes, content: memoryview) -> None:
        head = bytes(content[:4096])
        own, leave = MESSAGE_ID.search(head), LEAVE_LINK.search(head)
        self.messages.append((person, own[1] if own else b"", leave[1] if leave else b""))
        self.times.append(time.monotonic())
        self.bytes += len(content)

    def summary(self) -> dict[str, Any]:
        """How many different ones of each there were, and how often the most frequent came."""
        people, own, leave = ([Counter(each) for each in zip(*self.messages, strict=True)] or [Counter()] * 3)[:3]
        return {
            "messages": len(self.messages),
            "people": len(people),
            "message_ids": len(own),
            "leave_links": len(leave),
            "most_for_one": max([*people.values(), *own.values(), *leave.values()], default=0),
            "connections": self.connections,
            "bytes": self.bytes,
            "rate": self.rate(),
        }

    def rate(self) -> float:
        """Messages a second, without the first and the last tenth of them."""
        tenth = len(self.times) // 10
        steady = self.times[tenth : len(self.times) - tenth]
        return (len(steady) - 1) / (steady[-1] - steady[0]) if len(steady) > 1 else 0.0


class Conversation(asyncio.BufferedProtocol):
    """One client's connection."""

    transport: asyncio.Transport

    def __init__(self, server: "Server") -> None:
        self.server = server
        self.room = memoryview(bytearray(ROOM))
        self.end = 0
        self.begins = self.whole = 0  # of a message that came with its envelope
        self.in_data = False
        self.person = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.server.counts.connections += 1
        transport.write(GREETING)

    def get_buffer(self, sizehint: int) -> memoryview:
        return self.room[self.end :]

    def buffer_updated(self, count: int) -> None:
        self.end += count
        if not self.begins and not self.in_data and (found := AT_ONCE.match(self.room, 0, self.end)):
            self.person, self.begins = found[1], found.end()
            self.whole = self.begins + int(found[2])
        # Nothing follows a message, or a line of commands, before it is answered.
        if self.begins:
            if self.end == self.whole:
                self.take(self.begins, OK * 3)
        elif not self.in_data:
            if self.room[self.end - 2 : self.end] == b"\r\n":
                self.obey(bytes(self.room[: self.end]))
        elif self.room[max(0, self.end - 5) : self.end] == END:
            self.take(0, OK)

    def obey(self, commands: bytes) -> None:
        self.end = 0
        answers = []
        for command in commands.splitlines():
            verb = command[:4].upper()
            if verb == b"RCPT":
                self.person = command[command.index(b"<") + 1 : command.index(b">")]
            self.in_data = verb == b"DATA"
            answers.append(self.tell(verb) or ANSWERS.get(verb, OK))
        self.transport.write(b"".join(answers))

    def tell(self, verb: bytes) -> bytes:
        """What `Sink` asks."""
        counts = self.server.counts
        if verb == b"STAT":
            return json.dumps(counts.summary()).encode() + b"\r\n"
        if verb == b"MANY":
            return b"%d\r\n" % len(counts.messages)
        if verb == b"ANEW":
            self.server.counts = Counts()
        return b""

    def take(self, begins: int, answers: bytes) -> None:
        self.server.counts.add(self.person, self.room[begins : self.end])
        self.end, self.begins, self.in_data = 0, 0, False
        if self.server.delay:
            asyncio.get_running_loop().call_later(self.server.delay, self.transport.write, answers)
        else:
            self.transport.write(answers)


class Server:
    def __init__(self, port: int, delay: float) -> None:
        self.port, self.delay = port, delay
        self.counts = Counts()

    async def serve(self) -> None:
        listening = socket.create_server(("127.0.0.1", self.port), backlog=200)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, ROOM)
        server = await asyncio.get_running_loop().create_server(lambda: Conversation(self), sock=listening)
        await server.serve_forever()


class Sink:
    """The server as the measurements see it."""

    def __init__(self, *, delay: float = 0.0) -> None:
        self.port = ports.free()
        self._process = subprocess.Popen([sys.executable, "-m", "tests.benchmarks.sink", str(self.port), str(delay)])
        ports.wait_for(self.port)
        self._asking = socket.create_connection(("127.0.0.1", self.port))
        self._answers = self._asking.makefile("rb")
        self._answers.readline()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *about: object) -> None:
        self._answers.close()
        self._asking.close()
        self._process.kill()
        self._process.wait()

    def ask(self, what: str) -> bytes:
        self._asking.sendall(f"{what}\r\n".encode())
        return self._answers.readline()

    def begin_anew(self) -> None:
        self.ask("ANEW")

    @property
    def received(self) -> int:
        return int(self.ask("MANY"))

    def summary(self) -> dict[str, Any]:
        return json.loads(self.ask("STAT"))


if __name__ == "__main__":
    asyncio.run(Server(int(sys.argv[1]), float(sys.argv[2])).serve())

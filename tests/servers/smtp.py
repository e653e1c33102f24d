"""A mail server that keeps what it was given, counts it by recipient, and fails where a test asks it to."""

import asyncio
import os
import tempfile
import threading
from collections import Counter
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Self

from tests.servers import ports

EXTENSIONS = b"250-sink.example\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SIZE 50000000\r\n250 ENHANCEDSTATUSCODES\r\n"
WITH_CHUNKS = EXTENSIONS.replace(b"250-8BITMIME", b"250-CHUNKING\r\n250-8BITMIME")
END = b"\r\n.\r\n"


@dataclass(frozen=True)
class Received:
    """One message that the server took: its envelope, and where in the spool its bytes lie."""

    sender: str
    recipients: tuple[str, ...]
    spool: int
    start: int
    length: int

    @property
    def content(self) -> bytes:
        """The message as sent, dot-stuffing undone."""
        return os.pread(self.spool, self.length, self.start)

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.content, policy=policy.default)


@dataclass
class SmtpSink:
    """A mail server on a thread of its own; what it does can be changed while it runs.

    `delay` is how many seconds it takes before it answers the final dot. `refused_recipients` and
    `refused_messages` give the answer to RCPT and to the final dot by address, such as "550 5.1.1 No such user".
    `drops_after_dot` is how many of the next messages it keeps and then hangs up on, without an answer;
    `drops_before_dot` hangs up in the middle of the message, which it doesn't keep. `always_354` answers DATA
    with 354 although no recipient was taken, as some servers do. `takes_chunks` offers RFC 3030 to who connects now.
    """

    port: int = 0
    host: str = "127.0.0.1"
    delay: float = 0.0
    refused_recipients: dict[str, str] = field(default_factory=dict)
    refused_messages: dict[str, str] = field(default_factory=dict)
    drops_after_dot: int = 0
    drops_before_dot: int = 0
    always_354: bool = False
    takes_chunks: bool = False
    received: list[Received] = field(default_factory=list)
    by_recipient: Counter[str] = field(default_factory=Counter)
    connections: int = 0

    def start(self) -> Self:
        """Listen; again on the same port after a stop."""
        if not self.port:
            self.port = ports.free()
            self._spool = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115  # close() closes it
            self._end = 0
        self._loop = asyncio.new_event_loop()
        self._open: set[asyncio.Transport] = set()
        self._server = self._loop.run_until_complete(
            self._loop.create_server(lambda: Conversation(self), self.host, self.port)
        )
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        """Hang up on everybody and stop listening, as when the mail server is down; what was kept stays."""
        self._loop.call_soon_threadsafe(self._hang_up)
        self._thread.join()
        self._loop.close()

    def _hang_up(self) -> None:
        self._server.close()
        for transport in list(self._open):
            transport.abort()
        self._loop.call_soon(self._loop.stop)

    def close(self) -> None:
        """Stop, and forget what was kept."""
        if not self._loop.is_closed():
            self.stop()
        self._spool.close()

    def keep(self, sender: str, recipients: list[str], content: bytes) -> None:
        self._spool.write(content)
        self.received.append(Received(sender, tuple(recipients), self._spool.fileno(), self._end, len(content)))
        self._end += len(content)
        self.by_recipient.update(recipients)

    def to(self, address: str) -> list[EmailMessage]:
        """All messages that came for this address, in order."""
        return [one.message for one in list(self.received) if address in one.recipients]

    def take(self, name: str) -> bool:
        """Use up one of the asked-for failures of that name, if any is left."""
        left = getattr(self, name)
        setattr(self, name, max(0, left - 1))
        return bool(left)

    @property
    def doubled(self) -> dict[str, int]:
        """Who was sent more than one message, and how many."""
        return {address: count for address, count in self.by_recipient.items() if count > 1}


class Conversation(asyncio.Protocol):
    """One client's connection."""

    transport: asyncio.Transport

    def __init__(self, sink: SmtpSink) -> None:
        self.sink = sink
        self.waiting = b""
        self.in_data = self.paused = False
        self.chunk: int | None = None  # how many bytes of a message are to come at once
        self.searched = 0
        self.sender, self.recipients = "", list[str]()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.sink.connections += 1
        self.sink._open.add(transport)
        transport.write(b"220 sink.example ESMTP\r\n")

    def connection_lost(self, exc: Exception | None) -> None:
        self.sink._open.discard(self.transport)

    def data_received(self, data: bytes) -> None:
        self.waiting += data
        self.go_on()

    def go_on(self) -> None:
        """Deal with everything that lies in the buffer and may be dealt with now."""
        while not self.paused and not self.transport.is_closing():
            read = self.read_message if self.in_data else self.read_command
            if self.chunk is not None:
                read = self.read_chunk
            if not read():
                return

    def read_command(self) -> bool:
        line, newline, rest = self.waiting.partition(b"\r\n")
        if newline:
            self.waiting = rest
            verb, _, argument = line.decode("utf-8", "replace").partition(" ")
            if verb.upper() == "BDAT":
                self.chunk = int(argument.partition(" ")[0])
            else:
                self.transport.write(self.answer(verb.upper(), argument))
        return bool(newline)

    def answer(self, verb: str, argument: str) -> bytes:
        match verb:
            case "EHLO":
                return WITH_CHUNKS if self.sink.takes_chunks else EXTENSIONS
            case "MAIL":
                self.sender, self.recipients = address_in(argument), []
            case "RCPT":
                return self.answer_recipient(address_in(argument))
            case "DATA":
                return self.answer_data()
            case "RSET":
                self.sender, self.recipients = "", []
            case "QUIT":
                self.transport.write(b"221 2.0.0 Bye\r\n")
                self.transport.close()
                return b""
        return b"250 2.0.0 Ok\r\n"

    def answer_recipient(self, address: str) -> bytes:
        if refusal := self.sink.refused_recipients.get(address):
            return refusal.encode() + b"\r\n"
        self.recipients.append(address)
        return b"250 2.1.5 Ok\r\n"

    def answer_data(self) -> bytes:
        if not self.recipients and not self.sink.always_354:
            return b"503 5.5.1 No valid recipients\r\n"
        if self.sink.take("drops_before_dot"):
            self.transport.abort()
            return b""
        # The line break stands for the one before an empty message's only dot.
        self.in_data, self.waiting, self.searched = True, b"\r\n" + self.waiting, 0
        return b"354 Go ahead\r\n"

    def read_message(self) -> bool:
        end = self.waiting.find(END, max(0, self.searched - len(END)))
        self.searched = len(self.waiting)
        if end < 0:
            return False
        content = self.waiting[2 : end + 2].replace(b"\r\n..", b"\r\n.")
        self.waiting, self.in_data, self.paused = self.waiting[end + len(END) :], False, True
        self.sink._loop.call_later(self.sink.delay, self.finish_message, content)
        return False

    def read_chunk(self) -> bool:
        size = self.chunk or 0
        if len(self.waiting) < size:
            return False
        content, self.waiting, self.chunk = self.waiting[:size], self.waiting[size:], None
        if self.sink.take("drops_before_dot"):
            self.transport.abort()
            return False
        self.paused = True
        self.sink._loop.call_later(self.sink.delay, self.finish_message, content)
        return False

    def finish_message(self, content: bytes) -> None:
        self.paused = False
        refusals = [self.sink.refused_messages[to] for to in self.recipients if to in self.sink.refused_messages]
        if refusals or not self.recipients:
            self.transport.write((refusals or ["554 5.5.1 No valid recipients"])[0].encode() + b"\r\n")
        else:
            self.sink.keep(self.sender, self.recipients, content)
            if self.sink.take("drops_after_dot"):
                self.transport.abort()
            else:
                self.transport.write(b"250 2.0.0 Kept\r\n")
        self.sender, self.recipients = "", []
        self.go_on()


def address_in(argument: str) -> str:
    """The address of `FROM:<a@b.example> SIZE=1`."""
    return argument.partition("<")[2].partition(">")[0]

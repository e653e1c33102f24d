"""One message's exchange with a mail server, and what became of the message by where it broke.

Django's SMTP backend hides that, so this uses smtplib itself (DESIGN.md, MAILING step 6).
"""

import re
import select
import smtplib
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum

SERVICE_CLOSING = 421
GO_AHEAD = 354
DEAD = re.compile(r"\b5\.1\.(?:1|6|10)\b")  # no such mailbox, moved without a trace, null MX (RFC 3463, RFC 7505)
OTHER_REASON = re.compile(r"\b5\.\d+\.\d+\b")
SAYS_DEAD = re.compile(
    r"user unknown|unknown user|no such (?:user|mailbox|recipient)|(?:user|mailbox) (?:not found|does not exist)", re.I
)
# What would end an address, or the command that it stands in.
BREAKS_OUT = re.compile(r"[\x00-\x20\x7f<>]")
# Yes to MAIL, to RCPT and to the message, each in one line.
PLAIN_YES = re.compile(rb"(?:250[^-\r\n][^\r\n]*\r\n){2}(250 [^\r\n]*)\r\n")
LONGEST_YES = 2000  # bytes; a longer one is heard by `finish`


class Fate(Enum):
    TAKEN = "taken"  # the server said yes to the final dot
    DEFERRED = "deferred"  # not now, to this person
    REFUSED = "refused"  # not ever, to this person
    NOT_SENT = "not sent"  # surely not sent, and it says nothing about this person
    UNKNOWN = "unknown"  # nobody can know: the connection broke between the final dot and its answer


@dataclass(frozen=True)
class Answer:
    fate: Fate
    reply: str
    is_dead: bool = False  # the address does not exist
    broke: bool = False  # the connection broke at this message, without a word


class Step(Enum):
    """A command of the envelope; the value holds the answers with which it goes on."""

    MAIL = (250,)
    RCPT = (250, 251, 252)
    DATA = (GO_AHEAD,)


class Conversation:
    """One message's exchange with the server: `begin` without waiting, then `finish`, unless `heard` heard a yes.

    The message's lines all end in CRLF. All three raise OSError, after which `broken` says what that means.
    """

    def __init__(
        self, smtp: smtplib.SMTP, sender: str, recipient: str, message: bytes, *, in_chunks: bool = False
    ) -> None:
        self.smtp = smtp
        self.is_over = False  # the connection is of no use any more
        self._sender, self._recipient, self._message = sender, recipient, message
        self._in_chunks = in_chunks
        self._in_one_piece = self._all_sent = False
        self._rest = memoryview(b"")  # of the one piece, what has not left yet

    def begin(self) -> bool:
        """Hand over what the system takes at once; True when all has left and only the answer is awaited.

        That can be so only where the server takes a message together with its envelope (RFC 3030), in the clear.
        """
        if self._unusable() or not self._in_chunks or self._has_spoken():
            return False
        announced = b"BDAT %d LAST" % len(self._message)
        piece = b"\r\n".join([*(command.encode() for command in self._envelope()), announced, self._message])
        self._in_one_piece, self._rest = True, memoryview(piece)
        if isinstance(self.smtp.sock, ssl.SSLSocket):
            return False
        with suppress(BlockingIOError):
            self._rest = self._rest[self._socket.send(self._rest, socket.MSG_DONTWAIT) :]
        if not self._rest:
            self._all_sent, self._rest, self._message = True, memoryview(b""), b""  # many wait: don't keep it for each
        return self._all_sent

    def heard(self) -> Answer | None:
        """The answer to what has left, if it is a plain yes that is here whole; else it takes `finish` to hear it."""
        with suppress(BlockingIOError):
            said = self._socket.recv(LONGEST_YES, socket.MSG_PEEK | socket.MSG_DONTWAIT)
            if found := PLAIN_YES.fullmatch(said):
                self._socket.recv(len(said))
                return Answer(Fate.TAKEN, printable(found[1].decode("utf-8", "replace")))
        return None

    def finish(self) -> Answer:
        """Send what has not left yet, and wait for the answer."""
        if refusal := self._unusable():
            return refusal
        if self._in_one_piece:
            return self._hand_over()
        commands = (*self._envelope(), "DATA")
        announce = self._announce_at_once if self.smtp.has_extn("pipelining") else self._announce
        if refusal := announce(commands):
            return refusal
        # When this raises, the last byte of the final dot was not handed over: surely not sent.
        self.smtp.send(stuffed(self._message))
        self._all_sent = True
        return self._decided(*self.smtp.getreply())

    @property
    def _socket(self) -> socket.socket:
        if self.smtp.sock is None:
            raise smtplib.SMTPServerDisconnected("The connection is closed")
        return self.smtp.sock

    def _envelope(self) -> tuple[str, str]:
        """Not by smtplib's own mail() and rcpt(), which read each address anew and wait for each answer."""
        option = "" if self._recipient.isascii() else " SMTPUTF8"
        return f"MAIL FROM:<{self._sender}>{option}", f"RCPT TO:<{self._recipient}>"

    def _unusable(self) -> Answer | None:
        """Why these addresses can't stand in an envelope for this server."""
        if BREAKS_OUT.search(self._sender) or BREAKS_OUT.search(self._recipient):
            return Answer(Fate.REFUSED, "The address has a form that can't be mailed to.")
        if not self._recipient.isascii() and not self.smtp.has_extn("smtputf8"):
            return Answer(Fate.REFUSED, "The mail server can't carry an address with such letters before the @.")
        return None

    def broken(self, error: OSError) -> Answer:
        """The connection broke: only before the last byte left is it certain that nothing was sent."""
        self.is_over = True
        fate = Fate.UNKNOWN if self._all_sent else Fate.NOT_SENT
        return Answer(fate, printable(f"Connection lost: {error}"), broke=True)

    def _announce(self, commands: tuple[str, ...]) -> Answer | None:
        """The envelope, each command after the answer to the one before; gives the refusal, if there is one."""
        for step, command in zip(Step, commands, strict=True):
            self._say(command)
            refusal = self._judge(step, *self.smtp.getreply())
            if refusal:
                self._reset()
                return refusal
        return None

    def _announce_at_once(self, commands: tuple[str, ...]) -> Answer | None:
        """The envelope in one packet (RFC 2920). The first refusal stands, whatever the server says after it."""
        self._say(*commands)
        refusal, codes = None, []
        for step in Step:
            try:
                code, text = self.smtp.getreply()
            except OSError:
                if refusal is None:
                    raise
                self.is_over = True
            else:
                codes.append(code)
                refusal = refusal or self._judge(step, code, text)
            if self.is_over:
                return refusal
        if refusal:
            self._take_back(*codes[1:])
        return refusal

    def _hand_over(self) -> Answer:
        """The rest of the one piece, and the answers to its parts: one wait for each message instead of two.

        The server refuses the message by itself when it refused its envelope.
        """
        if self._rest:
            self.smtp.send(self._rest)
        self._all_sent = True
        for step in (Step.MAIL, Step.RCPT):
            if refusal := self._judge(step, *self.smtp.getreply()):
                self._skip(1 if step is Step.RCPT else 2)
                return refusal
        answer = self._decided(*self.smtp.getreply())
        if answer.fate is not Fate.TAKEN:
            self._reset()
        return answer

    def _has_spoken(self) -> bool:
        """Whether the server said something unasked, or hung up: then ask it first, as nothing must be in doubt."""
        waiting = select.poll()
        waiting.register(self._socket, select.POLLIN)
        return bool(waiting.poll(0))

    def _skip(self, answers: int) -> None:
        """Hear the answers to what followed a refusal, which stands whatever they are."""
        try:
            for _ in range(0 if self.is_over else answers):
                self.smtp.getreply()
        except OSError:
            self.is_over = True
        self._reset()

    def _take_back(self, rcpt: int, data: int) -> None:
        """Leave a refused envelope, though the server may wait for a message since it heard DATA already."""
        if data != GO_AHEAD:
            self._reset()
        elif rcpt in Step.RCPT.value:
            self.is_over = True  # there is somebody whom a dot would give an empty message
        else:
            try:
                self.smtp.send(b".\r\n")  # without a recipient it goes to nobody
                self.smtp.getreply()
            except OSError:
                self.is_over = True
            self._reset()

    def _say(self, *commands: str) -> None:
        self.smtp.send("".join(f"{command}\r\n" for command in commands).encode())

    def _judge(self, step: Step, code: int, text: bytes) -> Answer | None:
        """The refusal in an answer; one to MAIL says nothing about the person.

        What is no answer refuses nothing: a message that left with its envelope may be taken all the same.
        """
        if code in step.value:
            return None
        reply = _reply(code, text)
        if not 400 <= code < 600:
            self.is_over = True
            return Answer(Fate.UNKNOWN if self._all_sent else Fate.NOT_SENT, reply)
        if code == SERVICE_CLOSING:
            self.is_over = True
            return Answer(Fate.NOT_SENT, reply)
        if step is Step.MAIL:
            return Answer(Fate.NOT_SENT, reply)
        fate = Fate.DEFERRED if code < 500 else Fate.REFUSED
        return Answer(fate, reply, is_dead=step is Step.RCPT and _is_dead(code, text))

    def _decided(self, code: int, text: bytes) -> Answer:
        """The answer to the final dot decides; anything that is not one leaves it unknown."""
        fates = {2: Fate.TAKEN, 4: Fate.DEFERRED, 5: Fate.REFUSED}
        fate = fates.get(code // 100, Fate.UNKNOWN)
        self.is_over = fate is Fate.UNKNOWN or code == SERVICE_CLOSING
        return Answer(fate, _reply(code, text))

    def _reset(self) -> None:
        """Forget the envelope. What was answered before stands, whatever happens to the connection now."""
        if self.is_over:
            return
        try:
            self.smtp.rset()
        except OSError:
            self.is_over = True


def stuffed(message: bytes) -> bytes:
    """Ready for DATA: a dot at a line's start doubled, and the final dot (RFC 5321, 4.5.2)."""
    return message.replace(b"\r\n.", b"\r\n..") + b".\r\n"


def printable(text: str) -> str:
    """What may stand in the database and on a page of what a server said."""
    if not text.isprintable():
        text = "".join(letter if letter.isprintable() else " " for letter in text)
    return text[:300]


def _is_dead(code: int, text: bytes) -> bool:
    """Whether a refused RCPT says that there is no such mailbox: by its enhanced code, or in words without one."""
    words = text.decode("utf-8", "replace")
    if code < 500:
        return False
    return bool(DEAD.search(words)) or (not OTHER_REASON.search(words) and bool(SAYS_DEAD.search(words)))


def _reply(code: int, text: bytes) -> str:
    return printable(f"{code} {text.decode('utf-8', 'replace')}")

"""By which mail server a sender's messages go: by weight, and past those that are down.

A message goes to another server only when it surely was not sent by the one before: it is asked for again from
the ledger, which gives it out only when it is owed still.
"""

import logging
from collections import Counter
from threading import Lock

from django.conf import settings

from editions.distribution import composing
from editions.distribution.breaker import breakers
from editions.distribution.composing import Composed
from editions.distribution.conversing import Answer, Fate
from editions.distribution.relay import Relay, RelayDownError, Server

log = logging.getLogger(__name__)
EMAIL_URL = ("EMAIL_HOST", "EMAIL_PORT", "EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD", "EMAIL_USE_TLS", "EMAIL_USE_SSL")


def servers() -> list[Server]:
    """The mail servers of SMTP_RELAYS, or else the one of EMAIL_URL."""
    given = [Server.of(url) for url in settings.SMTP_RELAYS]
    return given or [Server.of_settings({name: getattr(settings, name) for name in EMAIL_URL})]


class Rota:
    """Whose turn it is: each server gains its weight at each turn, and the richest one pays for all."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._credit: Counter[Server] = Counter()

    def order(self, candidates: list[Server]) -> list[Server]:
        """The one whose turn it is, and then the others in the order in which they stand in for it."""
        with self._lock:
            for server in candidates:
                self._credit[server] += server.weight
            ordered = sorted(candidates, key=self._credit.__getitem__, reverse=True)
            self._credit[ordered[0]] -= sum(server.weight for server in candidates)
            return ordered


rota = Rota()  # of all senders of this process


class Route:
    """One sender's way out: one connection at a time, kept from batch to batch while it is the same server's turn."""

    def __init__(self) -> None:
        self._candidates = servers()
        self._order: list[Server] = []
        self._relay: Relay | None = None

    @property
    def is_open(self) -> bool:
        return self._relay is not None and self._relay.is_open

    @property
    def is_exhausted(self) -> bool:
        """Whether every server failed since the batch was begun."""
        return not self._order

    def begin_batch(self) -> None:
        """Give the turn to the next server by weight, and forget who failed before."""
        self._order = rota.order(self._candidates)
        if self._relay and self._relay.server != self._order[0]:
            self.close()

    def open(self) -> None:
        """Connect to the first server that lets us in. Raises RelayDownError when none does."""
        reasons = []
        for server in self._order.copy():
            if not breakers[str(server)].admits():
                reasons.append(f"{server}: not tried, since it failed again and again")
                continue
            self._relay = Relay(server)
            try:
                self._relay.open()
            except RelayDownError as error:
                log.warning("The mail server can't be used: %s", error)
                reasons.append(str(error))
                self._leave_out(server)
            else:
                return
        raise RelayDownError("; ".join(reasons) or "Every mail server failed")

    def begin(self, composed: Composed, delivery_id: int, recipient: str) -> "Relay | None":
        """Begin to send one copy, without waiting; the relay at which only the answer is awaited, or None.

        Then `heard` or `finish` tells what became of it. Raises RelayDownError.
        """
        if self._relay is None:
            raise RelayDownError("The connection is not open")
        wire = composed.for_(delivery_id, recipient)
        return self._relay if self._relay.begin(composing.return_path(delivery_id), recipient, wire) else None

    def finish(self) -> Answer:
        """Go on with what was begun, until the answer is known. Raises RelayDownError."""
        if self._relay is None:
            raise RelayDownError("The connection is not open")
        return self.learn(self._relay.finish())

    def learn(self, answer: Answer) -> Answer:
        """When the server proves to be ill by this answer, leave it out for the rest of the batch.

        It is ill when it refuses our sender, or breaks the connection at its first message. One that breaks it
        later ends a long connection, as mail servers like to do.
        """
        if self._relay is None:
            return answer
        breaker = breakers[str(self._relay.server)]
        if answer.fate in (Fate.NOT_SENT, Fate.UNKNOWN):
            if self._relay.is_open or not self._relay.carried:
                self._leave_out(self._relay.server)
                self.close()
        elif breaker.has_failed:
            breaker.worked()
        return answer

    def close(self) -> None:
        if self._relay:
            self._relay.close()
        self._relay = None

    def _leave_out(self, server: Server) -> None:
        breakers[str(server)].failed()
        self._order.remove(server)

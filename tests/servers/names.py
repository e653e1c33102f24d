"""A name server on loopback that knows only what a test tells it."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

Records = dict[tuple[str, str], list[str]]


@contextmanager
def running(records: Records) -> Iterator[int]:
    """Start it; gives its port. `records` are by name and type, as in a zone file; all else does not exist."""

    class Answer(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            data, connection = self.request
            question = dns.message.from_wire(data)
            (asked,) = question.question
            name, kind = asked.name.to_text(omit_final_dot=True), dns.rdatatype.to_text(asked.rdtype)
            answer = dns.message.make_response(question)
            answer.flags |= dns.flags.RA
            if (name, kind) in records:
                answer.answer.append(dns.rrset.from_text(asked.name, 60, "IN", kind, *records[name, kind]))
            elif name not in {known for known, _ in records}:
                answer.set_rcode(dns.rcode.NXDOMAIN)
            connection.sendto(answer.to_wire(), self.client_address)

    with socketserver.UDPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()

"""A mail server that says what a test tells it to, for the answers that no well-behaved server gives."""

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

USUAL = {"": "220 scripted.example", "EHLO": "250 scripted.example", "DATA": "354 Go ahead", "QUIT": "221 Bye"}


@contextmanager
def running(answers: dict[str, str | None]) -> Iterator[tuple[int, list[str]]]:
    """Start it; gives its port, and a list that fills with the commands it heard.

    `answers` are by verb; "" is the greeting and "." the answer to the final dot. All else is answered with 250.
    Where the answer is None it hangs up, and where it is empty it says nothing.
    """
    said: list[str] = []
    script = {**USUAL, **answers}

    class Talk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.say("")
            in_data = False
            for line in self.rfile:
                command = line.decode("utf-8", "replace").rstrip("\r\n")
                if not in_data:
                    said.append(command)
                    verb = command.partition(" ")[0].upper()
                    self.rfile.read(int(command.split()[1]) if verb == "BDAT" else 0)
                    self.say(verb)
                    in_data = verb == "DATA" and "354" in (script["DATA"] or "")
                elif command == ".":
                    in_data = False
                    self.say(".")

        def say(self, verb: str) -> None:
            answer = script.get(verb, "250 Ok")
            if answer is None:
                self.connection.shutdown(socket.SHUT_RDWR)
            else:
                self.wfile.write(answer.encode() + b"\r\n" if answer else b"")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server.server_address[1], said
        finally:
            server.shutdown()
            thread.join()

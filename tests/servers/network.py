"""Machines on a private network inside this one: network namespaces at a bridge, each of which can be cut off."""

import ipaddress
import os
import random
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

WHOLE = ipaddress.ip_network("10.128.0.0/9")  # private (RFC 1918); a free part of it is taken
IP = "/usr/sbin/ip"


def ip(*arguments: str) -> str:
    done = subprocess.run([_program(), *arguments], check=False, capture_output=True, text=True)
    if done.returncode:
        raise OSError(f"ip {' '.join(arguments)}: {done.stderr.strip()}")
    return done.stdout


def _program() -> str:
    return shutil.which("ip") or IP


def reason_not_to() -> str:
    """Why there can be no such network here; empty when there can."""
    if not os.path.exists(_program()):
        return "ip is not installed: apt install iproute2"
    name = f"try{os.getpid()}"
    try:
        ip("netns", "add", name)
        try:
            ip("link", "add", name, "type", "bridge")
            ip("link", "del", name)
        finally:
            ip("netns", "del", name)
    except OSError as error:
        return f"Network namespaces and bridges can't be made here (they need root): {error}"
    return ""


@dataclass(frozen=True)
class Machine:
    """One network namespace: its own loopback, and one cable to the bridge."""

    name: str
    address: str

    def command(self, command: Sequence[str]) -> list[str]:
        """The same command, but run there; it keeps its process id."""
        return [_program(), "netns", "exec", self.name, *command]

    def cut_off(self) -> None:
        ip("link", "set", self.name, "down")

    def join(self) -> None:
        ip("link", "set", self.name, "up")


class Network:
    """A bridge with `address` on this side. It leads nowhere else; all of it is gone at the end."""

    def __init__(self) -> None:
        self.bridge = f"br{os.getpid()}"
        taken = [ipaddress.ip_network(line.split()[3], strict=False) for line in ip("-o", "-4", "addr").splitlines()]
        free = [part for part in WHOLE.subnets(new_prefix=24) if not any(part.overlaps(other) for other in taken)]
        self._hosts = random.choice(free).hosts()
        self.address = str(next(self._hosts))
        self.machines: list[Machine] = []

    def __enter__(self) -> Self:
        ip("link", "add", self.bridge, "type", "bridge")
        ip("addr", "add", f"{self.address}/24", "dev", self.bridge)
        ip("link", "set", self.bridge, "up")
        return self

    def __exit__(self, *_error: object) -> None:
        """Processes on the machines must have ended."""
        for machine in self.machines:
            ip("netns", "del", machine.name)
        ip("link", "del", self.bridge)

    def machine(self) -> Machine:
        """Add a machine, which reaches this side and the other machines."""
        number = len(self.machines)
        made = Machine(f"m{number}x{os.getpid()}", str(next(self._hosts)))
        ip("netns", "add", made.name)
        self.machines.append(made)
        ip("link", "add", made.name, "type", "veth", "peer", "name", "eth0", "netns", made.name)
        ip("link", "set", made.name, "master", self.bridge, "up")
        for setting in (("addr", "add", f"{made.address}/24", "dev", "eth0"), ("link", "set", "eth0", "up")):
            ip("-n", made.name, *setting)
        ip("-n", made.name, "link", "set", "lo", "up")
        return made

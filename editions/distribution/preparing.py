"""Statements that PostgreSQL plans once for each connection: planning takes longer than what they do."""

import itertools
import re
from dataclasses import dataclass
from typing import Any
from weakref import WeakSet

from django.db import connection


@dataclass(frozen=True)
class Prepared:
    """A statement with a `%s` for each parameter, and the types of these."""

    name: str
    statement: str
    types: str

    @property
    def definition(self) -> str:
        place = itertools.count(1)
        numbered = re.sub("%s", lambda _: f"${next(place)}", self.statement)
        return f"PREPARE {self.name} ({self.types}) AS {numbered}"

    @property
    def call(self) -> str:
        return f"EXECUTE {self.name} ({', '.join(['%s'] * (self.types.count(',') + 1))})"


class Statements:
    """Statements that belong together: a connection learns them all at once."""

    def __init__(self, *statements: Prepared) -> None:
        self._definitions = "; ".join(each.definition for each in statements)
        self._calls = {each.name: each.call for each in statements}
        self._ready: WeakSet[Any] = WeakSet()  # the driver's connections that know them already

    def run(self, *calls: tuple[str, list[Any]]) -> int:
        """Run these by name, with their parameters, in one request; how many rows the last one changed.

        PostgreSQL makes one request one transaction, where none is open.
        """
        with connection.cursor() as cursor:
            if connection.connection not in self._ready:
                cursor.execute(self._definitions)
                self._ready.add(connection.connection)
            parameters = [parameter for _, given in calls for parameter in given]
            cursor.execute("; ".join(self._calls[name] for name, _ in calls), parameters)
            return int(cursor.rowcount)

"""A statement that PostgreSQL plans once for each connection: planning takes longer than what it does."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from weakref import WeakSet

from django.db import connection


@dataclass(frozen=True)
class Prepared:
    """A statement with a `%(name)s` wherever a parameter stands, and the type of each."""

    name: str
    statement: str
    types: Mapping[str, str]
    _ready: WeakSet[Any] = field(default_factory=WeakSet, init=False)  # the driver's connections that know it already

    @property
    def definition(self) -> str:
        numbered = self.statement % {name: f"${place}" for place, name in enumerate(self.types, start=1)}
        return f"PREPARE {self.name} ({', '.join(self.types.values())}) AS {numbered}"

    @cached_property
    def call(self) -> str:
        values = ", ".join(f"%({name})s::{kind}" for name, kind in self.types.items())
        return f"EXECUTE {self.name} ({values})"

    def run(self, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Run it in one request; the rows that it gives back. Where no transaction is open it is one of its own.

        By the driver's own cursor: Django's costs as much time as the statement.
        """
        connection.ensure_connection()
        driver = connection.connection
        with connection.wrap_database_errors, driver.cursor() as cursor:
            if driver not in self._ready:
                cursor.execute(self.definition)
                self._ready.add(driver)
            cursor.execute(self.call, parameters)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            return rows

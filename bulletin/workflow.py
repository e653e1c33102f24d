"""A workflow is a table of permitted moves between statuses; making them is the business of moves.py."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Move:
    """One permitted change of status.

    `permission` is the Django permission that a person needs. `unattended` says that the move may also be
    made without an account: by a contributor or subscriber through a link of their own, or by the clock.
    """

    name: str
    label: str
    sources: frozenset[str]
    target: str
    permission: str = ""
    unattended: bool = False


class Workflow:
    """All permitted moves of one kind of thing, in the order in which they are offered."""

    def __init__(self, title: str, first: str, moves: list[Move]) -> None:
        self.title = title
        self.first = first
        self._moves = {move.name: move for move in moves}
        if len(self._moves) != len(moves):
            raise ValueError(f"Two moves of {title} have the same name")

    def __iter__(self) -> Iterator[Move]:
        return iter(self._moves.values())

    def __getitem__(self, name: str) -> Move:
        return self._moves[name]

    def leaving(self, status: str) -> list[Move]:
        """The moves that the table permits from this status."""
        return [move for move in self if status in move.sources]


def move(
    name: str,
    label: str,
    sources: list[str] | tuple[str, ...],
    target: str,
    *,
    permission: str = "",
    unattended: bool = False,
) -> Move:
    """A row of a table, written short."""
    if not permission and not unattended:
        raise ValueError(f"Nobody may make the move {name}: give it a permission or say unattended=True")
    return Move(name, label, frozenset(map(str, sources)), str(target), permission, unattended)

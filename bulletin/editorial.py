"""The settings of the editorial half: days, minutes and wording that editors agree on; docs/running.md lists them."""

from bulletin.environment import env

__all__ = ["UNDO_MINUTES"]

# How long an editor can undo a decision: its email waits as long.
UNDO_MINUTES = env.int("UNDO_MINUTES", default=10)

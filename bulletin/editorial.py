"""The settings of the editorial half: days, minutes and wording that editors agree on; docs/running.md lists them."""

from bulletin.environment import env

__all__ = ["DRAFT_DAYS", "REPLY_DAYS", "SUBMIT_SECONDS", "UNDO_MINUTES"]

# How long an editor can undo a decision: its email waits as long.
UNDO_MINUTES = env.int("UNDO_MINUTES", default=10)
# How long an article that is being written is kept after it was last saved, and the links to it work.
DRAFT_DAYS = env.int("DRAFT_DAYS", default=60)
# An article that is written and sent in less waits apart, because a robot may have sent it.
SUBMIT_SECONDS = env.int("SUBMIT_SECONDS", default=10)
# Within how many days contributors are told that an editor writes to them.
REPLY_DAYS = env.int("REPLY_DAYS", default=10)

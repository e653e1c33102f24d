"""The settings of the editorial half: days, minutes and wording that editors agree on; docs/running.md lists them."""

from bulletin.environment import env

__all__ = [
    "ABANDONED_DAYS",
    "DAILY_MAIL_HOUR",
    "DRAFT_DAYS",
    "PROOF_DAYS",
    "PROOF_LINK_DAYS",
    "REMIND_DAYS",
    "REPLY_DAYS",
    "SUBMIT_SECONDS",
    "UNDO_MINUTES",
]

# How long an editor can undo a decision: its email waits as long.
UNDO_MINUTES = env.int("UNDO_MINUTES", default=10)
# How long an article that is being written is kept after it was last saved, and the links to it work.
DRAFT_DAYS = env.int("DRAFT_DAYS", default=60)
# An article that is written and sent in less waits apart, because a robot may have sent it.
SUBMIT_SECONDS = env.int("SUBMIT_SECONDS", default=10)
# Within how many days contributors are told that an editor writes to them.
REPLY_DAYS = env.int("REPLY_DAYS", default=10)
# Within how many days a proof is to be answered, unless the editor says another day.
PROOF_DAYS = env.int("PROOF_DAYS", default=7)
# How long the link to a proof works.
PROOF_LINK_DAYS = env.int("PROOF_LINK_DAYS", default=60)
# How many days before something is due those who owe it are reminded; they are once more on the day after it.
REMIND_DAYS = env.int("REMIND_DAYS", default=3)
# After how many days without a word the writer of a draft is reminded of it, once.
ABANDONED_DAYS = env.int("ABANDONED_DAYS", default=7)
# The hour, by the clock in London, from which reminders and the editors' daily email go out.
DAILY_MAIL_HOUR = env.int("DAILY_MAIL_HOUR", default=7)

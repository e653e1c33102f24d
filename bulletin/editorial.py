"""The settings of the editorial half: days, minutes and wording that editors agree on; docs/running.md lists them."""

from django.utils.translation import gettext_noop

from bulletin.environment import env

__all__ = [
    "ABANDONED_DAYS",
    "ARTICLE_LANGUAGES",
    "BULLETIN_NAME",
    "CLEARANCE_CONTACTS",
    "CLEARANCE_IMAGES",
    "CLEARANCE_LIVE_PROCEEDINGS",
    "CLEARANCE_MARKING",
    "CLEARANCE_NAMED_PEOPLE",
    "CLEARANCE_SENSITIVITY",
    "CLEARANCE_SIGN_OFF",
    "CLOSED_DAYS",
    "CREDIT_DAYS",
    "DAILY_MAIL_HOUR",
    "DRAFT_DAYS",
    "FEEDBACK_DAYS",
    "HELD_DAYS",
    "LANGUAGES",
    "LETTER_DAYS",
    "PERSONAL_LINK_DAYS",
    "PICTURES_PER_SUBMISSION",
    "PROOF_DAYS",
    "PROOF_LINK_DAYS",
    "REMIND_DAYS",
    "REPLY_DAYS",
    "SITE_LANGUAGES",
    "SUBMIT_SECONDS",
    "UNCONFIRMED_DAYS",
    "UNDO_MINUTES",
]

# What the bulletin is called on its pages and in its letters; an edition has its own masthead, which begins as this.
BULLETIN_NAME = env.str("BULLETIN_NAME", default="SOC Local Partnerships Bulletin")

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

# How many pictures an article may have; a request takes at most ten files.
PICTURES_PER_SUBMISSION = env.int("PICTURES_PER_SUBMISSION", default=3)
# After how many days a declined or withdrawn article is forgotten, with everything about it.
CLOSED_DAYS = env.int("CLOSED_DAYS", default=365)
# After how many days the address, telephone and messages of whoever wrote a published article are forgotten.
CREDIT_DAYS = env.int("CREDIT_DAYS", default=730)
# After how many days an article that waits apart, and that no editor let in, is forgotten.
HELD_DAYS = env.int("HELD_DAYS", default=90)
# After how many days somebody who asked to join the distribution list and never confirmed it is forgotten.
UNCONFIRMED_DAYS = env.int("UNCONFIRMED_DAYS", default=30)
# How long readers' answers to an edition's questions are kept, with their address where they gave one.
FEEDBACK_DAYS = env.int("FEEDBACK_DAYS", default=730)
# How long a letter that is about no article is kept in the outbox after it was written.
LETTER_DAYS = env.int("LETTER_DAYS", default=365)
# How long the link works by which somebody sees what is held about them.
PERSONAL_LINK_DAYS = env.int("PERSONAL_LINK_DAYS", default=7)

# The languages in which an article may be written: code:Name, and :rtl after those that are read from the right.
ARTICLE_LANGUAGES = env.list(
    "ARTICLE_LANGUAGES",
    "BULLETIN_NAME",
    default=[
        "en:English",
        "cy:Welsh",
        "ar:Arabic:rtl",
        "bn:Bengali",
        "fa:Persian:rtl",
        "pa:Punjabi",
        "pl:Polish",
        "ro:Romanian",
        "so:Somali",
        "ur:Urdu:rtl",
    ],
)

# The languages of our own words on the public pages; another one than English when its catalogue is complete.
LANGUAGES = [("en-gb", "English"), ("cy", "Cymraeg")]
SITE_LANGUAGES = env.list("SITE_LANGUAGES", default=["en"])

# What a contributor answers for. An answer keeps the question as it was asked then; the choices beside each question
# (submissions/forms/permissions.py) answer yes or no to it.
CLEARANCE_MARKING = env.str(
    "CLEARANCE_MARKING",
    default=gettext_noop(
        "Is anything in the article, its pictures or its files marked above OFFICIAL, or with a handling instruction?"
    ),
)
CLEARANCE_SIGN_OFF = env.str(
    "CLEARANCE_SIGN_OFF",
    default=gettext_noop("Has your organisation agreed that the article and its pictures are published?"),
)
CLEARANCE_LIVE_PROCEEDINGS = env.str(
    "CLEARANCE_LIVE_PROCEEDINGS",
    default=gettext_noop("Is anything in it about an investigation or a court case that is not over?"),
)
CLEARANCE_NAMED_PEOPLE = env.str(
    "CLEARANCE_NAMED_PEOPLE",
    default=gettext_noop("Does it name anybody, or say enough to recognise somebody, beside the contacts?"),
)
CLEARANCE_SENSITIVITY = env.str(
    "CLEARANCE_SENSITIVITY",
    default=gettext_noop("Could anything in it give away how an operation works, or put somebody at risk?"),
)
CLEARANCE_CONTACTS = env.str(
    "CLEARANCE_CONTACTS",
    default=gettext_noop("Did everybody whose contact details are published agree to that?"),
)
CLEARANCE_IMAGES = env.str(
    "CLEARANCE_IMAGES",
    default=gettext_noop(
        "Did the owner of each picture, and everybody who could be recognised in it, agree that it is published?"
    ),
)

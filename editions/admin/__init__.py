"""The desk's pages about editions, their mailings and the distribution list."""

from editions.admin.edition import EditionAdmin
from editions.admin.feedback import FeedbackAdmin
from editions.admin.mailing import MailingAdmin
from editions.admin.subscriber import SubscriberAdmin

__all__ = ["EditionAdmin", "FeedbackAdmin", "MailingAdmin", "SubscriberAdmin"]

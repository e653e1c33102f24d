"""The rows of editions and of their distribution; each module holds one kind."""

from editions.models.article import Article
from editions.models.edition import Edition, EditionSection
from editions.models.feedback import Feedback
from editions.models.mailing import Batch, Delivery, Mailing
from editions.models.override import Override
from editions.models.pace import Pace
from editions.models.personal import PersonalRequest
from editions.models.receipt import Receipt
from editions.models.snapshot import Snapshot
from editions.models.subscriber import ConsentEvent, Subscriber, Suppression

__all__ = [
    "Article",
    "Batch",
    "ConsentEvent",
    "Delivery",
    "Edition",
    "EditionSection",
    "Feedback",
    "Mailing",
    "Override",
    "Pace",
    "PersonalRequest",
    "Receipt",
    "Snapshot",
    "Subscriber",
    "Suppression",
]

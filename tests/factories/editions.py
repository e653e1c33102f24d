"""Dull valid editions with sections and articles, and editions that went the way as far as a test needs."""

from typing import Any

import factory
from factory.django import DjangoModelFactory

from editions import publishing
from editions.models import Article, Edition, EditionSection
from tests.factories import people, proofs
from tests.factories.submissions import SubmissionFactory

SECTIONS = (("In the spotlight", "blue"), ("Partnerships", "purple"))


class EditionFactory(DjangoModelFactory):
    """An edition that collects articles, in two sections: In the spotlight, and Partnerships."""

    class Meta:
        model = Edition
        skip_postgeneration_save = True

    number = factory.Sequence(lambda number: number + 1)
    label = "December 2026"
    mailbox = "bulletin@scoc.example"
    welcome = "<p>Nine teams write about doors that stay closed.</p>"
    standing_text = "<p>Anybody may send an article.</p>"
    feedback_text = "<p>Tell us what you think.</p>"
    feedback_questions = factory.List(["Which article was useful?", "What would you like more of?"])

    @factory.post_generation
    def sections(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        for position, (name, colour) in enumerate(SECTIONS if extracted is None else extracted):
            EditionSection.objects.create(edition=self, name=name, colour=colour, position=position)


class ArticleFactory(DjangoModelFactory):
    """The next article in the first section of its edition; `submission__revision__title=...` says what it says.

    Its proof is approved; `proof=False` leaves it without one.
    """

    class Meta:
        model = Article
        skip_postgeneration_save = True

    edition = factory.SubFactory(EditionFactory)
    section = factory.LazyAttribute(lambda row: row.edition.sections.first())
    submission = factory.SubFactory(SubmissionFactory, accepted=True)
    position = factory.LazyAttribute(lambda row: row.section.articles.count())
    slug = factory.Sequence(lambda number: f"article-{number}")

    @factory.post_generation
    def proof(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        if extracted is not False and self.submission.latest:
            proofs.settled(self.submission)


def ready(*, articles: int = 1, **given: Any) -> Edition:
    """An edition that may be locked."""
    edition = EditionFactory.create(**given)
    ArticleFactory.create_batch(articles, edition=edition)
    return edition


def locked(**given: Any) -> Edition:
    edition = ready(**given)
    publishing.lock(edition, by=people.editor())
    return edition


def signed_off(**given: Any) -> Edition:
    edition = locked(**given)
    publishing.sign_off(edition, by=people.publisher())
    return edition


def published(**given: Any) -> Edition:
    edition = signed_off(**given)
    publishing.publish(edition, by=people.publisher())
    return edition


def withdrawn(**given: Any) -> Edition:
    edition = published(**given)
    publishing.withdraw(edition, by=people.publisher(), reason="A court asked for it.")
    return edition

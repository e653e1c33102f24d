"""Editions and their articles in short: the cards of the home page, the entries of the archive."""

from dataclasses import dataclass

from django.utils.text import Truncator

from bulletin import prose
from editions.models import Edition
from editions.rendering import addresses, numbers
from editions.rendering.contents import Contents
from submissions.models import Revision
from submissions.rendering import parts

DESCRIPTION_LENGTH = 155  # about what a search engine shows
TITLES_SHOWN = 3


@dataclass(frozen=True)
class Card:
    address: str
    section: str
    colour: str
    language: str
    direction: str
    title: str
    text: str
    picture: parts.PrintedPicture | None


@dataclass(frozen=True)
class Entry:
    edition: Edition
    address: str
    issue: str
    titles: list[str]
    more: int


def of(contents: Contents) -> list[Card]:
    """A card for each article of an edition."""
    picture_url = addresses.of_picture(contents.edition)
    return [
        Card(
            address=addresses.of_article(printed.article, contents.edition),
            section=section.name,
            colour=section.colour,
            language=printed.revision.language,
            direction=printed.revision.direction,
            title=printed.revision.title,
            text=description(printed.revision),
            picture=next(iter(parts.for_web(printed.revision, picture_url)), None),
        )
        for section in contents.sections
        for printed in section.articles
    ]


def entry(edition: Edition) -> Entry:
    """An edition in the archive; prefetch `articles__revision` to ask many."""
    titles = [article.revision.title for article in edition.articles.all() if article.revision]
    return Entry(
        edition=edition,
        address=addresses.of_edition(edition),
        issue=numbers.issue_label(edition.number),
        titles=titles[:TITLES_SHOWN],
        more=max(0, len(titles) - TITLES_SHOWN),
    )


def description(revision: Revision) -> str:
    """The summary, or how the article begins."""
    text = revision.summary or " ".join(prose.paragraphs(revision.body)[:1])
    return Truncator(" ".join(text.split())).chars(DESCRIPTION_LENGTH)

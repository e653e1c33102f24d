"""What stands in an edition, in the order of print: sections that hold articles, each with its revision."""

from dataclasses import dataclass

from editions.models import Article, Edition
from editions.rendering import numbers
from submissions.models import Revision


@dataclass(frozen=True)
class Printed:
    """An article with the revision that is printed of it."""

    article: Article
    revision: Revision

    @property
    def anchor(self) -> str:
        """Its id on a page; no other id begins so."""
        return f"article-{self.article.slug}"


@dataclass(frozen=True)
class PrintedSection:
    id: str
    name: str
    colour: str
    articles: list[Printed]


@dataclass(frozen=True)
class Contents:
    edition: Edition
    sections: list[PrintedSection]

    @property
    def ordinal(self) -> str:
        return numbers.ordinal(self.edition.number)

    @property
    def issue(self) -> str:
        return numbers.issue_label(self.edition.number)

    @property
    def articles(self) -> list[Printed]:
        return [printed for section in self.sections for printed in section.articles]


def of(edition: Edition) -> Contents:
    """The edition as it stands now: before the lock each article shows its newest revision."""
    sections: dict[int, PrintedSection] = {}
    for article in Article.objects.filter(edition=edition).with_content():
        if revision := article.printed:
            section = article.section
            new = PrintedSection(f"section-{section.pk}", section.name, section.colour, [])
            sections.setdefault(section.pk, new).articles.append(Printed(article, revision))
    return Contents(edition, list(sections.values()))

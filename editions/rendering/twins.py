"""The way from an article to the same one in another language, where readers can go there."""

from dataclasses import dataclass

from editions.models import Article, Edition
from editions.rendering import addresses
from editions.rendering.contents import Contents
from editions.workflow import EditionStatus
from submissions import pairing
from submissions.rendering import words


@dataclass(frozen=True)
class Twin:
    """`invitation` stands in `language_of_words`: the other article's own where we know it, English elsewhere."""

    path: str
    language: str
    invitation: str
    language_of_words: str

    @property
    def address(self) -> str:
        """As an email needs it."""
        return addresses.absolute(self.path)


def of(contents: Contents) -> dict[int, Twin]:
    """By the number of the submission: the twin in the same edition, or in one that is published."""
    pairs = {each.article.submission_id: pairing.other(each.article.submission) for each in contents.articles}
    wanted = {twin.pk: pk for pk, twin in pairs.items() if twin}
    here = {each.article.submission_id: each for each in contents.articles}
    found = {
        wanted[pk]: _twin(here[pk].article, contents.edition, here[pk].revision.language) for pk in wanted if pk in here
    }
    elsewhere = [pk for pk in wanted if pk not in here]
    if elsewhere:
        rows = Article.objects.filter(submission__in=elsewhere, edition__status=EditionStatus.PUBLISHED)
        for row in rows.select_related("edition", "revision"):
            if row.revision:
                found[wanted[row.submission_id]] = _twin(row, row.edition, row.revision.language)
    return found


def _twin(article: Article, edition: Edition, language: str) -> Twin:
    return Twin(addresses.of_article(article, edition), language, *words.invitation(language))

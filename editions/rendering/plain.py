"""An edition as plain text, 72 columns wide."""

from collections.abc import Iterator

from bulletin import prose
from editions.rendering.contents import Contents, PrintedSection
from submissions.rendering import article
from submissions.rendering.plain import WIDTH, filled, heading, joined


def edition(contents: Contents, links: dict[str, str]) -> str:
    """The whole edition; `links` are those of the email (mail.links)."""
    return joined([*_opening(contents, links), *map(_section, contents.sections), *_closing(contents, links)])


def _opening(contents: Contents, links: dict[str, str]) -> Iterator[str]:
    edition = contents.edition
    yield heading(edition.title.upper(), "=")
    yield filled(edition.strapline)
    yield filled(f"{contents.issue}, {edition.label}. {edition.publisher}")
    yield filled(f"Read it on the web: {links['web_address']}")
    yield filled(f"Welcome to the {contents.ordinal} edition of the {edition.title}.")
    yield prose.to_text(edition.welcome, WIDTH)
    yield prose.to_text(edition.standing_text, WIDTH)
    if contents.sections:
        yield heading("In this edition", "-")
        yield "\n".join(_contents_lines(contents))


def _contents_lines(contents: Contents) -> Iterator[str]:
    for section in contents.sections:
        yield filled(section.name)
        for printed in section.articles:
            yield filled(printed.revision.title, first="* ", then="  ")


def _section(section: PrintedSection) -> str:
    return joined([_bar(section.name), *(article.text(printed.revision) for printed in section.articles)])


def _bar(name: str) -> str:
    return f"{'=' * WIDTH}\n{filled(name.upper())}\n{'=' * WIDTH}"


def _closing(contents: Contents, links: dict[str, str]) -> Iterator[str]:
    edition = contents.edition
    yield _bar("Feedback")
    yield filled(f"Thank you for reading the {contents.ordinal} edition.")
    yield prose.to_text(edition.feedback_text, WIDTH)
    yield "\n".join(
        filled(question, first=f"{number}. ", then="   ")
        for number, question in enumerate(edition.feedback_questions, start=1)
    )
    if edition.feedback_questions:
        yield filled(f"Answer on our website: {links['feedback_address']}")
    yield filled(f"Send your answers to {edition.mailbox}")
    yield filled(f"Send us an article: {links['submit_address']}")
    yield filled(f"Get the bulletin by email, or pass this on to a colleague: {links['subscribe_address']}")
    yield filled(f"Read this edition on the web: {links['web_address']}")
    yield "-" * WIDTH
    yield filled(f"You get this email because you are on the distribution list of the {edition.title}.")
    yield filled(f"Leave the list: {links['leave_address']}")
    yield filled(f"Published by {edition.publisher}.")

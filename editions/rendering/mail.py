"""An edition's face in the inbox: subject, HTML with its styles inside, and the same words as plain text."""

from django.template.loader import render_to_string
from django.urls import reverse

from bulletin import prose
from editions.models import Edition
from editions.rendering import addresses, contents, numbers, plain, twins
from submissions.rendering import article
from submissions.rendering.colours import PALETTE

ARTICLE_LEVEL = 3
PREHEADER_LENGTH = 110  # about what an inbox shows after the subject


def subject(edition: Edition) -> str:
    """One line, whatever the masthead holds."""
    return " ".join(f"{edition.title}: {numbers.issue_label(edition.number)}, {edition.label}".split())


def html(edition: Edition) -> str:
    """The HTML part. It holds tokens.LEAVE_TOKEN once, in the address of the page to leave the list."""
    printed = contents.of(edition)
    ways = twins.of(printed)
    picture_url = addresses.of_picture_in_mail(edition)
    sections = [
        {
            "section": section,
            "articles": [
                {
                    "title": each.revision.title,
                    "language": each.revision.language,
                    "direction": each.revision.direction,
                    "address": _address(each, edition),
                    "html": article.email(
                        each.revision,
                        picture_url=picture_url,
                        level=ARTICLE_LEVEL,
                        anchor=each.anchor,
                        twin=ways.get(each.article.submission_id),
                    ),
                }
                for each in section.articles
            ],
        }
        for section in printed.sections
    ]
    context = {
        "edition": edition,
        "contents": printed,
        "subject": subject(edition),
        "preheader": preheader(printed),
        "sections": sections,
        "welcome": prose.printed(edition.welcome),
        "standing_text": prose.printed(edition.standing_text),
        "feedback_text": prose.printed(edition.feedback_text),
        "palette": PALETTE,
        **links(edition),
    }
    return article.inlined(render_to_string("editions/faces/email/edition.html", context))


def text(edition: Edition) -> str:
    """The plain text part: the whole edition in 72 columns, with tokens.LEAVE_TOKEN once."""
    return plain.edition(contents.of(edition), links(edition))


def links(edition: Edition) -> dict[str, str]:
    """Where the email leads beside its articles."""
    return {
        "feedback_address": addresses.absolute(addresses.of_feedback(edition)),
        "submit_address": addresses.absolute(reverse("submissions:submit")),
        "subscribe_address": addresses.absolute(reverse("editions:subscribe")),
        "web_address": addresses.absolute(addresses.of_edition(edition)),
        "leave_address": addresses.leave(),
    }


def preheader(printed: contents.Contents) -> str:
    """The titles that an inbox shows after the subject, as many as fit."""
    shown = ""
    for each in printed.articles:
        longer = f"{shown}; {each.revision.title}" if shown else each.revision.title
        if len(longer) > PREHEADER_LENGTH and shown:
            return f"{shown}; and more"
        shown = longer
    return shown


def _address(printed: contents.Printed, edition: Edition) -> str:
    return addresses.absolute(addresses.of_article(printed.article, edition))

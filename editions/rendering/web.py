"""An edition's face on the web: the main part of its page, which is what is signed off."""

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from bulletin import prose
from editions.models import Edition
from editions.rendering import addresses, contents, twins
from submissions.rendering import article

ARTICLE_LEVEL = 3  # below the sections' titles, which stand below the masthead's


def main_part(edition: Edition) -> SafeString:
    """Masthead, welcome, contents, sections, feedback; the same bytes each time while nothing changes."""
    printed = contents.of(edition)
    ways = twins.of(printed)
    picture_url = addresses.of_picture(edition)
    sections = [
        {
            "section": section,
            "articles": [
                article.web(
                    each.revision,
                    picture_url=picture_url,
                    level=ARTICLE_LEVEL,
                    anchor=each.anchor,
                    address=addresses.of_article(each.article, edition),
                    twin=ways.get(each.article.submission_id),
                )
                for each in section.articles
            ],
        }
        for section in printed.sections
    ]
    context = {
        "edition": edition,
        "contents": printed,
        "sections": sections,
        "welcome": prose.printed(edition.welcome),
        "standing_text": prose.printed(edition.standing_text),
        "feedback_text": prose.printed(edition.feedback_text),
        "feedback_address": addresses.of_feedback(edition),
        "submit_address": reverse("submissions:submit"),
        "subscribe_address": reverse("editions:subscribe"),
        "web_address": addresses.absolute(addresses.of_edition(edition)),
    }
    return render_to_string("editions/faces/web/edition.html", context)

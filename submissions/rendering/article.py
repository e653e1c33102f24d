"""The faces of one revision: what its contributor proofs, an editor previews and a reader reads."""

import re
from functools import cache

import css_inline
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from bulletin import prose
from submissions import languages
from submissions.models import Revision
from submissions.rendering import parts, plain, words
from submissions.rendering.colours import PALETTE
from submissions.rendering.parts import PictureUrl

PAGE_LEVEL = 1  # a title that is the page's own heading
_INDENTATION = re.compile(r"\s*\n\s*")


def web(
    revision: Revision,
    *,
    picture_url: PictureUrl,
    level: int = 2,
    anchor: str = "article",
    address: str = "",
    twin: object = None,
) -> SafeString:
    """An `<article>` for a page of ours; its title is a heading of that level and all below it follow.

    `anchor` is its id, so that many articles stand on one page; `address` is that of the
    article's own page, `twin` the way to it in another language (path, address, language, invitation). Asks
    nothing of the database when `pictures__picture` is prefetched.
    """
    context = _context(revision, parts.for_web(revision, picture_url), level, anchor, address)
    return render_to_string("submissions/faces/web/article.html", context | {"twin": twin})


def email(
    revision: Revision,
    *,
    picture_url: PictureUrl,
    level: int = 2,
    anchor: str = "article",
    address: str = "",
    twin: object = None,
) -> SafeString:
    """The same for an email: classes that `inlined` turns into styles; addresses must be absolute."""
    context = _context(revision, parts.for_email(revision, picture_url), level, anchor, address)
    return render_to_string("submissions/faces/email/article.html", context | {"twin": twin})


def email_page(revision: Revision, *, picture_url: PictureUrl, colour: str = "blue") -> str:
    """A whole email with this article alone in it, as a preview."""
    context = {
        "revision": revision,
        "article": email(revision, picture_url=picture_url),
        "colour": colour,
        "palette": PALETTE,
    }
    return inlined(render_to_string("submissions/faces/email/page.html", context))


def text(revision: Revision) -> str:
    """The article as plain text, 72 columns wide."""
    return plain.article(revision)


def inlined(html: str) -> str:
    """An email with its styles written into its elements, where mail clients look; `@media` rules stay above.

    What only indents the markup is left out, because Gmail cuts an email at 102 KB.
    """
    return _INDENTATION.sub("\n", _inliner().inline(html))


@cache
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(load_remote_stylesheets=False, minify_css=True)


def _context(
    revision: Revision, shown: list[parts.PrintedPicture], level: int, anchor: str, address: str
) -> dict[str, object]:
    return {
        "revision": revision,
        "body": prose.printed(revision.body, heading=level + 1),
        "lead": shown[:1],
        "pictures": shown[1:],
        "blocks": parts.blocks(revision),
        "contacts": parts.contacts(revision),
        "level": level,
        "below": level + 1,
        "is_page": level == PAGE_LEVEL,
        "anchor": anchor,
        "address": address,
        "words": words.of(revision.language),
        "is_foreign": not words.are_known(revision.language),
        "is_rtl": revision.direction == languages.RIGHT_TO_LEFT,
    }

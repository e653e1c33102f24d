"""The addresses that an edition's faces lead to, and where its pictures are."""

from django.conf import settings
from django.urls import reverse

from editions.models import Article, Edition
from editions.rendering.tokens import LEAVE_TOKEN
from submissions.models import RevisionPicture
from submissions.rendering.parts import PictureUrl


def absolute(path: str) -> str:
    """With the site's own address before it, as an email needs it."""
    return f"{settings.SITE_URL}{path}"


def of_edition(edition: Edition) -> str:
    return reverse("editions:edition", kwargs={"number": edition.number})


def of_feedback(edition: Edition) -> str:
    return reverse("editions:feedback", kwargs={"number": edition.number})


def of_article(article: Article, edition: Edition) -> str:
    return reverse("editions:article", kwargs={"number": edition.number, "slug": article.slug})


def of_picture(edition: Edition) -> PictureUrl:
    """Where this edition shows its pictures: for everybody once it is published, for staff before."""

    def address(shown: RevisionPicture, width: int) -> str:
        return reverse("editions:picture", args=[edition.number, shown.picture_id, width])

    return address


def of_picture_in_mail(edition: Edition) -> PictureUrl:
    on_site = of_picture(edition)
    return lambda shown, width: absolute(on_site(shown, width))


def leave() -> str:
    """The page that asks whether to leave the list; the mailing writes each person's own token into it."""
    return absolute(reverse("editions:leave", kwargs={"token": LEAVE_TOKEN}))

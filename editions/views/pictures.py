"""Pictures of an edition: for everybody once it is published, for staff before."""

import logging

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from editions.models import Edition
from editions.workflow import EditionStatus
from submissions import resizing
from submissions.models import Picture

PUBLIC = "public, max-age=2592000, immutable"
PRIVATE = "private, no-store"

logger = logging.getLogger(__name__)


@require_safe
def picture(request: HttpRequest, number: int, key: int, width: int) -> HttpResponse:
    """One picture of an article of this edition, in one of our sizes."""
    edition = get_object_or_404(Edition, number=number)
    is_public = edition.status == EditionStatus.PUBLISHED
    if width not in resizing.WIDTHS or not (is_public or request.user.has_perm("editions.view_edition")):
        raise Http404
    shown = get_object_or_404(_pictures_of(edition, is_public=is_public), pk=key)
    try:
        content = resizing.rendition(shown, width)
    except FileNotFoundError:
        logger.error("The file of picture %s is gone from the storage.", shown.pk)
        raise Http404 from None
    answer = HttpResponse(content, content_type=resizing.content_type(content))
    answer["Cache-Control"] = PUBLIC if is_public else PRIVATE
    if is_public:
        answer["Cross-Origin-Resource-Policy"] = "cross-origin"  # webmail shows the pictures of an email from here
    return answer


def _pictures_of(edition: Edition, *, is_public: bool) -> QuerySet[Picture]:
    """What the edition prints; staff see all pictures of its articles."""
    if is_public:
        return Picture.objects.filter(uses__revision__printed_as__edition=edition).distinct()
    return Picture.objects.filter(submission__article__edition=edition)

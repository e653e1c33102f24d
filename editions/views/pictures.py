"""Pictures of an edition: for everybody once it is published, for staff before."""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from editions.models import Edition
from editions.workflow import EditionStatus
from submissions.models import Picture
from submissions.views import pictures

PUBLIC = "public, max-age=2592000, immutable"
PRIVATE = "private, no-store"


@require_safe
def picture(request: HttpRequest, number: int, key: int, width: int) -> HttpResponse:
    """One picture of an article of this edition, in one of our sizes."""
    edition = get_object_or_404(Edition, number=number)
    is_public = edition.status == EditionStatus.PUBLISHED
    if not (is_public or request.user.has_perm("editions.view_edition")):
        raise Http404
    shown = get_object_or_404(_pictures_of(edition, is_public=is_public), pk=key)
    answer = pictures.answer(shown, width)
    answer["Cache-Control"] = PUBLIC if is_public else PRIVATE
    if is_public:
        answer["Cross-Origin-Resource-Policy"] = "cross-origin"  # webmail shows the pictures of an email from here
    return answer


def _pictures_of(edition: Edition, *, is_public: bool) -> QuerySet[Picture]:
    """What the edition prints; staff see all pictures of its articles."""
    if is_public:
        return Picture.objects.filter(uses__revision__printed_as__edition=edition).distinct()
    return Picture.objects.filter(submission__article__edition=edition)

"""A kept picture as the answer to a request, in one of our sizes."""

import logging

from django.http import Http404, HttpResponse

from submissions import images, resizing
from submissions.images import ReadPicture
from submissions.models import Picture

logger = logging.getLogger(__name__)


def answer(picture: Picture, width: int) -> HttpResponse:
    """The picture at most that wide; who may see it, and who may keep it, is the caller's question.

    Raises Http404 for a width that we don't make, and when the file is gone from the storage.
    """
    if width not in resizing.WIDTHS:
        raise Http404
    try:
        content = resizing.rendition(picture, width)
    except FileNotFoundError:
        logger.error("The file of picture %s is gone from the storage.", picture.pk)
        raise Http404 from None
    return HttpResponse(content, content_type=resizing.content_type(content))


def answer_upload(picture: Picture | ReadPicture, width: int) -> HttpResponse:
    """The same for a picture that no submission has yet."""
    if isinstance(picture, Picture):
        return answer(picture, width)
    if width not in resizing.WIDTHS:
        raise Http404
    small = images.rendition(picture.content, width)
    return HttpResponse(small.content, content_type=small.content_type)

"""Pictures in the sizes that readers get, made once from the private original and kept beside it."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from submissions import images
from submissions.models import Picture

WIDTHS = (*images.WEB_WIDTHS, images.EMAIL_WIDTH)
_PNG_START = b"\x89PNG"
_ENDS = (b"\xff\xd9", b"IEND\xaeB`\x82")  # of a JPEG and of a PNG


def names(picture: Picture) -> list[str]:
    """Where its sizes are kept once they are made."""
    return [f"renditions/{picture.sha256}-{width}" for width in WIDTHS]


def rendition(picture: Picture, width: int) -> bytes:
    """The picture at most that wide; `width` is one of WIDTHS.

    Raises FileNotFoundError when the original is gone.
    """
    name = f"renditions/{picture.sha256}-{width}"
    if default_storage.exists(name):
        with default_storage.open(name) as file:
            content: bytes = file.read()
        if content.endswith(_ENDS):
            return content
        default_storage.delete(name)  # somebody writes it this moment, or was killed while writing
    with picture.file.open("rb") as original:
        content = images.rendition(original.read(), width).content
    kept = default_storage.save(name, ContentFile(content))
    if kept != name:
        default_storage.delete(kept)  # somebody else was faster
    return content


def content_type(content: bytes) -> str:
    """PNG or JPEG, whichever the rendition came out as."""
    kind = Picture.ContentType.PNG if content.startswith(_PNG_START) else Picture.ContentType.JPEG
    return kind.value  # a plain string: a WSGI server takes no other header

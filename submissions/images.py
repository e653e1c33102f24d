"""Pictures as people send them, made safe to keep and to print: upright, in colours of the web, without metadata."""

import re
import struct
import zlib
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import ExifTags, Image, ImageCms

WEB_WIDTHS = (640, 1280)
EMAIL_WIDTH = 600
# A page or an email holds several pictures; past this a picture is pressed harder.
RENDITION_BYTES = 300_000
KEPT_QUALITY = 90
MOST_UNSEEN = 20_000  # letters of what a camera or a program wrote into a picture
# A line of a single pixel costs many times its bytes to decode, and no JPEG is longer than 65,500.
LONGEST_SIDE = 30_000
QUALITIES = (82, 70, 55)

_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
# What Pillow's decoders raise when the bytes are not what they promise.
_DAMAGES = (
    *(AssertionError, OSError, SyntaxError, ValueError, TypeError, LookupError, EOFError),
    *(struct.error, zlib.error),
)
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)


class PictureRefusedError(Exception):
    """A picture that we can't take; the message is a sentence for the sender that says what to do."""


@dataclass(frozen=True)
class ReadPicture:
    """A picture that was made here: JPEG, or PNG where it has transparent parts or is smaller so."""

    content: bytes
    content_type: str
    width: int
    height: int
    sha256: str


def read(file: IO[bytes]) -> ReadPicture:
    """The picture in an uploaded file, decoded and written anew, so that nothing else of the file is kept.

    The type is told by the content, never by the name. The size in pixels is checked before anything is decoded.
    Raises PictureRefusedError.
    """
    content = file.read(settings.PICTURE_MAX_BYTES + 1)
    if not content:
        raise PictureRefusedError(_("The picture is empty. Choose the file again."))
    if len(content) > settings.PICTURE_MAX_BYTES:
        megabytes = settings.PICTURE_MAX_BYTES // 1_000_000
        raise PictureRefusedError(
            _("The picture must be smaller than %(megabytes)s MB. Save a smaller copy and send that.")
            % {"megabytes": megabytes}
        )
    image = _opened(content)
    try:
        return _kept(_plain(image), as_jpeg=image.format in {"JPEG", "MPO"})
    except _DAMAGES as error:
        raise PictureRefusedError(
            _("The picture is damaged or not complete. Open it on your computer, save it again and send that.")
        ) from error


def inscriptions(file: IO[bytes]) -> str:
    """The words that a picture carries unseen, from its camera or a program, a line for each; we never keep them.

    Never raises: of a file that is no picture they are none.
    """
    file.seek(0)
    try:
        image = Image.open(BytesIO(file.read(settings.PICTURE_MAX_BYTES)), formats=_FORMATS)
        found = [*image.info.values(), *_camera(image)]
    except (*_BOMBS, *_DAMAGES):
        found = []
    file.seek(0)
    return "\n".join(_spoken(value) for value in found if isinstance(value, str | bytes))


def _camera(image: Image.Image) -> list[object]:
    """What a camera wrote; asked only where it wrote, for else Pillow decodes the picture to look for it."""
    if "exif" not in image.info:
        return []
    exif = image.getexif()
    return [*exif.values(), *exif.get_ifd(ExifTags.IFD.Exif).values()]


def _spoken(value: str | bytes) -> str:
    """What may be words of it: XMP is XML, a user's comment begins with the name of its letters."""
    text = value if isinstance(value, str) else value[:MOST_UNSEEN].decode("utf-8", "ignore")
    return re.sub(r"<[^<>]*>", "\n", text.replace("\x00", ""))[:MOST_UNSEEN]


def rendition(content: bytes, max_width: int) -> ReadPicture:
    """A picture of ours no wider than that, for a page or an email; never enlarged."""
    image = _fresh(Image.open(BytesIO(content), formats=("JPEG", "PNG")))
    if image.width > max_width:
        size = (max_width, max(1, round(image.height * max_width / image.width)))
        image = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3)
    return _small(image)


def _opened(content: bytes) -> Image.Image:
    try:
        image = Image.open(BytesIO(content), formats=_FORMATS)
    except _BOMBS as error:
        raise PictureRefusedError(_too_large()) from error
    except _DAMAGES as error:
        raise PictureRefusedError(_not_a_picture(content)) from error
    if image.width * image.height > settings.PICTURE_MAX_PIXELS:
        raise PictureRefusedError(_too_large())
    if max(image.size) > LONGEST_SIDE:
        raise PictureRefusedError(
            _("The picture is longer than %(pixels)s pixels. Cut it or save a smaller copy.")
            % {"pixels": f"{LONGEST_SIDE:,}"}
        )
    # A telephone's JPEG may hold a second view of the same scene, which is no animation.
    if image.format != "MPO" and getattr(image, "is_animated", False):
        raise PictureRefusedError(_("The picture moves. Send one that stands still, as a JPEG or PNG."))
    return image


def _too_large() -> str:
    millions = settings.PICTURE_MAX_PIXELS // 1_000_000
    return _("The picture has more than %(millions)s million pixels. Save a smaller copy and send that.") % {
        "millions": millions
    }


def _not_a_picture(content: bytes) -> str:
    """What to do about a file that is something else."""
    start = content[:1000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if b"<svg" in start:
        return _("We can't take SVG drawings. Save it as a PNG and send that.")
    if start[4:8] == b"ftyp":
        return _("We can't read pictures in HEIC or AVIF format. Save it as a JPEG and send that.")
    if start.startswith(b"%pdf"):
        return _("This is a PDF, not a picture. Save the picture in it as a JPEG or PNG and send that.")
    return _("This file is not a picture that we can read. Save it as a JPEG or PNG and send that.")


def _plain(image: Image.Image) -> Image.Image:
    """The picture upright, in RGB (or RGBA when something shows through) and with nothing attached."""
    image.load()
    image = _in_web_colours(_upright(image))
    if image.mode == "RGBA" and image.getchannel("A").getextrema() == (255, 255):
        image = image.convert("RGB")
    return _fresh(image)


def _upright(image: Image.Image) -> Image.Image:
    """The picture turned as its camera was held; Pillow's own way fails when it can't write the camera's data again."""
    try:
        turn = _TURNS.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    except _DAMAGES:  # what its camera wrote about it is damaged, the picture is not
        return image
    return image if turn is None else image.transpose(turn)


def _in_web_colours(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I;16") or image.mode == "I":
        image = image.point(lambda value: value * (1 / 256)).convert("L")
    mode = "RGBA" if image.has_transparency_data else "RGB"
    if profile and image.mode in {"RGB", "RGBA", "CMYK", "L"}:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=mode)
        except (ImageCms.PyCMSError, *_DAMAGES):
            converted = None  # a damaged profile: the plain conversion is near enough
        if converted is not None:
            return converted
    return image.convert(mode)


def _fresh(image: Image.Image) -> Image.Image:
    """The same pixels in a new picture, which has no place, time, camera, comment or profile to give away."""
    fresh = Image.new(image.mode, image.size)
    fresh.paste(image)
    return fresh


def _kept(image: Image.Image, *, as_jpeg: bool) -> ReadPicture:
    """The picture as it is kept: as good as it came, in whichever of our formats suits it."""
    if image.mode == "RGBA":
        return _as_png(image)
    jpeg = _as_jpeg(image, KEPT_QUALITY)
    return jpeg if as_jpeg else min(_as_png(image), jpeg, key=lambda picture: len(picture.content))


def _small(image: Image.Image) -> ReadPicture:
    """The picture for readers; a transparent one that stays too big is laid on white."""
    png = _as_png(image)
    if image.mode == "RGBA":
        if len(png.content) <= RENDITION_BYTES:
            return png
        paper = Image.new("RGB", image.size, "white")
        paper.paste(image, mask=image)
        image = paper
    jpeg = png
    for quality in QUALITIES:
        jpeg = _as_jpeg(image, quality)
        if len(jpeg.content) <= RENDITION_BYTES:
            break
    return min(png, jpeg, key=lambda picture: len(picture.content))


def _as_png(image: Image.Image) -> ReadPicture:
    to = BytesIO()
    image.save(to, "PNG")
    return _written(image, to, "image/png")


def _as_jpeg(image: Image.Image, quality: int) -> ReadPicture:
    to = BytesIO()
    image.save(to, "JPEG", quality=quality, optimize=True, progressive=True)
    return _written(image, to, "image/jpeg")


def _written(image: Image.Image, to: BytesIO, content_type: str) -> ReadPicture:
    content = to.getvalue()
    return ReadPicture(content, content_type, image.width, image.height, sha256(content).hexdigest())

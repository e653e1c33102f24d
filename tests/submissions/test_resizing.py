import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from submissions import resizing
from tests.factories.submissions import PictureFactory, picture_bytes

pytestmark = pytest.mark.django_db


def wide(**given):
    content = picture_bytes(size=(1600, 900), kind="JPEG")
    file = ContentFile(content, name="wide.jpg")
    return PictureFactory(file=file, content_type="image/jpeg", width=1600, height=900, **given)


def size(content: bytes) -> tuple[int, int]:
    return Image.open(io.BytesIO(content)).size


@pytest.mark.parametrize(("width", "expected"), [(600, (600, 338)), (640, (640, 360)), (1280, (1280, 720))])
def test_a_picture_comes_in_each_of_our_widths(width, expected):
    assert size(resizing.rendition(wide(), width)) == expected


def test_a_small_picture_is_never_enlarged():
    assert size(resizing.rendition(PictureFactory(), 640)) == (60, 40)


def test_a_rendition_is_made_once():
    picture = wide()
    first = resizing.rendition(picture, 640)
    default_storage.delete(picture.file.name)
    assert resizing.rendition(picture, 640) == first


@pytest.mark.parametrize("half", [b"", b"\x89PNG half a picture"])
def test_a_rendition_whose_writing_was_cut_short_is_made_anew(half):
    picture = wide()
    whole = resizing.rendition(picture, 640)
    name = f"renditions/{picture.sha256}-640"
    default_storage.delete(name)
    default_storage.save(name, ContentFile(half))
    assert resizing.rendition(picture, 640) == whole
    with default_storage.open(name) as kept:
        assert kept.read() == whole


def test_a_lost_original_is_told():
    picture = wide()
    default_storage.delete(picture.file.name)
    with pytest.raises(FileNotFoundError):
        resizing.rendition(picture, 640)


@pytest.mark.parametrize(("kind", "content_type"), [("PNG", "image/png"), ("JPEG", "image/jpeg")])
def test_the_type_is_told_by_the_content(kind, content_type):
    assert resizing.content_type(picture_bytes(kind=kind)) == content_type

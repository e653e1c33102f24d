"""The rights in a picture, and whoever is in it."""

import io
from datetime import date

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from PIL import ExifTags, Image, PngImagePlugin

from submissions import images, safety, uploads
from submissions.forms.pictures import DeskPictureRows, PictureRows
from tests.factories.submissions import picture_bytes


def rows(kind=PictureRows, name="lock.png", **given):
    data = QueryDict(mutable=True)
    data.update({"pictures-TOTAL_FORMS": 1, "pictures-INITIAL_FORMS": 0, "pictures-0-purpose": "decorative"})
    data.update({f"pictures-0-{field}": value for field, value in given.items()})
    return kind(
        data, MultiValueDict({"pictures-0-file": [SimpleUploadedFile(name, picture_bytes())]}), prefix="pictures"
    )


def errors(found):
    return {name: [str(message) for message in messages] for name, messages in found[0].errors.items()}


def test_owner_people_and_the_end_of_their_consent_come_with_the_picture():
    found = rows(owner="Northshire Police", people="agreed", consent_until="31 December 2098")

    assert found.is_valid(), errors(found)
    (placed,) = found.placed
    assert (placed.owner, placed.people, placed.consent_until) == ("Northshire Police", "agreed", date(2098, 12, 31))


def test_who_owns_it_and_who_is_in_it_are_asked_for():
    assert errors(rows()) == {
        "owner": ["Enter who owns the picture"],
        "people": ["Select whether somebody in the picture could be recognised"],
    }


def test_a_picture_waits_until_everybody_in_it_agreed():
    assert errors(rows(owner="Jo", people="not_yet")) == {
        "people": ["Ask everybody who could be recognised first, or send another picture"]
    }


def test_an_editor_may_mend_an_article_before_the_rights_are_known():
    found = rows(DeskPictureRows)

    assert found.is_valid(), errors(found)
    assert (found.placed[0].owner, found.placed[0].people) == ("", "")


@pytest.mark.parametrize(
    "typed",
    [
        "27 3 2098",
        "27/03/2098",
        "27.3.2098",
        "27-3-2098",
        "27 March 2098",
        "27 Mar 2098",
        "27 march, 2098",
        "2098-03-27",
    ],
)
def test_a_day_is_read_as_people_write_it(typed):
    found = rows(owner="Jo", people="agreed", consent_until=typed)

    assert found.is_valid(), errors(found)
    assert found.placed[0].consent_until == date(2098, 3, 27)


@pytest.mark.parametrize("typed", ["31 February 2098", "next year", "13/13/2098"])
def test_a_day_that_is_none_is_said_and_kept_as_it_was_typed(typed):
    found = rows(owner="Jo", people="agreed", consent_until=typed)

    assert errors(found) == {"consent_until": ["Enter a real date, like 27 March 2028"]}
    assert found[0]["consent_until"].value() == typed


@time_machine.travel("2028-03-28 10:00Z")
def test_consent_that_has_ended_is_none():
    assert errors(rows(owner="Jo", people="agreed", consent_until="27 March 2028")) == {
        "consent_until": ["That day is past. Ask them again, or send another picture."]
    }


def test_the_end_of_a_consent_is_dropped_where_nobody_is_to_be_seen():
    found = rows(owner="Jo", people="nobody", consent_until="31 December 2098")

    assert found.is_valid()
    assert found.placed[0].consent_until is None


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "lock\x00.png", "<script>.png", "C:\\secret\\lock.png", "\u202egnp.lock", "a" * 240]
)
def test_an_odd_name_of_a_file_harms_nothing(name):
    found = rows(name=name, owner="Jo", people="nobody")

    assert found.is_valid(), errors(found)
    assert "/" not in found.placed[0].original_name


def inscribed(kind, **hidden):
    to = io.BytesIO()
    Image.new("RGB", (40, 20)).save(to, kind, **hidden)
    return SimpleUploadedFile(f"lock.{kind.lower()}", to.getvalue())


def described(tag, text):
    exif = Image.Exif()
    exif[tag] = text
    return exif


def told(text):
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", text)
    return info


@pytest.mark.parametrize(
    "file",
    [
        SimpleUploadedFile("OFFICIAL-SENSITIVE map.png", picture_bytes()),
        SimpleUploadedFile("map_SECRET.png", picture_bytes()),
        inscribed("JPEG", comment=b"OFFICIAL - SENSITIVE"),
        inscribed("JPEG", exif=described(ExifTags.Base.ImageDescription, "OFFICIAL-SENSITIVE")),
        inscribed("PNG", pnginfo=told("Handling instructions: police only")),
        inscribed("WEBP", xmp=b"<x:xmpmeta><dc:rights>OFFICIAL-SENSITIVE</dc:rights></x:xmpmeta>"),
    ],
)
def test_a_picture_that_says_it_is_marked_is_not_kept(file):
    data = QueryDict(mutable=True)
    data.update({"pictures-TOTAL_FORMS": 1, "pictures-INITIAL_FORMS": 0, "pictures-0-purpose": "decorative"})
    data.update({"pictures-0-owner": "Jo", "pictures-0-people": "nobody"})
    found = PictureRows(data, MultiValueDict({"pictures-0-file": [file]}), prefix="pictures")

    (message,) = errors(found)["file"]
    assert "marked above OFFICIAL" in message
    assert "We did not keep it." in message
    found.keep()
    assert not default_storage.exists(uploads.FOLDER) or default_storage.listdir(uploads.FOLDER)[1] == []


def test_what_a_camera_writes_of_itself_is_no_marking():
    exif = described(ExifTags.Base.ImageDescription, "A lock, official photograph")
    file = inscribed("JPEG", exif=exif, comment=b"restricted area sign in view")

    assert "official photograph" in images.inscriptions(file)
    assert safety.in_file(file.name, {"hidden": images.inscriptions(file)}) == []

import io
from datetime import timedelta

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.utils import timezone

from submissions import images, tasks, uploads
from tests.factories.submissions import DraftFactory, PictureFactory, picture_bytes


def read_picture():
    return images.read(io.BytesIO(picture_bytes()))


def test_a_kept_picture_is_found_by_its_token():
    kept = uploads.keep(read_picture(), "lock & key.png")

    assert uploads.find(kept.token) == kept
    assert "lock" not in default_storage.listdir(uploads.FOLDER)[1][0]


def test_a_forged_token_finds_nothing():
    token = uploads.keep(read_picture(), "lock.png").token

    assert uploads.find(token[:-1] + ("A" if token[-1] != "A" else "B")) is None
    assert uploads.find("../../secret_key") is None


@pytest.mark.django_db
def test_a_picture_that_no_draft_names_is_forgotten_after_a_day():
    token = uploads.keep(read_picture(), "lock.png").token

    with time_machine.travel(timezone.now() + timedelta(hours=23)):
        assert tasks.forget_uploads() == 0
        assert uploads.find(token) is not None
    with time_machine.travel(timezone.now() + timedelta(hours=26)):
        assert tasks.forget_uploads() == 1
        assert uploads.find(token) is None
    assert default_storage.listdir(uploads.FOLDER) == ([], [])


@pytest.mark.django_db
def test_a_picture_is_kept_as_long_as_a_draft_names_it():
    token = uploads.keep(read_picture(), "lock.png").token
    draft = DraftFactory(answers={"pictures": {"pictures-0-kept": [token, "forged"]}})

    with time_machine.travel(timezone.now() + timedelta(days=40)):
        assert tasks.forget_uploads() == 0
        assert uploads.find(token) is not None
        draft.delete()
        assert tasks.forget_uploads() == 1


@pytest.mark.django_db
def test_with_nothing_kept_there_is_nothing_to_forget():
    assert uploads.forget() == 0


def test_a_picture_that_is_gone_is_not_found():
    token = uploads.keep(read_picture(), "lock.png").token
    default_storage.delete(f"{uploads.FOLDER}/{default_storage.listdir(uploads.FOLDER)[1][0]}")

    assert uploads.find(token) is None


@pytest.mark.django_db
def test_a_picture_that_a_submission_has_is_found_by_its_token_until_it_is_deleted():
    picture = PictureFactory()
    token = uploads.of(picture).token

    assert uploads.find(token).picture == picture
    picture.delete()
    assert uploads.find(token) is None

import io
from datetime import timedelta

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.utils import timezone

from submissions import images, tasks, uploads
from tests.factories.submissions import PictureFactory, picture_bytes


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


def test_a_token_is_of_no_use_after_a_day_and_its_picture_is_forgotten():
    token = uploads.keep(read_picture(), "lock.png").token

    with time_machine.travel(timezone.now() + timedelta(hours=23)):
        assert tasks.forget_uploads() == 0
        assert uploads.find(token) is not None
    with time_machine.travel(timezone.now() + timedelta(hours=26)):
        assert uploads.find(token) is None
        assert tasks.forget_uploads() == 1
    assert default_storage.listdir(uploads.FOLDER) == ([], [])


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

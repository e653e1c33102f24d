"""Pictures kept while their sender is still filling in the form, so that an error elsewhere never loses one."""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from submissions.images import ReadPicture
from submissions.models import Draft, Picture

FOLDER = "uploads"
KEPT_FOR = timedelta(days=1)  # when no draft names it
SALT = "submissions.uploads"


@dataclass(frozen=True)
class Upload:
    """A picture of which a form holds only a signed token."""

    token: str
    picture: Picture | ReadPicture
    original_name: str


def keep(picture: ReadPicture, original_name: str) -> Upload:
    """Keep a picture privately, for a day or as long as a draft names it; its token goes into a hidden field."""
    path = default_storage.save(f"{FOLDER}/{picture.sha256}", ContentFile(picture.content))
    about = {
        "path": path,
        "name": original_name,
        "type": picture.content_type,
        "width": picture.width,
        "height": picture.height,
        "sha256": picture.sha256,
    }
    return Upload(signing.dumps(about, salt=SALT), picture, original_name)


def of(picture: Picture) -> Upload:
    """The token of a picture that a submission already has."""
    return Upload(signing.dumps({"picture": picture.pk}, salt=SALT), picture, picture.original_name)


def find(token: str) -> Upload | None:
    """The picture of a token, or None when the token was forged or the picture is not kept any more."""
    try:
        about = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    if "picture" in about:
        picture = Picture.objects.filter(pk=about["picture"]).first()
        return Upload(token, picture, picture.original_name) if picture else None
    if not default_storage.exists(about["path"]):
        return None
    with default_storage.open(about["path"]) as file:
        read = ReadPicture(file.read(), about["type"], about["width"], about["height"], about["sha256"])
    return Upload(token, read, about["name"])


def forget(*, now: datetime | None = None) -> int:
    """Delete what is older than a day and stands in no draft; returns how many pictures that were."""
    before = (now or timezone.now()) - KEPT_FOR - timedelta(hours=1)
    in_use = _in_drafts()
    names = default_storage.listdir(FOLDER)[1] if default_storage.exists(FOLDER) else []
    old = [f"{FOLDER}/{name}" for name in names]
    old = [path for path in old if path not in in_use and default_storage.get_modified_time(path) < before]
    for path in old:
        default_storage.delete(path)
    return len(old)


def tokens_in(answers: Mapping[str, Any]) -> list[str]:
    """The tokens that a draft's answers name, in order."""
    posted = answers.get("pictures", {})
    return [token for name, values in posted.items() if name.endswith("-kept") for token in values if token]


def paths_of(answers: Mapping[str, Any]) -> set[str]:
    """Where the pictures that a draft's answers name are kept."""
    paths = set()
    for token in tokens_in(answers):
        with contextlib.suppress(signing.BadSignature):
            paths.add(signing.loads(token, salt=SALT).get("path", ""))
    return paths - {""}


def _in_drafts() -> set[str]:
    """The paths of the pictures that open drafts name."""
    drafts = Draft.objects.open().values_list("answers", flat=True)
    return {path for answers in drafts.iterator() for path in paths_of(answers)}

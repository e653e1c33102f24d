"""Pictures kept while their sender is still filling in the form, so that an error elsewhere never loses one."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from submissions.images import ReadPicture
from submissions.models import Picture

FOLDER = "uploads"
KEPT_FOR = timedelta(days=1)
SALT = "submissions.uploads"


@dataclass(frozen=True)
class Upload:
    """A picture of which a form holds only a signed token."""

    token: str
    picture: Picture | ReadPicture
    original_name: str


def keep(picture: ReadPicture, original_name: str) -> Upload:
    """Keep a picture for a day, privately; its token goes into a hidden field."""
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
    """The picture of a token, or None when the token was forged or is older than a day."""
    try:
        about = signing.loads(token, salt=SALT, max_age=KEPT_FOR)
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
    """Delete what was kept longer than its token works; returns how many pictures that were."""
    before = (now or timezone.now()) - KEPT_FOR - timedelta(hours=1)
    names = default_storage.listdir(FOLDER)[1] if default_storage.exists(FOLDER) else []
    old = [f"{FOLDER}/{name}" for name in names]
    old = [path for path in old if default_storage.get_modified_time(path) < before]
    for path in old:
        default_storage.delete(path)
    return len(old)

"""Links that were given to somebody: long-lived ones in the database, and short signed ones for the many."""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime
from functools import cache
from typing import TypeVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from bulletin.models import Link

Row = TypeVar("Row", bound=models.Model)
SIGNED_LENGTH = 32  # characters of a signed token: 8 bytes of number and 16 of signature, in base64url


def issue(row: models.Model, purpose: str, *, expires_at: datetime | None = None, secret: str = "") -> str:
    """A new secret of 32 random bytes that opens this row for one purpose; it replaces an earlier one.

    Only its hash is kept, so the caller must put it into a mail or a page now. Who must be able to find the
    secret again gives one of their own making, by `keyed_hash` of something that nobody can guess.
    """
    secret = secret or secrets.token_urlsafe(32)
    about = {"purpose": purpose, "subject_type": row._meta.label_lower, "subject_id": row.pk}
    Link.objects.filter(**about).delete()
    Link.objects.create(**about, secret_sha256=_hash(secret), expires_at=expires_at)
    return secret


def find(secret: str, purpose: str, model: type[Row], *, now: datetime | None = None) -> Row | None:
    """The row that this secret opens for this purpose, or None when it is forged, replaced or expired."""
    alive = models.Q(expires_at=None) | models.Q(expires_at__gt=now or timezone.now())
    link = Link.objects.filter(
        alive, purpose=purpose, subject_type=model._meta.label_lower, secret_sha256=_hash(secret)
    ).first()
    return model._base_manager.filter(pk=link.subject_id).first() if link else None


def prolong(row: models.Model, purpose: str, *, expires_at: datetime) -> None:
    """Let the link that opens this row for this purpose work until then."""
    Link.objects.filter(purpose=purpose, subject_type=row._meta.label_lower, subject_id=row.pk).update(
        expires_at=expires_at
    )


def forget(*, now: datetime | None = None) -> int:
    """Delete the links that have expired; returns how many."""
    return Link.objects.filter(expires_at__lte=now or timezone.now()).delete()[0]


def sign(purpose: str, number: int) -> str:
    """A token of fixed length for one number and purpose, made without the database.

    It holds only `[A-Za-z0-9_-]`, so it is safe in an address, a header and an email's local part.
    """
    packed = number.to_bytes(8, "big")
    return base64.urlsafe_b64encode(packed + _signature(purpose, packed)).decode()


def read(purpose: str, token: str) -> int | None:
    """The number in a token of this purpose, or None when it was forged or cut."""
    if len(token) != SIGNED_LENGTH or not token.isascii():
        return None
    try:
        raw = base64.b64decode(token, altchars=b"-_", validate=True)
    except ValueError:
        return None
    packed, signature = raw[:8], raw[8:]
    return int.from_bytes(packed, "big") if hmac.compare_digest(signature, _signature(purpose, packed)) else None


def keyed_hash(purpose: str, text: str) -> str:
    """A hash that nobody can make without our key; for addresses that we may know but not keep."""
    return hmac.new(_key(purpose), text.encode(), hashlib.sha256).hexdigest()


def _signature(purpose: str, packed: bytes) -> bytes:
    return hmac.digest(_key(purpose), packed, "sha256")[:16]


@cache
def _key(purpose: str) -> bytes:
    return hmac.digest(settings.SECRET_KEY.encode(), f"bulletin.links.{purpose}".encode(), "sha256")


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()

"""Which life of the database this is, kept inside and outside it, so that a restored copy mails nobody unasked.

Every heartbeat counts one on in the database, then in the file GENERATION_FILE. A database that is older than the
file, that the file doesn't belong to, or that lost its file was restored or copied: its deliveries and its list are
those of an earlier day. A file that is behind is only late, and catches up.
"""

import os
import secrets
import threading
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from bulletin.models import Generation


@dataclass(frozen=True)
class Mark:
    """What stands outside the database: whose, how far it was, and when that was written."""

    lineage: str
    count: int
    at: datetime


def doubt() -> str:
    """Why this database may be a restored copy, as a sentence; empty when it is the one that was last in use."""
    return _look() and _look()  # once more, since another worker may have begun both between the two looks of the first


def _look() -> str:
    mark = outside()  # first, since another worker may count on meanwhile: a file that is behind raises no doubt
    row = Generation.objects.first()
    return _doubt(row, mark) if row else ""


def advance() -> bool:
    """Count one on, inside and then outside; begins both in a new database. Returns False when there is a doubt."""
    row = Generation.objects.first() or _begin()
    with transaction.atomic():
        row = Generation.objects.select_for_update().get(pk=row.pk)
        if _doubt(row, outside()):
            return False
        row.count, row.at = row.count + 1, timezone.now()
        row.save(update_fields=["count", "at"])
    _write(row)
    return True


def begin_anew() -> Generation:
    """A new life of this database, inside and outside, which no earlier copy and no other machine's belongs to.

    Within the caller's transaction; when that fails after all, the doubt stays. Raises OSError when the file
    can't be written.
    """
    row = Generation.objects.select_for_update().get()
    row.lineage, row.count, row.at = secrets.token_hex(16), 1, timezone.now()
    row.save()
    _write(row)
    return row


def outside() -> Mark | None:
    """The mark in the file; None when there is none that can be read."""
    try:
        lineage, count, at = Path(settings.GENERATION_FILE).read_text().split()
        return Mark(lineage, int(count), datetime.fromisoformat(at))
    except (OSError, ValueError):
        return None


def _begin() -> Generation:
    """The row of a new database. Its file is written first: a crash between the two leaves no doubt."""
    with transaction.atomic():
        row, is_new = Generation.objects.get_or_create(pk=1, defaults={"lineage": secrets.token_hex(16), "count": 1})
        if is_new:
            _write(row)
    return row


def _doubt(row: Generation, mark: Mark | None) -> str:
    if mark is None:
        return (
            f"This database was last in use on {_time(row.at)}, and the file outside it that belongs to it "
            "(the setting GENERATION_FILE) is missing."
        )
    if mark.lineage != row.lineage:
        return f"This database was last in use on {_time(row.at)}, in another place or before another restore."
    if mark.count > row.count:
        return (
            f"This database is a copy of {_time(row.at)}. What happened from then until {_time(mark.at)} is not in it."
        )
    return ""


def _time(at: datetime) -> str:
    return f"{timezone.localtime(at):%-d %B %Y at %H:%M:%S}"


def _write(row: Generation) -> None:
    """Whole or not at all, whoever else writes at the same moment."""
    path = Path(settings.GENERATION_FILE)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}")
    unfinished.write_text(f"{row.lineage} {row.count} {row.at.isoformat()}\n")
    unfinished.replace(path)

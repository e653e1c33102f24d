"""A list of addresses from a CSV file onto the distribution list."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import timezone

from bulletin import prose
from editions.distribution import addresses
from editions.distribution.addresses import Address, AddressRefusedError
from editions.models import ConsentEvent, Subscriber, Suppression
from editions.workflow import SubscriberStatus

HEADINGS = {
    "email": {"email", "e-mail", "email address", "e-mail address", "address", "mail"},
    "name": {"name", "full name", "contact", "contact name"},
    "organisation": {"organisation", "organization", "company", "force", "department"},
}
COMMITTED_TOGETHER = 1000  # rows in one transaction, so that a long import never holds SQLite's only writer


class FileRefusedError(Exception):
    """A file that can't be read as a list of addresses; the message says what to do."""


@dataclass(frozen=True)
class RefusedRow:
    line: int  # as counted in the file, from 1
    text: str
    reason: str


@dataclass
class Report:
    """What an import did, or with dry_run would do; every row is counted exactly once."""

    rows: int = 0
    added: int = 0
    already: int = 0  # on the list, or waiting for confirmation
    left: int = 0  # left earlier, so not added again
    suppressed: int = 0
    repeated: int = 0  # the same address stands earlier in the file
    refused: list[RefusedRow] = field(default_factory=list)
    dry_run: bool = False

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


@dataclass(frozen=True)
class _Row:
    address: Address
    name: str
    organisation: str


def read_file(raw: bytes) -> str:
    """The text of a file saved by a spreadsheet: UTF-8 with or without its mark, else Windows-1252."""
    if raw[:2] in (b"PK", b"\xd0\xcf"):
        raise FileRefusedError("This is a spreadsheet, not a CSV file. Save it as CSV and try again.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def run(text: str, *, source: str, dry_run: bool = False) -> Report:
    """Import a CSV text with a heading line and one column of addresses; safe to repeat.

    Those who left and those suppressed are never added. Raises FileRefusedError.
    """
    report, seen = Report(dry_run=dry_run), set[str]()
    rows = _rows(text, report, seen)
    while chunk := list(islice(rows, COMMITTED_TOGETHER)):
        with transaction.atomic():
            _add(chunk, report, source=source)
    return report


def _rows(text: str, report: Report, seen: set[str]) -> Iterator[_Row]:
    """The rows that hold a good address not met before; all others are counted in the report here."""
    reader = csv.reader(io.StringIO(text, newline=""))
    lines = _lines(reader)
    columns = _columns(next(lines, []))
    for cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        report.rows += 1
        cell = {name: cells[place].strip() if place < len(cells) else "" for name, place in columns.items()}
        try:
            address = addresses.read(cell["email"])
        except AddressRefusedError as error:
            report.refused.append(RefusedRow(reader.line_num, cell["email"], str(error)))
            continue
        if address.compared in seen:
            report.repeated += 1
            continue
        seen.add(address.compared)
        name, organisation = (prose.line(cell.get(each, ""))[:200] for each in ("name", "organisation"))
        yield _Row(address, name, organisation)


def _lines(reader: Any) -> Iterator[list[str]]:
    try:
        yield from reader
    except csv.Error as error:
        raise FileRefusedError(
            f"The file can't be read from line {reader.line_num} on: {error}. Look there for a quotation mark without "
            "a second one, mend it and import the file again. Nobody is added twice."
        ) from error


def _columns(headings: list[str]) -> dict[str, int]:
    found = {}
    for name, spellings in HEADINGS.items():
        places = [place for place, heading in enumerate(headings) if heading.strip().lower() in spellings]
        if places:
            found[name] = places[0]
    if "email" not in found:
        raise FileRefusedError(
            "The first line names no column of addresses. Put a heading line first, with “email” over the addresses."
        )
    return found


def _add(chunk: list[_Row], report: Report, *, source: str) -> None:
    known = dict(
        Subscriber.objects.filter(address__in=[row.address.compared for row in chunk]).values_list("address", "status")
    )
    hashes = [row.address.keyed_hash for row in chunk]
    suppressed = set(Suppression.objects.filter(address_hash__in=hashes).values_list("address_hash", flat=True))
    fresh = []
    for row in chunk:
        status = known.get(row.address.compared)
        if row.address.keyed_hash in suppressed or status == SubscriberStatus.SUPPRESSED:
            report.suppressed += 1
        elif status == SubscriberStatus.LEFT:
            report.left += 1
        elif status:
            report.already += 1
        else:
            fresh.append(row)
    report.added += len(fresh)
    if not report.dry_run:
        _write(fresh, source=source)


def _write(fresh: Iterable[_Row], *, source: str) -> None:
    now = timezone.now()
    subscribers = Subscriber.objects.bulk_create(
        Subscriber(
            email=row.address.email,
            address=row.address.compared,
            address_hash=row.address.keyed_hash,
            name=row.name,
            organisation=row.organisation,
            status=SubscriberStatus.ACTIVE,
            status_since=now,
            created_at=now,
        )
        for row in fresh
    )
    ConsentEvent.objects.bulk_create(
        ConsentEvent(
            subscriber=subscriber,
            address_hash=subscriber.address_hash,
            kind=ConsentEvent.Kind.IMPORTED,
            source=source[:80],
            at=now,
        )
        for subscriber in subscribers
    )

"""Proving a certificate: everything that it says is counted and hashed again from the rows of today."""

from dataclasses import dataclass
from typing import Any

from editions import sealing
from editions.distribution import certifying, freezing, ledger
from editions.models import Mailing


@dataclass(frozen=True)
class Check:
    """One thing that the certificate says, and whether the rows say so too."""

    what: str
    holds: bool
    said: Any = ""
    found: Any = ""


def checks(mailing: Mailing) -> list[Check]:
    """Every check of a mailing's certificate; reads all its deliveries, a second or two for a million.

    An address that was erased since changes the hash of the list, and only that.
    """
    said = mailing.certificate or {}
    counts = ledger.counts(mailing.deliveries.all())
    counted = [
        Check(
            f"Copies that are {status.label.lower()}",
            said.get(status) == counts[status],
            said.get(status),
            counts[status],
        )
        for status in certifying.FINAL
    ]
    rows = sum(counts.values())
    whole = sum(said.get(status, 0) for status in certifying.FINAL)
    candidates = rows + sum(said.get("excluded", {}).values())
    return [
        *counted,
        Check("They add up to all copies", whole == said.get("total") == rows, said.get("total"), rows),
        Check(
            "Copies and exclusions are the whole list",
            said.get("candidates") == candidates,
            said.get("candidates"),
            candidates,
        ),
        _same("The list is the one that was frozen", said.get("list_sha256"), _hash_of_list(mailing)),
        _same(
            "The HTML is what was signed off",
            said.get("email_html_sha256"),
            sealing.sha256(mailing.snapshot.email_html),
        ),
        _same(
            "The text is what was signed off",
            said.get("email_text_sha256"),
            sealing.sha256(mailing.snapshot.email_text),
        ),
    ]


def _hash_of_list(mailing: Mailing) -> str:
    return freezing.hash_of_list(mailing) if mailing.frozen_at else ""


def _same(what: str, said: Any, found: str) -> Check:
    return Check(what, said == found, said, found)

"""Finishing mailings: when nothing is left to do, a certificate says what became of every copy."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from bulletin import moves
from bulletin.models import AuditEntry
from editions.distribution import ledger
from editions.models import Mailing, Override
from editions.workflow import DeliveryStatus, MailingStatus

FINAL = (
    DeliveryStatus.SENT,
    DeliveryStatus.FAILED,
    DeliveryStatus.UNKNOWN,
    DeliveryStatus.SKIPPED,
    DeliveryStatus.CANCELLED,
)
DECISIONS = ("count_by_evidence", "count_as_sent", "send_again")


def finish_all(*, now: datetime) -> int:
    """Finish every mailing that has nothing left to do; returns how many."""
    ended_without = Q(status__in=[MailingStatus.CANCELLED, MailingStatus.EXPIRED], certificate__isnull=True)
    unfinished = Exists(ledger.unfinished_batches().filter(mailing=OuterRef("pk")))
    done = Mailing.objects.filter(Q(status=MailingStatus.SENDING) | ended_without).exclude(unfinished)
    return sum(finish(mailing, now=now) for mailing in done)


@transaction.atomic
def finish(mailing: Mailing, *, now: datetime) -> bool:
    """Write the certificate, counted from the deliveries themselves; False when something is left after all."""
    moves.lock(mailing)
    if ledger.unfinished_batches().filter(mailing=mailing).exists():
        return False
    counts = ledger.counts(mailing.deliveries.all())
    if any(counts[status] for status in ledger.OPEN):
        ledger.reopen_batches(mailing.pk, now=now)
        return False
    changes = {"finished_at": now, "certificate": certificate(mailing, counts, now=now)}
    if mailing.status == MailingStatus.SENDING:
        moves.make(mailing, "finish", by=None, by_label="The worker", changes=changes, details=counts, now=now)
    elif mailing.certificate is None:
        _write(mailing, changes)
        moves.record(mailing, "certify", by=None, by_label="The worker", details=counts, now=now)
    return True


@transaction.atomic
def renew(mailing_id: int, *, now: datetime) -> None:
    """Write the certificate again, as its next issue, when an outcome came after the first; none is made here.

    When that outcome left something open, the next pump closes it and renews.
    """
    mailing = Mailing.objects.select_for_update(of=("self",)).get(pk=mailing_id)
    counts = ledger.counts(mailing.deliveries.all())
    if any(counts[status] for status in ledger.OPEN):
        return
    if mailing.certificate and any(mailing.certificate[status] != counts[status] for status in FINAL):
        _write(mailing, {"certificate": certificate(mailing, counts, now=now)})
        moves.record(mailing, "certify_again", by=None, by_label="The worker", details=counts, now=now)


def certificate(mailing: Mailing, counts: dict[str, int], *, now: datetime) -> dict[str, Any]:
    """What went where: sent + failed + unknown + skipped + cancelled = total, if nothing is open any more."""
    snapshot, edition = mailing.snapshot, mailing.edition
    return {
        "issue": (mailing.certificate or {"issue": 0})["issue"] + 1,
        "issued_at": now.isoformat(),
        "edition": edition.number,
        "audience": mailing.audience,
        "snapshot": snapshot.number,
        "email_html_sha256": snapshot.email_html_sha256,
        "email_text_sha256": snapshot.email_text_sha256,
        "list_sha256": mailing.list_sha256,
        "candidates": mailing.candidates,
        "excluded": mailing.excluded,
        "total": mailing.total,
        **{status: counts[status] for status in FINAL},
        "adds_up": sum(counts[status] for status in FINAL) == mailing.total,
        "decided": _decided(mailing),
        "signed_off_by": moves.label_of(edition.signed_off_by, ""),
        "signed_off_at": _iso(edition.signed_off_at),
        "started_by": moves.label_of(mailing.created_by, ""),
        "created_at": _iso(mailing.created_at),
        "began_at": _iso(mailing.scheduled_at),
        "frozen_at": _iso(mailing.frozen_at),
        "finished_at": _iso(mailing.finished_at or now),
        "overrides": [_override(each) for each in edition.overrides.select_related("by", "confirmed_by")],
    }


def _decided(mailing: Mailing) -> dict[str, int]:
    """How many unknown copies were counted as sent or sent again, by a person or by what came back."""
    decided = dict.fromkeys(DECISIONS, 0)
    for action, details in (
        AuditEntry.objects.about(mailing).filter(action__in=DECISIONS).values_list("action", "details")
    ):
        decided[action] += details["count"]
    return decided


def _override(override: Override) -> dict[str, Any]:
    return {
        "act": override.act,
        "by": moves.label_of(override.by, ""),
        "at": _iso(override.at),
        "reason": override.reason,
        "confirmed_by": moves.label_of(override.confirmed_by, ""),
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _write(mailing: Mailing, changes: dict[str, Any]) -> None:
    for name, value in changes.items():
        setattr(mailing, name, value)
    mailing.save(update_fields=list(changes))

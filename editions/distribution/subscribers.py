"""Coming on the distribution list and leaving it: by the person, by an editor, or by a dead address."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from bulletin import links, mail, moves
from bulletin.models import OutboxMail
from editions.distribution import addresses, ledger
from editions.models import ConsentEvent, Subscriber, Suppression
from editions.workflow import SubscriberStatus

WORDING = (
    f"Send me the {settings.BULLETIN_NAME} by email when an edition is published. "
    "I can leave at any time by a link in every email."
)
CONFIRM_WITHIN = timedelta(days=7)
PAUSE_BETWEEN_MAILS = timedelta(hours=1)  # so that nobody can fill a stranger's inbox through our form
THE_PERSON = "The subscriber"


@transaction.atomic
def ask(email: str, *, source: str, now: datetime | None = None) -> None:
    """Somebody asks to join: a mail asks the owner of the address to confirm.

    Says nothing of what is known about the address; one that is suppressed gets no mail, one that is on
    the list already gets a mail that says so. At most one mail an hour for each address, and no word of
    whoever asked stands in it, since anybody may type anybody's address.
    Raises AddressRefusedError.
    """
    now = now or timezone.now()
    address = addresses.read(email)
    if Suppression.objects.filter(address_hash=address.keyed_hash).exists():
        return
    subscriber, _ = Subscriber.objects.get_or_create(
        address=address.compared,
        defaults={
            "email": address.email,
            "address_hash": address.keyed_hash,
            "created_at": now,
        },
    )
    moves.lock(subscriber)
    if subscriber.status == SubscriberStatus.LEFT:
        moves.make(subscriber, "ask_again", by=None, by_label=THE_PERSON, now=now)
    if _mailed_lately(subscriber, now=now):
        return
    if subscriber.status == SubscriberStatus.ACTIVE:
        _write(subscriber, "already", reverse("editions:leave", args=[leave_token(subscriber)]), now=now)
    else:
        _note(subscriber, ConsentEvent.Kind.ASKED, source=source, wording=WORDING, now=now)
        secret = links.issue(subscriber, "confirm", expires_at=now + CONFIRM_WITHIN)
        _write(subscriber, "confirm", reverse("editions:confirm", args=[secret]), now=now)


@transaction.atomic
def confirm(subscriber: Subscriber, *, now: datetime | None = None) -> None:
    """The owner of the address pressed the button on the page that our mail led to. Twice is once."""
    moves.lock(subscriber)
    if subscriber.status == SubscriberStatus.ACTIVE:
        return
    moves.make(subscriber, "confirm", by=None, by_label=THE_PERSON, now=now)
    _note(subscriber, ConsentEvent.Kind.CONFIRMED, source="Link in the confirmation email", wording=WORDING, now=now)


@transaction.atomic
def join(
    email: str, *, name: str = "", organisation: str = "", source: str, by: User, now: datetime | None = None
) -> Subscriber:
    """Staff put somebody on the list who asked for it by other ways; `source` says how, and is kept as consent.

    Raises AddressRefusedError, or MoveRefusedError when the person may not, or when the address is on the
    list already or suppressed.
    """
    now = now or timezone.now()
    address = addresses.read(email)
    if Suppression.objects.filter(address_hash=address.keyed_hash).exists():
        raise moves.MoveRefusedError(["This address must not be mailed. Release it first, with a reason."])
    subscriber, _ = Subscriber.objects.get_or_create(
        address=address.compared, defaults={"email": address.email, "address_hash": address.keyed_hash}
    )
    changes = {"name": name, "organisation": organisation}
    moves.make(subscriber, "confirm", by=by, reason=source, changes=changes, now=now)
    _note(subscriber, ConsentEvent.Kind.JOINED, source=source, now=now)
    return subscriber


@transaction.atomic
def leave(subscriber: Subscriber, *, source: str, by: User | None = None, now: datetime | None = None) -> bool:
    """Take somebody off the list; what a running mailing still owed them is skipped in the same transaction.

    Returns False when they were off the list already.
    """
    moves.lock(subscriber)
    if not may_leave(subscriber):
        return False
    moves.make(subscriber, "leave", by=by, by_label=THE_PERSON, reason=source, now=now)
    _note(subscriber, ConsentEvent.Kind.LEFT, source=source, now=now)
    ledger.skip_for([subscriber.pk])
    return True


def may_confirm(subscriber: Subscriber) -> bool:
    """Whether the link of a confirmation mail still leads on; not when we were told meanwhile never to mail again."""
    return subscriber.status != SubscriberStatus.SUPPRESSED


def may_leave(subscriber: Subscriber) -> bool:
    """Whether there is anything to leave."""
    return subscriber.status not in {SubscriberStatus.LEFT, SubscriberStatus.SUPPRESSED}


@transaction.atomic
def suppress(
    subscriber: Subscriber, *, reason: str, source: str, by: User | None = None, now: datetime | None = None
) -> None:
    """Never mail this address again, whoever imports it; `reason` is one of Suppression.Reason. Twice is once."""
    moves.lock(subscriber)
    Suppression.objects.get_or_create(address_hash=subscriber.address_hash, defaults={"reason": reason})
    if subscriber.status == SubscriberStatus.SUPPRESSED:
        return
    moves.make(subscriber, "suppress", by=by, reason=source, now=now)
    _note(subscriber, ConsentEvent.Kind.SUPPRESSED, source=source, now=now)
    ledger.skip_for([subscriber.pk])


@transaction.atomic
def release(subscriber: Subscriber, *, by: User, reason: str, now: datetime | None = None) -> None:
    """Forget a suppression, for a good reason; the person still has to join again themselves."""
    moves.make(subscriber, "release", by=by, reason=reason, now=now)
    Suppression.objects.filter(address_hash=subscriber.address_hash).delete()
    _note(subscriber, ConsentEvent.Kind.RELEASED, source=reason, now=now)


@transaction.atomic
def send_leave_link(email: str, *, now: datetime | None = None) -> None:
    """Mail a link to leave to the owner of an address, if it is on the list; says nothing either way.

    Raises AddressRefusedError.
    """
    now = now or timezone.now()
    address = addresses.read(email)
    subscriber = Subscriber.objects.filter(address=address.compared, status=SubscriberStatus.ACTIVE).first()
    if subscriber and not _mailed_lately(subscriber, now=now):
        _write(subscriber, "leave_link", reverse("editions:leave", args=[leave_token(subscriber)]), now=now)


def leave_token(subscriber: Subscriber) -> str:
    """The token of a leave link that is not tied to one delivery."""
    return links.sign("leave-list", subscriber.pk)


def whose(token: str) -> Subscriber | None:
    """Who may leave by this link: the person of a delivery, or of a mail about the list; None when it is forged."""
    delivery = links.read("leave", token)
    if delivery is not None:
        return Subscriber.objects.filter(deliveries=delivery).first()
    number = links.read("leave-list", token)
    return Subscriber.objects.filter(pk=number).first() if number is not None else None


def _mailed_lately(subscriber: Subscriber, *, now: datetime) -> bool:
    return OutboxMail.objects.about(subscriber).filter(created_at__gt=now - PAUSE_BETWEEN_MAILS).exists()


def _write(subscriber: Subscriber, name: str, path: str, *, now: datetime) -> None:
    context = {"link": settings.SITE_URL + path, "days": CONFIRM_WITHIN.days}
    mail.queue(
        mail.compose(f"editions/{name}", context),
        kind=f"editions/{name}",
        to_email=subscriber.email,
        dedupe_key=f"{name}-{subscriber.pk}-{now.isoformat()}",
        about=subscriber,
        now=now,
    )


def _note(subscriber: Subscriber, kind: str, *, source: str, wording: str = "", now: datetime | None = None) -> None:
    ConsentEvent.objects.create(
        subscriber=subscriber,
        address_hash=subscriber.address_hash,
        kind=kind,
        wording=wording,
        source=source[:80],
        at=now or timezone.now(),
    )

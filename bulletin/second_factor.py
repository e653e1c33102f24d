"""The second factor of staff: an app that shows a new code every half minute, and recovery codes instead."""

import base64
import secrets
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from bulletin import links, mail, moves

RECOVERY_CODES = 10
RECOVERY_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing here looks like another
RECOVERY_LENGTH = 12
KEPT_LENGTH = 16  # of the hash of a recovery code, which is all that is kept of it
NAME = "Code app"


def app_of(user: User) -> TOTPDevice | None:
    """The app that this person's codes come from, once it has shown a first right one."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).first()


def begin(user: User) -> TOTPDevice:
    """The app that is being set up; the same until it is confirmed, so that the page may be loaded again."""
    app = TOTPDevice.objects.filter(user=user, confirmed=False).first()
    return app or TOTPDevice.objects.create(user=user, name=NAME, confirmed=False)


def typed_key(app: TOTPDevice) -> str:
    """The app's key for those who can't scan the picture, in groups of four."""
    key = base64.b32encode(app.bin_key).decode()
    return " ".join(key[start : start + 4] for start in range(0, len(key), 4))


@transaction.atomic
def confirm(user: User, code: str, *, now: datetime | None = None) -> TOTPDevice | None:
    """Take the app as this person's when the code is right; every other app and recovery code ends."""
    app = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=False).first()
    if app is None or not app.verify_token(_plain(code)):
        return None
    TOTPDevice.objects.filter(user=user).exclude(pk=app.pk).delete()
    app.confirmed = True
    app.save(update_fields=["confirmed"])
    _tell(user, "set_up_second_factor", "An app for sign-in codes was set up", now=now)
    return app


@transaction.atomic
def check(user: User, code: str, *, now: datetime | None = None) -> TOTPDevice | None:
    """The person's app when the code is right: one that it shows, or a recovery code, which then ends.

    Each code works once. After each wrong one the next is refused for twice as long, the right one too.
    """
    app, typed = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=True).first(), _plain(code)
    if app is None:
        return None
    if typed.isdigit():
        return app if app.verify_token(typed) else None
    recovery = StaticDevice.objects.select_for_update().filter(user=user).first()
    if recovery is None or not recovery.verify_token(_kept(user, typed)):
        return None
    left = recovery.token_set.count()
    _tell(user, "use_recovery_code", f"A recovery code was used to sign in; {left} are left", now=now)
    return app


@transaction.atomic
def new_recovery_codes(user: User) -> list[str]:
    """Fresh recovery codes, which end the earlier ones. They can be shown now and never again."""
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="Recovery codes")
    codes = [_recovery_code() for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=_kept(user, _plain(code))) for code in codes)
    return codes


def codes_left(user: User) -> int:
    return StaticToken.objects.filter(device__user=user).count()


@transaction.atomic
def reset(user: User, *, by: User | None, by_label: str = "The operator", now: datetime | None = None) -> None:
    """Forget the person's app and codes, because they lost both; they set up a new one when they next sign in.

    Every page that they have open asks for it at once.
    """
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()
    _tell(user, "reset_second_factor", "Your app for sign-in codes was reset", by=by, by_label=by_label, now=now)


def _recovery_code() -> str:
    code = "".join(secrets.choice(RECOVERY_LETTERS) for _ in range(RECOVERY_LENGTH))
    return f"{code[:6]}-{code[6:]}"


def _plain(code: str) -> str:
    return "".join(letter for letter in code.lower() if letter.isalnum())


def _kept(user: User, code: str) -> str:
    return links.keyed_hash("recovery code", f"{user.pk} {code}")[:KEPT_LENGTH]


def _tell(
    user: User, action: str, what: str, *, by: User | None = None, by_label: str = "", now: datetime | None = None
) -> None:
    """Write it down, and tell the person by mail, who alone can say that it wasn't them."""
    now = now or timezone.now()
    entry = moves.record(user, action, by=by or (None if by_label else user), by_label=by_label, now=now)
    if user.email:
        letter = mail.compose("bulletin/account", {"what": what, "username": user.username, "at": now})
        mail.queue(
            letter, kind="bulletin/account", to_email=user.email, dedupe_key=f"account-{entry.pk}", about=user, now=now
        )

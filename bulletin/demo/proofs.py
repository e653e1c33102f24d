"""The proofs of the demo's articles: those of the published edition approved, the others in every state."""

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.utils import timezone

from submissions import inviting, proofing, signing
from submissions.inviting import Person
from submissions.models import Proof, Submission
from submissions.signing import Said


def send(submission: Submission, *, by: User, now: datetime, days: int = 7) -> Proof:
    """To the contributor, and to the press office where the organisation demands a co-signer."""
    organisation = submission.contributor.organisation
    host = submission.contributor.email.partition("@")[2]
    press = Person(f"Press office of {organisation}", f"press@{host}", is_co_signer=True)
    due_on = timezone.localdate(now) + timedelta(days=days)
    return proofing.send(
        submission,
        by=by,
        letter=inviting.proposed(submission, by=by),
        due_on=due_on,
        co_signer=press if organisation.needs_co_signer else None,
        now=now,
    )


def approve(submission: Submission, *, by: User, now: datetime) -> None:
    """Sent, and approved by everybody a day later."""
    for signer in send(submission, by=by, now=now).signers.all():
        signing.approve(signer, now=now + timedelta(days=1))


def bring_to_different_states(submissions: list[Submission], *, by: User) -> None:
    """The first is approved, the second waits, in the third corrections are wanted; the others have no proof yet."""
    now = timezone.now()
    if len(submissions) > 2:
        approve(submissions[0], by=by, now=now - timedelta(days=2))
        send(submissions[1], by=by, now=now - timedelta(days=3))
        signer = send(submissions[2], by=by, now=now - timedelta(days=3)).signers.all()[0]
        said = [Said("Please say that the calls were counted from January to December.", passage=2)]
        signing.ask_for_corrections(signer, said, now=now - timedelta(days=1))

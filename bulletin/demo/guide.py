"""What to try first in the demo, step by step: the home page and `manage.py demo --welcome` tell the same."""

from dataclasses import dataclass

from django.urls import reverse

from bulletin.demo.people import PASSWORD, STAFF
from editions.models import Edition
from editions.workflow import EditionStatus

UNFINISHED = (EditionStatus.COLLECTING, EditionStatus.LOCKED, EditionStatus.SIGNED_OFF)


@dataclass(frozen=True)
class Step:
    """Something to do: on the page at `path`, and logged in as `username`, or without an account where it is empty."""

    title: str
    text: str
    path: str
    username: str = ""

    @property
    def who(self) -> str:
        return f"as {self.username}" if self.username else "no account needed"


@dataclass(frozen=True)
class Guide:
    """The steps, and who can log in."""

    steps: list[Step]
    logins: list[tuple[str, str]]  # the username, and whose it is
    password: str


def show() -> Guide:
    """The way of an article from the form to every inbox; for a demo only, which alone has these people."""
    return Guide(_steps(), [(username, name) for name, username, _ in STAFF], PASSWORD)


def _steps() -> list[Step]:
    edition = Edition.objects.filter(status__in=UNFINISHED).order_by("number").first()
    next_one = f"edition {edition.number}" if edition else "a new edition"
    page = _page(edition) if edition else reverse("admin:editions_edition_changelist")
    last = edition or Edition.objects.filter(status=EditionStatus.PUBLISHED).order_by("number").last()
    queue = f"{reverse('admin:submissions_submission_changelist')}?turn=triage"
    return [
        Step(
            "Send an article",
            "Fill in the form as a contributor would. You get a reference, and a page that says what happens next.",
            reverse("submissions:submit"),
        ),
        Step(
            "Accept it",
            "Open your article in the list of those that need triage, read it, and see the email before it is sent. Then "
            "confirm what its author answered, on the same page.",
            queue,
            "editor",
        ),
        Step(
            "Have it approved",
            "Send its proof from the tab “Proof”, open the link in the demo’s mailbox, and approve it as its author.",
            reverse("admin:submissions_submission_changelist"),
            "editor",
        ),
        Step(
            f"Place it in {next_one}",
            "Choose a section, put the articles in order, look at the preview, and lock the edition. The board names what "
            "stops it, such as answers that nobody confirmed, and leads to it.",
            page if edition else reverse("admin:editions_edition_add"),
            "editor",
        ),
        Step(
            "Sign it off",
            "Somebody who did not lock it reads the web page and the email. Articles that nobody approved are named: "
            "waive their proofs, or give a reason.",
            page,
            "publisher",
        ),
        Step(
            "Publish it and mail it",
            "Another publisher publishes it, then mails it to the list and watches the copies go out.",
            _page(last) if last else page,
            "publisher2",
        ),
        Step(
            "See it arrive",
            "The mailbox of the demo holds every email: receipts, decisions, and a copy for each subscriber.",
            reverse("mailbox"),
            "editor",
        ),
    ]


def _page(edition: Edition) -> str:
    return reverse("admin:editions_edition_change", args=[edition.pk])

"""Draws every table of permitted moves for people: `manage.py draw_workflow > docs/workflow.md`."""

from collections.abc import Iterator

from django.core.management.base import BaseCommand
from django.db.models import TextChoices

from bulletin.mail_workflow import MAIL, MailStatus
from bulletin.workflow import Move, Workflow
from editions.workflow import (
    DELIVERY,
    EDITION,
    MAILING,
    SUBSCRIBER,
    DeliveryStatus,
    EditionStatus,
    MailingStatus,
    SubscriberStatus,
)
from submissions.workflow import PROOF, SUBMISSION, ProofStatus, SubmissionStatus

WORKFLOWS: list[tuple[Workflow, type[TextChoices]]] = [
    (SUBMISSION, SubmissionStatus),
    (PROOF, ProofStatus),
    (EDITION, EditionStatus),
    (SUBSCRIBER, SubscriberStatus),
    (MAILING, MailingStatus),
    (DELIVERY, DeliveryStatus),
    (MAIL, MailStatus),
]
BEGINNING = """\
# Who may move what, and where to

This page is drawn from the tables in `submissions/workflow.py`, `editions/workflow.py` and
`bulletin/mail_workflow.py` by `manage.py draw_workflow > docs/workflow.md`, and a test compares them.
`bulletin/moves.py` makes every move, with its audit entry. Two kinds are moved many at once: deliveries
in `editions/distribution/ledger.py`, and mails in `bulletin/mail.py`; what staff do with a single mail
is done in `bulletin/outbox.py`.

"Without an account" means the contributor or subscriber through a link of their own, or the clock.
"""


class Command(BaseCommand):
    help = "Print every table of permitted moves as Markdown with a Mermaid diagram each."

    def handle(self, *args: object, **options: object) -> None:
        self.stdout.write(document(), ending="")


def document() -> str:
    """The whole of docs/workflow.md."""
    return "\n".join([BEGINNING, *("\n".join(_drawn(workflow, statuses)) for workflow, statuses in WORKFLOWS)])


def _drawn(workflow: Workflow, statuses: type[TextChoices]) -> Iterator[str]:
    yield f"## {workflow.title}\n"
    yield "```mermaid\nstateDiagram-v2"
    yield from (f"    {status.value}: {status.label}" for status in statuses)
    yield f"    [*] --> {statuses(workflow.first).value}"
    for move in workflow:
        yield from (f"    {source.value} --> {move.target}: {move.label}" for source in _sources(move, statuses))
    yield "```\n"
    yield "| move | from | to | who |\n|---|---|---|---|"
    for move in workflow:
        sources = ", ".join(source.label for source in _sources(move, statuses))
        yield f"| {move.label} (`{move.name}`) | {sources} | {statuses(move.target).label} | {_who(move)} |"
    yield ""


def _sources(move: Move, statuses: type[TextChoices]) -> list[TextChoices]:
    """Where the move may begin, in the order in which the statuses are declared."""
    return [status for status in statuses if status.value in move.sources]


def _who(move: Move) -> str:
    """The permission that a person needs, and whether it is also made without an account."""
    return " or ".join(
        [*([f"`{move.permission}`"] if move.permission else []), *["without an account"] * move.unattended]
    )

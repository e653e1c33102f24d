"""Whose turn it is: the queues of the home page, and how the list is narrowed to somebody's."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.db.models import Count, Exists, Min, OuterRef, Q, Subquery
from django.db.models.lookups import Exact
from django.http import HttpRequest
from django.utils import timezone

from bulletin import desk, moves
from submissions import blocking
from submissions.models import Message, Proof, Submission
from submissions.workflow import ProofStatus
from submissions.workflow import SubmissionStatus as Status

Person = AbstractBaseUser | AnonymousUser


@dataclass(frozen=True)
class Queue:
    """Submissions that wait for somebody; `tone` is its colour on the desk, `which` says which they are."""

    name: str
    label: str
    more: str
    tone: str
    which: Callable[[Person, date], Q]


@dataclass(frozen=True)
class Waiting:
    """How many wait in a queue, and for how many days the longest of them."""

    queue: Queue
    count: int
    days: int


OPEN = [Status.SUBMITTED, Status.IN_REVIEW]


def _proof(**which: object) -> Exists:
    return Exists(Proof.objects.filter(submission=OuterRef("pk"), **which))


def _wrote_last() -> Q:
    """The last message of the thread is the contributor's, and nobody has answered."""
    thread = Message.objects.for_contributor().filter(submission=OuterRef("pk"))
    return Q(Exists(thread)) & Q(Exact(Subquery(thread.order_by("-at", "-pk").values("from_contributor")[:1]), True))


QUEUES = [
    Queue(
        "triage",
        "Needs triage",
        "Nobody has looked yet",
        "info",
        lambda user, on: Q(status=Status.SUBMITTED, held_at=None),
    ),
    Queue(
        "mine",
        "Mine",
        "Assigned to you and in review",
        "info",
        lambda user, on: Q(assignee=user.pk, status__in=OPEN, held_at=None),
    ),
    Queue(
        "answers",
        "Messages to answer",
        "The contributor wrote last",
        "info",
        lambda user, on: _wrote_last() & ~Q(status__in=[Status.DECLINED, Status.WITHDRAWN]),
    ),
    Queue(
        "overdue",
        "Overdue",
        "Changes that are late",
        "bad",
        lambda user, on: Q(status=Status.CHANGES_REQUESTED, changes_due_on__lt=on),
    ),
    Queue(
        "waiting",
        "Waiting for the contributor",
        "We asked for changes",
        "warn",
        lambda user, on: Q(status=Status.CHANGES_REQUESTED),
    ),
    Queue(
        "proof",
        "Proof out",
        "Waiting for an approval",
        "warn",
        lambda user, on: Q(_proof(status=ProofStatus.SENT), status=Status.ACCEPTED),
    ),
    Queue(
        "corrections",
        "Corrections wanted",
        "Somebody answered a proof",
        "bad",
        lambda user, on: Q(_proof(status=ProofStatus.CORRECTIONS_WANTED), status=Status.ACCEPTED),
    ),
    Queue(
        "blocking",
        "Blocking the next edition",
        "Placed, but not accepted, cleared or approved",
        "bad",
        lambda user, on: blocking.of_next_edition(on=on),
    ),
    Queue(
        "unplaced",
        "Accepted, in no edition",
        "Waiting for a place",
        "good",
        lambda user, on: Q(status=Status.ACCEPTED, article=None),
    ),
    Queue("review", "In review", "By anybody", "plain", lambda user, on: Q(status=Status.IN_REVIEW)),
    Queue(
        "held",
        "Waits apart",
        "Perhaps sent by a robot, or marked",
        "warn",
        lambda user, on: Q(held_at__isnull=False) & ~Q(status=Status.WITHDRAWN),
    ),
]


def counts(user: Person) -> list[Waiting]:
    """How many wait in each queue for this person, and the longest in its status, in the order of QUEUES; one query."""
    today, now = timezone.localdate(), timezone.now()
    asked = {queue.name: queue.which(user, today) for queue in QUEUES}
    found = Submission.objects.aggregate(
        **{f"{name}_count": Count("pk", filter=which) for name, which in asked.items()},
        **{f"{name}_since": Min("status_since", filter=which) for name, which in asked.items()},
    )

    def days(name: str) -> int:
        since = found[f"{name}_since"]
        return (now - since).days if since else 0

    return [Waiting(queue, found[f"{queue.name}_count"], days(queue.name)) for queue in QUEUES]


class TurnFilter(admin.SimpleListFilter):
    title = "whose turn"
    parameter_name = "turn"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(queue.name, queue.label) for queue in QUEUES]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        chosen = [queue for queue in QUEUES if queue.name == self.value()]
        return queryset.filter(chosen[0].which(request.user, timezone.localdate())) if chosen else queryset


class AssigneeFilter(admin.SimpleListFilter):
    """By the names of those who have submissions, where Django would show their usernames."""

    title = "assigned to"
    parameter_name = "assignee"
    NOBODY = "nobody"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        busy = User.objects.filter(assigned_submissions__isnull=False).distinct().order_by("first_name", "last_name")
        named = [(str(user.pk), moves.label_of(user, "")) for user in busy]
        return [*named, (self.NOBODY, "Nobody")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        value = self.value()
        if value == self.NOBODY:
            return queryset.filter(assignee=None)
        return queryset.filter(assignee_id=desk.number(value)) if value else queryset

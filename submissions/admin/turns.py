"""Whose turn it is: the queues of the home page, and how the list is narrowed to somebody's."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.http import HttpRequest
from django.utils import timezone

from bulletin import desk, moves
from submissions.models import Submission
from submissions.models.submission import SubmissionQuerySet

Person = AbstractBaseUser | AnonymousUser


@dataclass(frozen=True)
class Queue:
    """Submissions that wait for somebody; `tone` is its colour on the desk."""

    name: str
    label: str
    more: str
    tone: str
    choose: Callable[[SubmissionQuerySet, Person, date], SubmissionQuerySet]


QUEUES = [
    Queue("triage", "Needs triage", "Nobody has looked yet", "info", lambda rows, user, on: rows.needing_triage()),
    Queue("mine", "Mine", "Assigned to you and in review", "info", lambda rows, user, on: rows.on_the_desk_of(user)),
    Queue("review", "In review", "By anybody", "plain", lambda rows, user, on: rows.in_review()),
    Queue(
        "waiting",
        "Waiting for the contributor",
        "We asked for changes",
        "warn",
        lambda rows, user, on: rows.waiting_for_contributor(),
    ),
    Queue("overdue", "Overdue", "Changes that are late", "bad", lambda rows, user, on: rows.overdue(on=on)),
    Queue(
        "unplaced",
        "Accepted, in no edition",
        "Waiting for a place",
        "good",
        lambda rows, user, on: rows.accepted().unplaced(),
    ),
]


def counts(user: Person) -> list[tuple[Queue, int]]:
    """How many wait in each queue for this person, in the order of QUEUES."""
    today = timezone.localdate()
    return [(queue, queue.choose(Submission.objects.all(), user, today).count()) for queue in QUEUES]


class TurnFilter(admin.SimpleListFilter):
    title = "whose turn"
    parameter_name = "turn"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(queue.name, queue.label) for queue in QUEUES]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        chosen = [queue for queue in QUEUES if queue.name == self.value()]
        return chosen[0].choose(queryset, request.user, timezone.localdate()) if chosen else queryset


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

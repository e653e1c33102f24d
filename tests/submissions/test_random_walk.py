"""Several people do anything at any moment to two submissions while the sender sends, and nothing is lost."""

import contextlib
from datetime import timedelta

import pytest
from django.core import mail as django_mail
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from bulletin import mail, moves, outbox
from bulletin.mail import Letter
from bulletin.models import AuditEntry, OutboxMail
from submissions import conversing, revising, triage, undoing
from submissions.content import Content
from submissions.models import Submission
from submissions.workflow import SUBMISSION
from tests.factories import people
from tests.factories.submissions import SubmissionFactory

LETTER = Letter("About your article", "Dear Sam\n\nThank you.\n")
PEOPLE = ["contributor", "ada", "ben", "publisher", "reader"]
VERBS = ["start_review", "request_changes", "accept", "decline", "resubmit", "withdraw", "reopen"]
WHICH = st.integers(0, 1)
WHO = st.sampled_from(PEOPLE)


class Walk(RuleBasedStateMachine):
    """Two submissions, five people, one clock that only goes forward."""

    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.now = timezone.now()
        django_mail.outbox = []
        self.rows = [SubmissionFactory(), SubmissionFactory(draft=True)]
        self.first = [row.status for row in self.rows]
        self.by = {"contributor": None, "ada": people.editor(), "ben": people.editor()}
        self.by |= {"publisher": people.publisher(), "reader": people.reader()}
        self.known = {}
        self.said = 0

    def teardown(self):
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def step(self):
        self.now += timedelta(seconds=1)
        return self.now

    @rule(which=WHICH, who=WHO, verb=st.sampled_from(VERBS), told=st.booleans(), stale=st.booleans())
    def decide(self, which, who, verb, told, stale):
        self.decide_(which, who, verb, told=told, stale=stale)

    def decide_(self, which, who, verb, *, told=True, stale=False):
        row, by = Submission.objects.get(pk=self.rows[which].pk), self.by[who]
        how = {"by": by, "seen": row.version - stale, "now": self.step()}
        if verb in {"accept", "decline", "request_changes", "withdraw", "reopen"}:
            how["letter"] = LETTER if told else None
        if verb in {"decline", "resubmit", "withdraw", "reopen"}:
            how["reason"] = "Because"
        if verb == "request_changes":
            how |= {"items": ["Add a date"], "due_on": self.now.date()}
        before = (row.status, AuditEntry.objects.count(), OutboxMail.objects.count())
        try:
            getattr(triage, verb)(row, **how)
        except moves.MoveRefusedError:
            row.refresh_from_db()
            assert (row.status, AuditEntry.objects.count(), OutboxMail.objects.count()) == before
        else:
            assert not stale
            assert who != "reader"
            assert by or verb in {"resubmit", "withdraw"}
            assert before[0] in SUBMISSION[verb].sources

    @rule(which=WHICH, who=st.sampled_from(PEOPLE[1:4]), pick=st.integers(0, 6))
    def decide_as_the_table_allows(self, which, who, pick):
        status = Submission.objects.get(pk=self.rows[which].pk).status
        if verbs := [move.name for move in SUBMISSION.leaving(status) if move.name in VERBS]:
            self.decide_(which, who, verbs[pick % len(verbs)])

    @rule(which=WHICH)
    def undo_what_was_just_done(self, which):
        decision = undoing.last_decision(Submission.objects.get(pk=self.rows[which].pk))
        if decision:
            self.undo_(which, next(name for name, by in self.by.items() if by == decision.entry.by))

    @rule(which=WHICH, who=st.sampled_from(PEOPLE[1:]))
    def undo(self, which, who):
        self.undo_(which, who)

    def undo_(self, which, who):
        row = Submission.objects.get(pk=self.rows[which].pk)
        decision = undoing.last_decision(row)
        entry = decision.entry.pk if decision else 0
        with contextlib.suppress(moves.MoveRefusedError):
            undoing.undo(row, by=self.by[who], entry_id=entry, now=self.step())
            assert decision.entry.by == self.by[who] or who == "publisher"

    @rule(which=WHICH, who=WHO)
    def revise(self, which, who):
        row = Submission.objects.get(pk=self.rows[which].pk)
        self.said += 1
        with contextlib.suppress(moves.MoveRefusedError):
            revising.revise(row, Content(f"Title {self.said}", "<p>Text</p>"), by=self.by[who], now=self.step())

    @rule(which=WHICH, who=st.sampled_from(PEOPLE[1:]), to=st.sampled_from(PEOPLE))
    def assign(self, which, who, to):
        row = Submission.objects.get(pk=self.rows[which].pk)
        with contextlib.suppress(moves.MoveRefusedError):
            triage.assign(row, to=self.by[to], by=self.by[who], now=self.step())

    @rule(which=WHICH, who=WHO, audience=st.sampled_from(["internal", "contributor"]))
    def write(self, which, who, audience):
        row = Submission.objects.get(pk=self.rows[which].pk)
        with contextlib.suppress(moves.MoveRefusedError):
            conversing.write(row, "When?", audience=audience, by=self.by[who], now=self.step())

    @rule(minutes=st.sampled_from([1, 11]))
    def wait(self, minutes):
        self.now += timedelta(minutes=minutes)

    @rule()
    def send(self):
        mail.send_due(now=self.step())

    @rule(pick=st.integers(0, 30), again=st.booleans())
    def handle_a_mail(self, pick, again):
        found = OutboxMail.objects.order_by("pk")
        if row := found[pick : pick + 1].first():
            deed = outbox.try_again if again else outbox.cancel
            with contextlib.suppress(moves.MoveRefusedError):
                deed(row, by=self.by["ada"], now=self.step())

    @invariant()
    def every_status_is_reached_by_the_table_or_an_undo(self):
        for row, first in zip(self.rows, self.first, strict=True):
            status, decided = first, []
            for entry in AuditEntry.objects.about(row).exclude(to_status="").order_by("at", "pk"):
                assert entry.from_status == status
                if entry.action == "undo":
                    undone = decided.pop()
                    assert (entry.from_status, entry.to_status) == (undone.to_status, undone.from_status)
                else:
                    assert status in SUBMISSION[entry.action].sources
                    assert entry.to_status == SUBMISSION[entry.action].target
                    decided.append(entry)
                status = entry.to_status
            assert Submission.objects.get(pk=row.pk).status == status

    @invariant()
    def no_entry_is_lost_or_changed(self):
        now = {entry.pk: (entry.action, entry.by_id, entry.at, entry.reason) for entry in AuditEntry.objects.all()}
        assert self.known.items() <= now.items()
        self.known = now

    @invariant()
    def one_decision_is_mailed_once_and_an_undone_one_never(self):
        sent = [message.extra_headers["Message-ID"] for message in django_mail.outbox]
        assert len(sent) == len(set(sent))
        for row in self.rows:
            undone = set(AuditEntry.objects.about(row).filter(action="undo").values_list("details__entry", flat=True))
            for entry in AuditEntry.objects.about(row).filter(action__in=VERBS):
                key = f"submission {row.pk} {entry.action} {entry.details['version']} contributor"
                mails = OutboxMail.objects.filter(dedupe_key=key)
                assert mails.count() <= 1
                if entry.pk in undone:
                    assert not mails.exclude(status="cancelled").exists()


def walk(examples, steps):
    machine = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        phases=(Phase.generate,),  # to make a failure smaller takes minutes; its steps are told as they are
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Walk, settings=machine)


@pytest.fixture
def quiet(settings):
    """Ten minutes to undo, mails kept in memory, and sent by the clock that the walk gives."""
    settings.UNDO_MINUTES = 10
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.mark.django_db
def test_nothing_that_several_people_do_reaches_a_forbidden_state_loses_an_entry_or_mails_twice(quiet):
    walk(examples=8, steps=25)


@pytest.mark.drill
@pytest.mark.django_db
def test_a_thousand_long_walks(quiet):
    walk(examples=1000, steps=60)

"""A contributor and an editor who act on one article that stands in an edition, at one instant."""

import threading
import time

import pytest
from django.db import transaction

from bulletin import moves
from bulletin.moves import MoveRefusedError
from submissions import drafting, replying, triage
from submissions.models import Submission
from tests.factories import people
from tests.factories.editions import ArticleFactory
from tests.factories.submissions import SubmissionFactory
from tests.journeys.test_hostile_clicks import at_once
from tests.submissions.test_intake import OFFER

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def answers(submission):
    return replying.send(submission, {})


def changes(submission):
    draft = drafting.change(submission, {})
    return drafting.send(draft, OFFER, seen=draft.version)


@pytest.mark.parametrize("act", [answers, changes])
def test_whoever_comes_second_waits_and_is_told(act):
    article, editor = ArticleFactory(submission=SubmissionFactory(changes_requested=True)), people.editor()
    has_begun = threading.Event()

    def decline():
        with transaction.atomic():
            moves.lock(article.edition)
            has_begun.set()
            time.sleep(0.5)  # until the contributor has locked what they lock first
            triage.decline(Submission.objects.get(), by=editor, reason="Out of date.", letter=None)

    def contributor_acts():
        has_begun.wait()
        with pytest.raises(MoveRefusedError):
            act(Submission.objects.get())

    at_once(decline, contributor_acts)

    assert Submission.objects.get().status == "declined"

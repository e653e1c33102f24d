from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from bulletin import links
from bulletin.models import Link
from submissions.models import Submission
from tests.factories.submissions import SubmissionFactory

NOW = timezone.now()


@pytest.fixture
def submission():
    return SubmissionFactory.create()


@pytest.mark.django_db
def test_a_secret_opens_its_row_for_its_purpose_only(submission):
    secret = links.issue(submission, "status")
    assert links.find(secret, "status", Submission) == submission
    assert links.find(secret, "proof", Submission) is None
    assert links.find(secret, "status", Link) is None
    assert links.find(secret[:-1], "status", Submission) is None


@pytest.mark.django_db
def test_only_the_hash_of_a_secret_is_kept(submission):
    secret = links.issue(submission, "status")
    assert len(secret) >= 43  # 32 bytes
    assert secret not in str(Link.objects.values().get())


@pytest.mark.django_db
def test_a_new_secret_ends_the_earlier_one(submission):
    earlier = links.issue(submission, "status")
    later = links.issue(submission, "status")
    assert links.find(earlier, "status", Submission) is None
    assert links.find(later, "status", Submission) == submission


@pytest.mark.django_db
def test_an_expired_secret_opens_nothing_and_is_forgotten(submission):
    secret = links.issue(submission, "confirm", expires_at=NOW + timedelta(days=7))
    assert links.find(secret, "confirm", Submission, now=NOW + timedelta(days=6)) == submission
    assert links.find(secret, "confirm", Submission, now=NOW + timedelta(days=7)) is None
    links.issue(submission, "status")
    assert links.forget(now=NOW + timedelta(days=7)) == 1
    assert Link.objects.get().purpose == "status"


@given(st.integers(min_value=0, max_value=2**64 - 1))
def test_a_signed_token_gives_its_number_back_for_its_purpose_only(number):
    token = links.sign("leave", number)
    assert len(token) == links.SIGNED_LENGTH
    assert links.read("leave", token) == number
    assert links.read("leave-list", token) is None


@given(st.text(max_size=40))
def test_nobody_guesses_a_token(text):
    assert links.read("leave", text) is None


@given(st.integers(min_value=0, max_value=links.SIGNED_LENGTH - 1), st.sampled_from("Ab0-_"))
def test_a_token_with_one_other_letter_opens_nothing(place, letter):
    token = links.sign("leave", 12345)
    changed = token[:place] + letter + token[place + 1 :]
    assert changed == token or links.read("leave", changed) is None

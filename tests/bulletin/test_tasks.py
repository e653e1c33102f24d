from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from bulletin import limits, links, tasks
from bulletin.models import Link, Tally
from tests.factories.submissions import SubmissionFactory

BEFORE, LATER = timezone.now() - timedelta(days=30), timezone.now() + timedelta(days=30)


@pytest.mark.django_db
def test_the_clock_has_what_ended_forgotten_and_nothing_else():
    submission = SubmissionFactory.create()
    for expires_at, purpose in ((BEFORE, "confirm"), (LATER, "proof"), (None, "status")):
        links.issue(submission, purpose, expires_at=expires_at)
    limits.spend("posts of a network", "192.0.2.1", now=BEFORE)
    limits.spend("posts of a network", "192.0.2.2")
    for key, ends in (("ended", BEFORE), ("open", LATER)):
        Session.objects.create(session_key=key, session_data="", expire_date=ends)
    tasks.forget()
    assert set(Link.objects.values_list("purpose", flat=True)) == {"proof", "status"}
    assert Tally.objects.count() == 1
    assert Session.objects.get().session_key == "open"
    assert "bulletin.tasks.forget" in {ring["task"] for ring in django_settings.CELERY_BEAT_SCHEDULE.values()}

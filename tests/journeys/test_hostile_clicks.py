"""A button pressed many times at one instant, by one person or by several: done once, or refused in words."""

import random
import threading
from collections import Counter

import pytest
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from bulletin import links
from bulletin.models import AuditEntry, OutboxMail
from editions import assembly
from editions.distribution import freezing, subscribers
from editions.models import Article, Edition, Mailing, Snapshot, Subscriber
from submissions import intake
from submissions.models import Submission
from tests.factories import editions, mailings, people
from tests.factories.submissions import OrganisationFactory, SubmissionFactory
from tests.factories.subscribers import SubscriberFactory
from tests.submissions.views import walking

WHOLE = walking.ARTICLE | walking.PICTURES  # what the page that edits an article posts
pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def at_once(*acts):
    """What each act gave, all begun at the same instant in threads of their own."""
    gate, given = threading.Barrier(len(acts)), {}

    def run(place, act):
        gate.wait()
        try:
            given[place] = act()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [given[place] for place in range(len(acts))]


def press(path, fields=None, *, by=None):
    """A person who is about to press a button."""
    client = Client()
    if by:
        client.force_login(by)
    return lambda: client.post(path, fields or {})


def codes(pressed):
    return Counter(answer.status_code for answer in pressed)


def test_an_article_that_is_sent_six_times_at_once_arrives_once():
    tasks = walking.written(Client())
    seen = walking.seen_on(Client(), f"{tasks}check/")

    pressed = at_once(*[press(f"{tasks}check/", {"seen": seen}) for _ in range(6)])

    assert len({answer["Location"] for answer in pressed}) == 1
    assert Submission.objects.count() == 1
    assert OutboxMail.objects.count() == 2


def test_a_step_that_is_saved_on_six_machines_at_once_keeps_one_and_shows_it_to_the_others():
    tasks = walking.begun(Client())
    seen = walking.seen_on(Client(), f"{tasks}article/")

    pressed = at_once(
        *[press(f"{tasks}article/", walking.ARTICLE | {"seen": seen, "title": f"Title {n}"}) for n in range(6)]
    )

    assert codes(pressed) == {302: 1, 409: 5}
    (kept,) = walking.draft_at(tasks).answers["article"]["title"]
    assert all(kept in answer.content.decode() for answer in pressed if answer.status_code == 409)


def test_editors_who_accept_and_decline_at_once_make_one_decision_and_one_mail():
    article = SubmissionFactory(in_review=True)
    said = {"step": "send", "seen": article.version, "subject": "Your article", "text": "Dear Ann", "reason": "Late"}
    path = f"/admin/submissions/submission/{article.pk}/move/"

    pressed = at_once(*[press(f"{path}{name}/", said, by=people.editor()) for name in ("accept", "decline") * 2])

    assert codes(pressed) == {302: 1, 409: 3}
    assert AuditEntry.objects.about(article).count() == OutboxMail.objects.count() == 1


def test_two_editors_who_save_an_article_at_once_lose_nothing():
    article = SubmissionFactory(in_review=True)
    path, said = f"/admin/submissions/submission/{article.pk}/edit/", {"note": "Shorter", "seen": article.version}

    pressed = at_once(*[press(path, WHOLE | {"title": f"Title {n}"} | said, by=people.editor()) for n in range(3)])

    assert codes(pressed) == {302: 1, 200: 2}
    assert article.revisions.count() == 2
    assert all("Look at it again" in answer.content.decode() for answer in pressed if answer.status_code == 200)


def test_two_editors_who_write_the_welcome_at_once_lose_nothing():
    edition = editions.EditionFactory()
    seen = assembly.fingerprint(edition, assembly.WORDS)
    path = f"/admin/editions/edition/{edition.pk}/words/"

    pressed = at_once(*[press(path, {"welcome": f"Hello {n}", "seen": seen}, by=people.editor()) for n in range(3)])

    assert codes(pressed) == {302: 1, 409: 2}


def test_an_article_that_is_placed_in_two_editions_at_once_stands_in_one():
    article, both = SubmissionFactory(accepted=True), [editions.EditionFactory(), editions.EditionFactory()]

    at_once(
        *[
            press(
                f"/admin/editions/edition/{edition.pk}/place/",
                {"submission": article.pk, "section": edition.sections.first().pk},
                by=people.editor(),
            )
            for edition in both * 2
        ]
    )

    assert Article.objects.count() == 1


def test_an_edition_that_is_locked_while_others_change_it_prints_only_accepted_articles():
    edition, late = editions.ready(articles=2), SubmissionFactory(accepted=True)
    here, article = f"/admin/editions/edition/{edition.pk}/", edition.articles.first()
    deciding = f"/admin/submissions/submission/{article.submission_id}/move/decline/"
    no = {"step": "silent", "reason": "x", "seen": article.submission.version}

    pressed = at_once(
        *[press(f"{here}steps/lock/", {"seen": edition.version}, by=people.editor()) for _ in range(2)],
        press(f"{here}place/", {"submission": late.pk, "section": article.section_id}, by=people.editor()),
        press(f"{here}articles/{article.pk}/", {"do": "remove"}, by=people.editor()),
        press(deciding, no, by=people.editor()),
    )

    edition.refresh_from_db()
    assert set(codes(pressed)) <= {302, 409}
    if edition.status == "locked":
        assert all(each.revision and each.submission.status == "accepted" for each in edition.articles.all())


def test_an_edition_is_signed_off_published_and_mailed_once_whoever_presses_at_once():
    edition, everybody = editions.locked(), [people.publisher() for _ in range(4)]
    SubscriberFactory.create_batch(2)
    here = f"/admin/editions/edition/{edition.pk}/"

    for step in ("sign_off", "publish"):
        pressed = at_once(*[press(f"{here}steps/{step}/", {"seen": edition.version}, by=each) for each in everybody])
        assert codes(pressed) == {302: 1, 409: 3}
        edition.refresh_from_db()
    assert Snapshot.objects.count() == 1

    others = [each for each in everybody if each != edition.signed_off_by]
    typed = {"do": "start", "number": edition.number, "seen": edition.version}
    withdrawing = press(f"{here}steps/withdraw/", {"seen": edition.version, "reason": "x"}, by=edition.signed_off_by)
    at_once(*[press(f"{here}mail/", typed, by=each) for each in others], withdrawing)

    edition.refresh_from_db()
    assert (edition.status, Mailing.objects.count()) in {("published", 1), ("withdrawn", 0)}


def test_two_editions_that_are_started_with_one_number_at_once_are_one():
    typed = {"number": 5, "label": "December 2026"}

    pressed = at_once(*[press("/admin/editions/edition/add/", typed, by=people.editor()) for _ in range(4)])

    assert codes(pressed) == {302: 1, 422: 3}
    assert Edition.objects.count() == 1


def test_whoever_asks_confirms_and_leaves_at_once_is_one_person_with_one_mail():
    at_once(*[press("/subscribe/", {"email": spelt}) for spelt in ("Ann@b.example", "ann@B.example") * 3])
    person = Subscriber.objects.get()
    assert OutboxMail.objects.count() == 1

    confirming = f"/subscribe/confirm/{links.issue(person, 'confirm')}/"
    leaving = f"/leave/{subscribers.leave_token(person)}/"
    pressed = at_once(*[press(path) for path in (confirming, leaving) * 3])

    person.refresh_from_db()
    kinds = list(person.consent_events.order_by("pk").values_list("kind", flat=True))
    assert codes(pressed) == {200: 6}
    assert (kinds[-1], person.status) in {("left", "left"), ("confirmed", "active")}


def test_people_who_leave_at_the_instant_of_the_freeze_are_counted_and_not_mailed():
    mailing = mailings.started(subscribers=20)
    leavers = list(Subscriber.objects.all()[:4])

    at_once(
        *[lambda: freezing.freeze(mailing.pk, now=timezone.now())] * 2,
        *[press(f"/leave/{subscribers.leave_token(each)}/") for each in leavers],
    )

    mailing.refresh_from_db()
    assert mailing.total == mailing.deliveries.count()
    assert mailing.total + sum(mailing.excluded.values()) == mailing.candidates == 20
    left = mailing.deliveries.filter(subscriber__in=leavers).values_list("status", flat=True)
    assert set(left) <= {"skipped"}


def test_two_articles_that_draw_the_same_reference_at_one_instant_get_one_each(monkeypatch):
    about = walking.ABOUT
    OrganisationFactory(name=about["organisation"], sector=about["sector"], region=about["region"])
    drafts = [walking.written(Client(), article={"title": f"Title {number}"}) for number in range(2)]
    seen = [walking.seen_on(Client(), f"{tasks}check/") for tasks in drafts]
    drawn, together = threading.local(), threading.Barrier(2)

    def draw(letters):
        """The same letters for both at first, and not before both draw; then others."""
        if letters != intake.REFERENCE_LETTERS:
            return random.choice(letters)
        drawn.count = getattr(drawn, "count", 0) + 1
        if drawn.count == intake.REFERENCE_LENGTH:
            together.wait(timeout=10)
        return letters[0] if drawn.count <= intake.REFERENCE_LENGTH else random.choice(letters)

    if connection.vendor == "sqlite":
        together = threading.Barrier(1)  # writers come one after the other
    monkeypatch.setattr(intake.secrets, "choice", draw)
    pressed = at_once(*[press(f"{tasks}check/", {"seen": token}) for tasks, token in zip(drafts, seen, strict=True)])

    assert codes(pressed) == {302: 2}
    assert len({row.reference for row in Submission.objects.all()}) == 2

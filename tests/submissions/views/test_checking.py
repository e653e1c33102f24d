import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from bulletin.models import OutboxMail
from submissions.models import Draft, Section, Submission, Theme
from tests.factories.submissions import SubmissionFactory, picture_bytes
from tests.submissions.views import walking
from tests.submissions.views.walking import words_of

pytestmark = pytest.mark.django_db
DESCRIBED = {
    "pictures__0__purpose": "described",
    "pictures__0__alt": "A steering lock",
    "pictures__0__owner": "Northshire Police",
    "pictures__0__people": "nobody",
}


def picture():
    return SimpleUploadedFile("lock.png", picture_bytes())


def test_every_answer_is_shown_with_a_link_that_changes_it(client):
    tasks = walking.written(client, pictures={"pictures__0__file": picture(), **DESCRIBED})

    page = words_of(client.get(f"{tasks}check/"))

    for words in ("ann@police.example", "Police and law enforcement", "We gave away 400 locks.", "lock.png"):
        assert words in page
    changes = re.findall(r'href="([^"]+)">Change<', page)
    assert f"{tasks}about/?then=check#id_name" in changes
    assert f"{tasks}article/?then=check#id_title" in changes
    for address in set(changes):
        path, _, anchor = address.partition("#")
        if anchor:
            assert f'id="{anchor}"' in words_of(client.get(path)), address


def test_the_previews_show_the_article_as_it_will_be_printed(client):
    tasks = walking.written(client, pictures={"pictures__0__file": picture(), **DESCRIBED})

    web, email = client.get(f"{tasks}preview/web/"), client.get(f"{tasks}preview/email/")

    for face in (web, email):
        page = words_of(face)
        assert "Fewer cars stolen" in page
        assert "We gave away 400 locks." in page
        assert 'alt="A steering lock"' in page
        address = re.search(r'src="([^"]+/pictures/[^"]+)"', page)[1]
        assert client.get(address)["Content-Type"] == "image/png"
        assert "script-src" not in face["Content-Security-Policy"]
        assert "default-src 'none'" in face["Content-Security-Policy"]


def test_what_is_missing_is_listed_with_links_to_where_it_is_mended(client):
    tasks = walking.written(client, article={"title": ""})

    page = words_of(client.get(f"{tasks}check/"))

    assert f'<a href="{tasks}article/?then=check&amp;errors">Complete “Your article”</a>' in page
    assert "Complete “About you”" not in page
    assert "Error:" not in page
    pressed = words_of(walking.send(client, tasks))
    assert "<title>Error: Check your answers" in pressed
    assert not Submission.objects.exists()


def test_a_sent_article_leads_to_its_lasting_page_and_two_mails(client):
    response = walking.sent(client)

    submission = Submission.objects.get()
    assert response["Location"].startswith("/submit/sent/")
    assert submission.status == "submitted"
    assert OutboxMail.objects.about(submission).count() == 2
    page = words_of(client.get(response["Location"]))
    day = timezone.localdate() + timedelta(days=10)
    for words in (submission.reference, "An editor will read it", f"by {day:%-d %B %Y}", "We gave away 400 locks."):
        assert words in page


def test_the_receipt_says_what_happens_next_by_when_and_holds_a_copy(client):
    response = walking.sent(client)

    receipt = OutboxMail.objects.get(kind="submissions/receipt")
    day = timezone.localdate() + timedelta(days=10)
    for words in ("Fewer cars stolen", "We gave away 400 locks.", f"{day:%-d %B %Y}", response["Location"]):
        assert words in receipt.text


def test_section_themes_blocks_contacts_and_pictures_arrive(client):
    section, theme = Section.objects.get(name="Disruptions"), Theme.objects.get(name="Protect")
    article = {
        "suggested_section": section.pk,
        "themes": [theme.pk],
        "blocks__TOTAL_FORMS": "1",
        "blocks__0__kind": "quote",
        "blocks__0__text": "It works",
        "contacts__0__role": "Duty desk",
        "contacts__0__phone": "01632 960 001",
        "contacts__0__agreed": "on",
    }

    walking.sent(client, article=article, pictures={"pictures__0__file": picture(), **DESCRIBED})

    submission = Submission.objects.get()
    assert (submission.suggested_section, submission.themes.get()) == (section, theme)
    assert submission.latest.blocks == [{"kind": "quote", "text": "It works", "speaker": "", "role": ""}]
    assert submission.latest.contacts[0]["role"] == "Duty desk"
    assert submission.latest.pictures.get().alt == "A steering lock"


def test_a_double_click_sends_one_article_and_both_answers_lead_to_it(client):
    tasks = walking.written(client)
    seen = walking.seen_on(client, f"{tasks}check/")

    first, second = (client.post(f"{tasks}check/", {"seen": seen}) for _ in range(2))

    assert first["Location"] == second["Location"]
    assert Submission.objects.count() == 1
    assert OutboxMail.objects.count() == 2


def test_the_address_of_a_sent_draft_leads_to_its_lasting_page_and_saves_nothing_more(client):
    tasks = walking.written(client)
    seen = walking.seen_on(client, f"{tasks}article/")
    sent = walking.send(client, tasks)

    assert client.get(tasks)["Location"] == sent["Location"]
    assert client.get(f"{tasks}article/")["Location"] == sent["Location"]
    late = client.post(f"{tasks}article/", {**walking.ARTICLE, "seen": seen, "title": "Too late"})
    assert late.status_code == 409
    assert "This article was sent already" in words_of(late)
    assert 'value="Too late"' in words_of(late)
    assert Submission.objects.get().title == "Fewer cars stolen"


def test_what_was_saved_after_it_was_checked_has_to_be_checked_again(client):
    tasks = walking.written(client)
    seen = walking.seen_on(client, f"{tasks}check/")
    walking.save(client, tasks, "article", title="Another title")

    page = words_of(client.post(f"{tasks}check/", {"seen": seen}))

    assert "Something was saved since you checked your answers." in page
    assert "Another title" in page
    assert not Submission.objects.exists()


def test_what_only_the_domain_refuses_is_shown_as_an_error(client, monkeypatch):
    monkeypatch.setattr("submissions.revising.MOST_IN_TITLE", 5)

    page = words_of(walking.sent(client))

    assert "The title must be 5 characters or fewer." in page
    assert not Submission.objects.exists()
    assert Draft.objects.open().exists()


def test_too_many_articles_from_one_address_have_to_wait_and_nothing_is_lost(client, settings):
    settings.LIMITS = settings.LIMITS | {"forms of an address": (1, 3600)}
    walking.sent(client)
    tasks = walking.written(client)

    response = walking.send(client, tasks)

    assert response.status_code == 429
    assert "Wait 60 minutes" in words_of(response)
    assert Submission.objects.count() == 1
    assert walking.draft_at(tasks).answers["article"]["title"] == ["Fewer cars stolen"]


def test_an_article_much_like_one_that_is_open_is_warned_about_without_telling_a_stranger_its_name(client):
    earlier = SubmissionFactory(contributor__email="ann@police.example", revision__title="Fewer cars stolen in May")
    tasks = walking.written(client)

    page = words_of(client.get(f"{tasks}check/"))

    assert "We already have an article from this address with a similar title." in page
    assert earlier.reference not in page
    Draft.objects.update(email_confirmed_at=timezone.now())
    assert earlier.reference in words_of(client.get(f"{tasks}check/"))


@pytest.mark.parametrize(
    "earlier",
    [
        {"contributor__email": "ann@police.example", "revision__title": "A bicycle workshop"},
        {"contributor__email": "bob@police.example", "revision__title": "Fewer cars stolen"},
        {"contributor__email": "ann@police.example", "revision__title": "Fewer cars stolen", "declined": True},
    ],
)
def test_another_title_or_address_or_a_closed_article_is_no_twin(client, earlier):
    SubmissionFactory(**earlier)

    page = words_of(client.get(f"{walking.written(client)}check/"))

    assert "similar title" not in page


# --- what waits apart ------------------------------------------------------------------------------


def test_what_fills_in_the_field_for_robots_waits_apart_and_mails_nobody(client):
    response = walking.sent(client, about={"fax": "12345"})

    submission = Submission.objects.get()
    assert submission.held_at is not None
    assert "filled in" in submission.held_for
    assert list(Submission.objects.held()) == [submission]
    assert not Submission.objects.needing_triage().exists()
    assert not OutboxMail.objects.exists()
    assert submission.reference in words_of(client.get(response["Location"]))


def test_what_is_written_and_sent_at_once_waits_apart(client, settings):
    settings.SUBMIT_SECONDS = 60
    walking.sent(client)
    assert "within 60 seconds" in Submission.objects.get().held_for

    tasks = walking.written(client)
    Draft.objects.open().update(created_at=timezone.now() - timedelta(seconds=61))
    walking.send(client, tasks)

    assert Submission.objects.filter(held_at=None).count() == 1

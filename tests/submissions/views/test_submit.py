import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bulletin.models import OutboxMail
from submissions import intake
from submissions.models import Section, Submission, Theme
from tests.factories.submissions import picture_bytes

pytestmark = pytest.mark.django_db
URL = "/submit/"


def answers(**given):
    """A form filled in with the least that is needed, as a browser posts it."""
    return {
        "name": "Ann Example",
        "email": "ann@police.example",
        "phone": "",
        "organisation": "Northshire Police",
        "sector": "law_enforcement",
        "region": "north_east",
        "title": "Fewer cars stolen",
        "summary": "Free locks.",
        "body": "<p>We gave away 400 locks.</p>",
        "language": "en",
        "pictures-TOTAL_FORMS": "1",
        "pictures-INITIAL_FORMS": "0",
        "blocks-TOTAL_FORMS": "0",
        "blocks-INITIAL_FORMS": "0",
        "contacts-TOTAL_FORMS": "1",
        "contacts-INITIAL_FORMS": "0",
        "is_cleared": "on",
        "fax": "",
        "form_key": "a-key",
    } | {name.replace("__", "-"): value for name, value in given.items()}


def picture():
    return SimpleUploadedFile("<b>lock.png", picture_bytes())


def test_the_form_says_who_may_send_what_and_what_must_not_be_sent(client):
    page = client.get(URL).content.decode()

    assert "You don’t need an account." in page
    assert "Send nothing marked above OFFICIAL." in page
    assert intake.DECLARATION in page
    for section in Section.objects.all():
        assert section.description in page


def test_sections_that_are_no_longer_used_are_not_offered(client):
    Section.objects.filter(name="Prevent").update(is_active=False, description="Gone from here")

    assert "Gone from here" not in client.get(URL).content.decode()


def test_a_sent_article_leads_to_its_lasting_page_and_two_mails(client):
    response = client.post(URL, answers())

    submission = Submission.objects.get()
    assert response.status_code == 302
    assert response["Location"].startswith("/submit/sent/")
    assert submission.status == "submitted"
    assert OutboxMail.objects.about(submission).count() == 2
    page = client.get(response["Location"]).content.decode()
    assert submission.reference in page
    assert "An editor will read it and write to you." in page
    assert "We gave away 400 locks." in page


def test_section_themes_blocks_contacts_and_pictures_arrive(client):
    section, theme = Section.objects.get(name="Disruptions"), Theme.objects.get(name="Protect")
    given = answers(
        suggested_section=section.pk,
        themes=[theme.pk],
        pictures__0__file=picture(),
        pictures__0__purpose="described",
        pictures__0__alt="A steering lock",
        pictures__0__owner="Northshire Police",
        pictures__0__people="nobody",
        blocks__TOTAL_FORMS="1",
        blocks__0__kind="quote",
        blocks__0__text="It works",
        contacts__0__role="Duty desk",
        contacts__0__phone="01632 960 001",
        contacts__0__agreed="on",
    )

    client.post(URL, given)

    submission = Submission.objects.get()
    assert (submission.suggested_section, submission.themes.get()) == (section, theme)
    assert submission.latest.blocks == [{"kind": "quote", "text": "It works", "speaker": "", "role": ""}]
    assert submission.latest.contacts[0]["role"] == "Duty desk"
    assert submission.latest.pictures.get().alt == "A steering lock"


def test_a_double_click_sends_one_article_and_both_answers_lead_to_it(client):
    first, second = client.post(URL, answers()), client.post(URL, answers())

    assert first["Location"] == second["Location"]
    assert Submission.objects.count() == 1
    assert OutboxMail.objects.count() == 2


def test_each_opening_of_the_form_has_its_own_key(client):
    keys = {re.search(r'name="form_key" value="([^"]+)"', client.get(URL).content.decode())[1] for _ in range(3)}

    assert len(keys) == 3


def test_errors_are_listed_at_the_top_and_everything_typed_is_kept(client):
    response = client.post(
        URL,
        answers(
            name="",
            email="ann@",
            sector="",
            body="Half a <sentence",
            contacts__0__name="Only a name",
            contacts__0__agreed="on",
        ),
    )

    page = response.content.decode()
    assert "<title>Error: Send an article" in page
    summary = page[page.index("govuk-error-summary") : page.index("<h1")]
    assert re.findall(r'<a href="(#[^"]+)">([^<]+)</a>', summary) == [
        ("#id_name", "Enter your name"),
        ("#id_email", "Enter an email address in the correct format, like name@example.com"),
        ("#id_sector_1", "Select what kind of organisation it is"),
        ("#id_contacts-0-email", "Enter an email address, a telephone number or a website for this contact"),
    ]
    for target in re.findall(r'<a href="#([^"]+)">', summary):
        assert f'id="{target}"' in page
    assert 'value="ann@"' in page
    assert "Half a &lt;sentence</textarea>" in page
    assert 'value="Only a name"' in page
    assert not Submission.objects.exists()


def test_a_picture_is_kept_over_an_error_and_named_without_its_markup(client):
    rows = {"pictures__0__purpose": "decorative", "pictures__0__owner": "Jo", "pictures__0__people": "nobody"}
    page = client.post(URL, answers(title="", pictures__0__file=picture(), **rows)).content.decode()
    token = re.search(r'name="pictures-0-kept" value="([^"]+)"', page)[1]

    assert "&lt;b&gt;lock.png" in page
    assert "60 by 40 pixels" in page
    client.post(URL, answers(pictures__0__kept=token, **rows))
    assert Submission.objects.get().latest.pictures.count() == 1


def test_a_button_adds_a_row_without_judging_the_rest(client):
    page = client.post(URL, answers(title="", rows="add:blocks:event")).content.decode()

    assert 'name="blocks-0-when"' in page
    assert "govuk-error-summary" not in page
    assert "<title>Added - Send an article" in page
    assert not Submission.objects.exists()


def test_what_a_robot_fills_in_is_refused_in_words_for_a_person(client):
    page = client.post(URL, answers(fax="12345")).content.decode()

    assert "Leave the last field empty." in page
    assert not Submission.objects.exists()


def test_an_article_that_is_not_cleared_is_not_taken(client):
    given = answers()
    del given["is_cleared"]

    page = client.post(URL, given).content.decode()

    assert "Tick the box to say that it is cleared." in page
    assert not Submission.objects.exists()


def test_what_only_the_domain_refuses_is_shown_as_an_error(client, monkeypatch):
    monkeypatch.setattr("submissions.revising.MOST_IN_TITLE", 5)

    page = client.post(URL, answers()).content.decode()

    assert "The title must be 5 characters or fewer." in page
    assert not Submission.objects.exists()


def test_a_post_without_a_token_against_forgery_is_refused():
    assert Client(enforce_csrf_checks=True).post(URL, answers()).status_code == 403
    assert not Submission.objects.exists()


def test_the_form_is_never_kept_in_a_cache(client):
    assert "no-store" in client.get(URL)["Cache-Control"]


def test_the_form_asks_the_database_little(client, django_assert_num_queries):
    with django_assert_num_queries(2):
        client.get(URL)


@pytest.mark.parametrize(
    "forged",
    [
        {"rows": f"remove:blocks:{'9' * 5000}"},
        {"rows": "add:nothing:event"},
        {"themes": ["9" * 30]},
        {"themes": ["9" * 5000, "x"]},
        {"suggested_section": "9" * 30},
        {"pictures__TOTAL_FORMS": "9" * 5000},
        {"pictures__TOTAL_FORMS": "-5"},
        {"blocks__TOTAL_FORMS": "31"},
        {"blocks__TOTAL_FORMS": "1", "blocks__0__kind": "__class__"},
        {"contacts__0__website": "http://[::1"},
        {"pictures__0__kept": "{}:x:y"},
        {"title": "\x00"},
        {"body": "x" * 1_000_000},
    ],
)
def test_no_forged_number_or_name_of_the_form_breaks_the_page(client, forged):
    page = client.post(URL, answers(**{"email": "", **forged})).content.decode()

    assert "<h1" in page
    assert 'value="Ann Example"' in page
    assert not Submission.objects.exists()

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from submissions import uploads
from submissions.models import Draft, Section, Submission
from tests.factories.submissions import picture_bytes
from tests.submissions.views import walking
from tests.submissions.views.walking import words_of

pytestmark = pytest.mark.django_db


def picture():
    return SimpleUploadedFile("<b>lock.png", picture_bytes())


# --- the list of tasks -----------------------------------------------------------------------------


def statuses(client, tasks):
    page = client.get(tasks).content.decode()
    found = re.findall(r'id="task-(\w+)">(?:<strong[^>]*>)?([^<]+)<', page)
    return dict(found)


def test_each_task_says_how_far_it_is(client, tasks):
    assert "You have completed 0 of 4 parts." in words_of(client.get(tasks))
    assert statuses(client, tasks) == {
        "about": "Not started",
        "article": "Not started",
        "pictures": "Optional",
        "permissions": "Not started",
        "check": "Not sent yet",
    }

    walking.save(client, tasks, "about")
    walking.save(client, tasks, "article", title="")
    walking.save(client, tasks, "pictures")

    assert statuses(client, tasks) == {
        "about": "Completed",
        "article": "Not finished",
        "pictures": "Completed",
        "permissions": "Not started",
        "check": "Not sent yet",
    }
    assert "You have completed 2 of 4 parts." in words_of(client.get(tasks))


def test_the_pages_of_a_draft_stay_out_of_search_engines_logs_and_caches(client, tasks):
    for path in (tasks, f"{tasks}about/", f"{tasks}check/", f"{tasks}saved/"):
        response = client.get(path)
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert response["Referrer-Policy"] == "no-referrer"
        assert "no-store" in response["Cache-Control"]


def test_looking_at_every_page_of_a_draft_changes_nothing(client):
    tasks = walking.written(client)
    before = Draft.objects.values().get()

    for path in ("", "about/", "article/?errors", "pictures/", "permissions/", "check/", "saved/", "preview/web/"):
        assert client.get(f"{tasks}{path}").status_code == 200

    assert Draft.objects.values().get() == before


def test_a_forged_or_foreign_secret_opens_nothing_and_whoever_tries_many_has_to_wait(client, tasks, settings):
    settings.LIMITS = settings.LIMITS | {"lookups of a network": (3, 3600)}

    forged = [client.get(f"/submit/{'0' * 60}{number}/").status_code for number in range(5)]

    assert forged == [404, 404, 404, 429, 429]
    assert client.get(tasks).status_code == 200  # of whoever works behind the same network


def test_a_step_is_saved_whatever_somebody_else_of_the_network_tried(client, tasks, settings):
    settings.LIMITS = settings.LIMITS | {"lookups of a network": (3, 3600)}
    for number in range(5):
        client.get(f"/submit/back/{number}/")

    walking.save(client, tasks, "about")

    assert Draft.objects.get().email == walking.ABOUT["email"]


def test_a_step_that_does_not_exist_is_no_page(client, tasks):
    assert client.get(f"{tasks}nothing/").status_code == 404
    assert client.get(f"{tasks}preview/pdf/").status_code == 404


# --- saving ----------------------------------------------------------------------------------------


def test_save_and_come_back_later_demands_nothing(client, tasks):
    response = walking.save(client, tasks, "about", name="", email="ann@", sector=None, later="yes")

    assert response["Location"] == f"{tasks}saved/"
    page = words_of(client.get(f"{tasks}about/"))
    assert 'value="ann@"' in page
    assert "govuk-error-summary" not in page


def test_save_and_continue_leads_to_the_next_step_and_back_to_the_check_when_one_came_from_there(client, tasks):
    assert walking.save(client, tasks, "about")["Location"] == f"{tasks}article/"
    path = f"{tasks}about/?then=check"
    given = {**walking.ABOUT, "seen": walking.seen_on(client, path)}

    assert client.post(path, given)["Location"] == f"{tasks}check/"
    assert walking.save(client, tasks, "permissions")["Location"] == f"{tasks}check/"


def test_save_and_continue_lists_errors_at_the_top_and_everything_typed_is_kept(client, tasks):
    response = walking.save(client, tasks, "about", name="", email="ann@", sector=None)

    page = words_of(response)
    assert "<title>Error: About you" in page
    assert "Everything that you typed is saved." in page
    summary = page[page.index("govuk-error-summary") : page.index("<h1")]
    assert re.findall(r'<a href="(#[^"]+)">([^<]+)</a>', summary) == [
        ("#id_name", "Enter your name"),
        ("#id_email", "Enter an email address in the correct format, like name@example.com"),
        ("#id_sector_1", "Select what kind of organisation it is"),
    ]
    for target in re.findall(r'<a href="#([^"]+)">', summary):
        assert f'id="{target}"' in page
    assert walking.draft_at(tasks).answers["about"]["email"] == ["ann@"]


def test_what_is_wrong_with_the_article_is_said_and_its_rows_are_kept(client, tasks):
    rows = {"contacts__0__name": "Only a name", "blocks__TOTAL_FORMS": "1", "blocks__0__kind": "quote"}

    page = words_of(walking.save(client, tasks, "article", title="", body="Half a <sentence", **rows))

    for error in ("Enter a title for the article", "Enter an email address, a telephone number or a website"):
        assert error in page
    assert "Half a &lt;sentence</textarea>" in page
    assert 'value="Only a name"' in words_of(client.get(f"{tasks}article/"))


def test_a_step_comes_back_with_its_errors_only_when_it_is_asked_for_them(client, tasks):
    walking.save(client, tasks, "article", title="", later="yes")

    assert "Enter a title for the article" not in words_of(client.get(f"{tasks}article/"))
    assert "Enter a title for the article" in words_of(client.get(f"{tasks}article/?errors"))


def test_choices_boxes_and_rows_come_back_as_they_were_chosen(client, tasks):
    section = Section.objects.get(name="Disruptions")
    walking.save(client, tasks, "article", suggested_section=section.pk, themes=["1", "2"], language="cy", later="yes")

    page = words_of(client.get(f"{tasks}article/"))

    for name, value in (("suggested_section", section.pk), ("themes", 1), ("themes", 2), ("language", "cy")):
        assert re.search(rf'name="{name}"[^>]*value="{value}"[^>]*checked', page), (name, value)


def test_sections_that_are_no_longer_used_are_not_offered(client, tasks):
    Section.objects.filter(name="Prevent").update(is_active=False, description="Gone from here")

    assert "Gone from here" not in words_of(client.get(f"{tasks}article/"))


def test_a_page_that_was_open_for_days_still_saves_without_a_cookie(tasks):
    stranger = Client(enforce_csrf_checks=True)

    answer = stranger.post(f"{tasks}about/", {"seen": "", "name": "Ann", "later": "yes"}, HTTP_ORIGIN="null")

    assert answer.status_code in (302, 409)
    seen = walking.seen_on(stranger, f"{tasks}about/")
    stranger.post(f"{tasks}about/", {"seen": seen, "name": "Ann", "later": "yes"}, HTTP_ORIGIN="null")
    assert walking.draft_at(tasks).answers["about"]["name"] == ["Ann"]


# --- two machines ----------------------------------------------------------------------------------


# --- rows and pictures -----------------------------------------------------------------------------


def test_a_button_adds_a_row_saves_what_was_typed_and_judges_nothing(client, tasks):
    page = words_of(walking.save(client, tasks, "article", title="", summary="Half", rows="add:blocks:event"))

    assert 'name="blocks-0-when"' in page
    assert "govuk-error-summary" not in page
    assert "<title>Added - Your article" in page
    assert walking.draft_at(tasks).answers["article"]["summary"] == ["Half"]


def test_a_picture_is_kept_with_the_draft_and_named_without_its_markup(client, tasks):
    page = words_of(walking.save(client, tasks, "pictures", pictures__0__file=picture()))

    assert "&lt;b&gt;lock.png" in page
    assert "60 by 40 pixels" in page
    later = words_of(client.get(f"{tasks}pictures/"))
    assert "&lt;b&gt;lock.png" in later


def test_a_file_that_is_no_picture_is_refused_and_the_rest_is_saved(client, tasks):
    text = SimpleUploadedFile("lock.png", b"This is a text.")

    page = words_of(walking.save(client, tasks, "pictures", pictures__0__file=text, pictures__0__alt="A lock"))

    assert "This file is not a picture that we can read." in page
    assert walking.draft_at(tasks).answers["pictures"]["pictures-0-alt"] == ["A lock"]


def test_only_whoever_has_the_draft_sees_its_picture(client, tasks):
    walking.save(client, tasks, "pictures", pictures__0__file=picture())
    token = walking.draft_at(tasks).answers["pictures"]["pictures-0-kept"][0]
    other = walking.begun(client)
    sha256 = uploads.find(token).picture.sha256

    shown = client.get(f"{tasks}pictures/{sha256}/640/")
    assert shown["Content-Type"] == "image/png"
    assert "no-store" in shown["Cache-Control"]
    assert client.get(f"{other}pictures/{sha256}/640/").status_code == 404
    assert client.get(f"{tasks}pictures/{sha256}/641/").status_code == 404


# --- hostile ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "forged"),
    [
        ("article", {"rows": f"remove:blocks:{'9' * 5000}"}),
        ("article", {"rows": "add:nothing:event"}),
        ("article", {"themes": ["9" * 30]}),
        ("article", {"themes": ["9" * 5000, "x"]}),
        ("article", {"suggested_section": "9" * 30}),
        ("pictures", {"pictures__TOTAL_FORMS": "9" * 5000}),
        ("pictures", {"pictures__TOTAL_FORMS": "-5"}),
        ("article", {"blocks__TOTAL_FORMS": "31"}),
        ("article", {"blocks__TOTAL_FORMS": "1", "blocks__0__kind": "__class__"}),
        ("article", {"contacts__0__website": "http://[::1"}),
        ("pictures", {"pictures__0__kept": "{}:x:y"}),
        ("article", {"title": "\x00"}),
        ("article", {"body": "x" * 990_000}),
    ],
)
def test_no_forged_number_or_name_of_a_step_breaks_its_page(client, tasks, step, forged):
    page = walking.save(client, tasks, step, **forged)

    assert page.status_code in (200, 302)
    for path in ("", f"{step}/", f"{step}/?errors", "check/"):
        assert client.get(f"{tasks}{path}").status_code == 200
    assert not Submission.objects.exists()


def test_more_text_than_we_can_keep_is_shown_again_with_what_to_do(client, tasks):
    response = walking.save(client, tasks, "article", body="x" * 1_100_000)

    assert response.status_code == 409
    assert "This is too much text to keep." in words_of(response)
    assert "article" not in walking.draft_at(tasks).answers


def test_a_name_that_no_form_has_is_not_kept(client, tasks):
    walking.save(client, tasks, "about", whatever="x" * 1000, later="yes")

    assert set(walking.draft_at(tasks).answers["about"]) == set(walking.ABOUT) - {"fax"}


@pytest.mark.parametrize("step", ["about", "article", "pictures", "permissions"])
def test_a_step_asks_the_database_little(client, step, django_assert_max_num_queries):
    tasks = walking.written(client)

    with django_assert_max_num_queries(10):
        client.get(f"{tasks}{step}/")

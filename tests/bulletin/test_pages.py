import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from bulletin import links
from bulletin.models import OutboxMail
from editions.distribution import subscribers
from tests.factories import people
from tests.factories.subscribers import SubscriberFactory
from tests.servers.browser import violations

ASKED = {"kind": "list", "text": "Please add my team.", "name": "Ann Lee", "email": "ann@council.example"}
PAGES = ["contact", "accessibility", "cookies", "privacy"]


@pytest.fixture
def sent(client):
    """The fields of a contact form as a browser sends it."""
    key = re.search(r'name="form_key" value="([^"]+)"', client.get(reverse("contact")).content.decode())[1]
    return {**ASKED, "form_key": key, "fax": ""}


@pytest.mark.parametrize("name", PAGES)
def test_every_page_leads_to_the_pages_of_a_public_service(client, name):
    footer = client.get("/cookies/").content.decode().rpartition("<footer")[2]
    assert f'href="{reverse(name)}"' in footer


@pytest.mark.django_db
def test_a_question_reaches_the_team_and_its_page_names_the_reference(client, sent):
    answer = client.post(reverse("contact"), sent, follow=True)
    reference = re.search(r"<strong>(Q-\w{5})</strong>", answer.content.decode())[1]
    assert OutboxMail.objects.filter(subject__contains=reference).count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("kind", "", "Select what it is about"),
        ("text", "", "Enter your message"),
        ("text", "x" * 4001, "The message must be 4000 characters or fewer"),
        ("name", "", "Enter your name"),
        ("email", "ann", "like name@example.com"),
        ("fax", "555", "Leave the last field empty"),
    ],
)
def test_a_wrong_answer_is_explained_and_nothing_is_sent(client, sent, field, typed, message):
    page = client.post(reverse("contact"), {**sent, field: typed}).content.decode()
    assert message in page
    assert field == "text" or "Please add my team." in page
    assert not OutboxMail.objects.exists()


@pytest.mark.django_db
def test_after_too_many_questions_the_words_are_still_there(client, sent, settings):
    settings.LIMITS = {**settings.LIMITS, "forms of an address": (1, 1800)}
    client.post(reverse("contact"), sent)
    answer = client.post(reverse("contact"), {**sent, "text": "One more thing"})
    assert answer.status_code == 429
    assert answer["Retry-After"] == "1800"
    assert "Wait 30 minutes" in answer.content.decode()
    assert "One more thing" in answer.content.decode()
    assert OutboxMail.objects.count() == 2


def test_security_txt_says_where_to_report_and_never_ends(client, settings):
    settings.SECURITY_CONTACT = "https://reports.example/form"
    settings.SECURITY_POLICY = "https://reports.example/policy"
    answer = client.get("/.well-known/security.txt")
    fields = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert fields["Contact"] == "https://reports.example/form"
    assert fields["Canonical"] == "https://bulletin.example/.well-known/security.txt"
    assert fields["Policy"] == "https://reports.example/policy"
    ends = datetime.fromisoformat(fields["Expires"])
    assert timedelta(days=30) < ends - datetime.now(UTC) < timedelta(days=365)


def test_the_old_place_of_security_txt_leads_to_the_new_one(client):
    assert client.get("/security.txt")["Location"] == "/.well-known/security.txt"


@pytest.mark.parametrize(("demo", "rule"), [(True, "Disallow: /"), (False, "Disallow:")])
def test_search_engines_may_read_everything_but_a_demo(client, settings, demo, rule):
    settings.DEMO = demo
    assert client.get("/robots.txt").content.decode().splitlines() == ["User-agent: *", rule]


@pytest.mark.django_db
def test_the_cookies_page_names_every_cookie_that_is_ever_set(client, settings):
    page = client.get("/cookies/").content.decode()
    named = set(re.findall(r"<code>([^<]+)</code>", page))
    user = people.editor(username="edie")
    user.set_password("a long sentence")
    user.save()
    client.get("/contact/")
    client.post("/admin/login/", {"username": "edie", "password": "a long sentence"})
    client.post("/admin/bulletin/outboxmail/", {"action": "cancel_mails", "_selected_action": []})
    assert len(client.cookies) >= 2
    assert set(client.cookies) <= named


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", PAGES)
def test_the_pages_have_no_fault_that_axe_finds_and_fit_a_telephone(narrow, live_server, name):
    narrow.goto(live_server.url + reverse(name))
    assert violations(narrow) == []
    assert narrow.evaluate("document.documentElement.scrollWidth <= 360")


@pytest.mark.django_db(transaction=True)
def test_the_pages_of_the_list_and_of_errors_have_no_fault_either(narrow, live_server):
    waiting, active = SubscriberFactory.create(status="pending"), SubscriberFactory.create()
    confirm, token = links.issue(waiting, "confirm"), subscribers.leave_token(active)
    paths = ["/subscribe/", "/subscribe/sent/", "/leave/", "/leave/sent/", f"/subscribe/confirm/{confirm}/"]
    paths += [f"/leave/{token}/", "/leave/forged/", "/contact/sent/Q-22222/", "/no-such-page/"]
    for path in paths:
        narrow.goto(live_server.url + path)
        assert violations(narrow) == [], path
        assert narrow.evaluate("document.documentElement.scrollWidth <= 360"), path


@pytest.mark.django_db(transaction=True)
def test_a_question_is_asked_by_keyboard_without_javascript(page_without_javascript, live_server):
    page = page_without_javascript
    page.goto(live_server.url + "/contact/")
    assert page.locator("#id_fax").bounding_box()["x"] < -1000  # for robots only
    page.locator("#id_kind_1").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    for typed in ("What is the next deadline?", "Ann Lee", "ann@council.example"):
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="We have your message").wait_for()
    assert OutboxMail.objects.count() == 2


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ("DRAFT_DAYS", "did not send: 4321 days"),
        ("CLOSED_DAYS", "that was withdrawn: 4321 days"),
        ("HELD_DAYS", "and that no editor let in: 4321 days"),
        ("FEEDBACK_DAYS", "so that we can answer, for 4321 days"),
        ("UNCONFIRMED_DAYS", "is deleted after 4321 days"),
        ("CREDIT_DAYS", "is deleted 4321 days after it was published"),
        ("LETTER_DAYS", "records of this website for 4321 days"),
        ("PERSONAL_LINK_DAYS", "the link works for 4321 days"),
    ],
)
def test_the_privacy_notice_says_how_long_by_the_settings(client, settings, setting, sentence):
    setattr(settings, setting, 4321)
    assert sentence in client.get("/privacy/").content.decode()

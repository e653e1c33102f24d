"""The pages of a mailing as a publisher uses them: wide and narrow, by keyboard, with JavaScript and without."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from editions.distribution import mailings as verbs
from editions.distribution import resolving
from editions.models import Delivery, Mailing
from tests.factories import mailings, people

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
PAGES = ("change", "unknown", "copies", "certificate")


# The frame around our pages is Unfold's: its landmarks are not ours to mend.
WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


def faults(page):
    return [rule["id"] for rule in Axe().run(page, options=WCAG).response["violations"]]


@pytest.fixture
def sign_in(live_server):
    def signed_in(page):
        client = Client()
        client.force_login(people.publisher())
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        return page

    return signed_in


@pytest.fixture
def mailing():
    mailing = mailings.finished(subscribers=8, unknown=3, failed=2)
    Delivery.objects.filter(status="failed").update(reply="550 5.1.1 No such user here")
    return mailing


def address(live_server, mailing, name):
    return live_server.url + reverse(f"admin:editions_mailing_{name}", args=[mailing.pk])


@pytest.mark.parametrize("width", ["page", "narrow"])
def test_every_page_of_a_mailing_is_accessible_wide_and_narrow(width, request, live_server, sign_in, mailing):
    page = sign_in(request.getfixturevalue(width))
    for name in PAGES:
        page.goto(address(live_server, mailing, name))
        assert faults(page) == []
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 0, f"{name} is {wider} pixels too wide"
    page.goto(live_server.url + reverse("admin:editions_edition_mail", args=[mailing.edition_id]))
    page.get_by_text("When, how fast, and who first").click()
    assert faults(page) == []


def test_a_publisher_decides_about_an_unknown_copy_by_keyboard(page, live_server, sign_in, mailing):
    first = resolving.unknown(mailing).first()
    sign_in(page).goto(address(live_server, mailing, "unknown"))
    page.get_by_label(f"Choose {first.address}").focus()
    page.keyboard.press("Space")
    page.get_by_label("Why").focus()
    page.keyboard.type("Their log has it")
    page.get_by_role("button", name="Count as sent").press("Enter")
    page.get_by_text("1 copy counts as sent.").wait_for()
    assert page.get_by_label(f"Choose {first.address}").count() == 0
    page.get_by_role("link", name="Certificate").click()
    page.get_by_text("Certificate, issue 2").wait_for()
    page.get_by_text("It still holds").wait_for()


def test_without_javascript_all_are_sent_again(page_without_javascript, live_server, sign_in, mailing):
    page = sign_in(page_without_javascript)
    page.goto(address(live_server, mailing, "unknown"))
    page.get_by_label("all 3, on every page of the list").check()
    page.get_by_label("Why").fill("Their log doesn't have them")
    page.get_by_role("button", name="Send again").click()
    page.get_by_text("3 copies are sent again.").wait_for()
    assert Mailing.objects.get().status == "sending"


def test_the_script_follows_the_mailing_without_loading_the_page_again(page, live_server, sign_in):
    mailing = mailings.frozen(subscribers=4)
    mailings.claimed(mailing)
    sign_in(page).goto(address(live_server, mailing, "change"))
    page.evaluate("window.isTheSamePage = true")
    Delivery.objects.filter(pk=mailing.deliveries.first().pk).update(status="sent")
    measured = {"at": timezone.now().isoformat(), "done": 1, "speed": 0.5}
    Mailing.objects.update(measured=measured)
    page.get_by_text("1,800 an hour").wait_for()
    assert page.locator("#percent").inner_text() == "25"
    assert page.evaluate("window.isTheSamePage")


def test_after_the_click_the_page_says_what_left(page, live_server, sign_in):
    mailing = mailings.frozen(subscribers=4)
    mailings.claimed(mailing)
    first = mailing.deliveries.first()
    Delivery.objects.filter(pk=first.pk).update(status="sending")
    sign_in(page).goto(address(live_server, mailing, "change"))
    page.get_by_role("button", name="Pause").press("Enter")
    page.locator("#stop", has_text="0 copies left after it was stopped. 1 copy on the way still.").wait_for()
    Delivery.objects.filter(pk=first.pk).update(status="sent")
    page.locator("#stop", has_text="1 copy left after it was stopped. Nothing is on the way any more.").wait_for()
    assert verbs.progress.of(mailing)["left"] == 3

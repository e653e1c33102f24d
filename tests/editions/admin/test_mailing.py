import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bulletin.models import AuditEntry
from editions.distribution import seeding
from editions.distribution.mailings import Plan
from editions.models import Delivery, Mailing
from editions.workflow import MailingStatus
from tests.factories import mailings, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    client.force_login(people.publisher())
    return client


def at(mailing, page="change", *more):
    return reverse(f"admin:editions_mailing_{page}", args=[mailing.pk, *more])


def act(client, mailing, name, **typed):
    answer = client.post(at(mailing, "move", name), typed, follow=True)
    mailing.refresh_from_db()
    return answer.content.decode()


def test_the_page_and_its_script_show_the_same_numbers(desk):
    mailing = mailings.frozen(subscribers=3)
    page = desk.get(at(mailing)).content.decode()
    assert '<td id="count-pending">3</td>' in page
    assert f'data-progress="{at(mailing, "progress")}"' in page
    told = desk.get(at(mailing, "progress")).json()
    counts = {row["name"]: row["count"] for row in told["counts"]}
    assert (told["status"], told["total"], told["done"], counts["pending"]) == ("sending", 3, 0, 3)


def test_the_numbers_are_never_cached_and_change_nothing(desk):
    mailing = mailings.frozen()
    answer = desk.get(at(mailing, "progress"))
    assert "no-store" in answer.headers["Cache-Control"]
    assert desk.post(at(mailing, "progress")).status_code == 405


def test_a_publisher_pauses_resumes_and_cancels(desk):
    mailing = mailings.frozen()
    assert "paused." in act(desk, mailing, "pause")
    assert mailing.status == MailingStatus.PAUSED
    assert "sending." in act(desk, mailing, "resume")
    assert mailing.status == MailingStatus.SENDING
    assert "Say why it is cancelled." in act(desk, mailing, "cancel", reason=" ")
    assert mailing.status == MailingStatus.SENDING
    act(desk, mailing, "cancel", reason="The wrong picture.")
    assert mailing.status == MailingStatus.CANCELLED


def test_only_what_the_table_allows_has_a_button(desk):
    mailing = mailings.frozen()
    page = desk.get(at(mailing)).content.decode()
    assert at(mailing, "move", "pause") in page
    assert at(mailing, "move", "resume") not in page
    assert "“Resume” can&#x27;t be done while the status is “Sending”." in act(desk, mailing, "resume")


@pytest.mark.parametrize("name", ["pause", "cancel"])
def test_who_may_not_mail_sees_the_progress_without_a_button_and_is_refused(name, client):
    mailing = mailings.frozen()
    client.force_login(people.editor())
    page = client.get(at(mailing)).content.decode()
    assert '<td id="count-pending">3</td>' in page
    assert at(mailing, "move", name) not in page
    assert "You don&#x27;t have permission" in act(client, mailing, name, reason="Because.")
    assert mailing.status == MailingStatus.SENDING


def test_only_a_post_moves_and_only_by_a_known_name(desk):
    mailing = mailings.frozen()
    assert desk.get(at(mailing, "move", "pause")).status_code == 405
    assert desk.post(at(mailing, "move", "halt")).status_code == 404
    mailing.refresh_from_db()
    assert mailing.status == MailingStatus.SENDING


def test_the_page_costs_the_same_for_one_delivery_and_three(desk):
    def queries(mailing):
        with CaptureQueriesContext(connection) as captured:
            desk.get(at(mailing))
        return len(captured)

    few, many = mailings.frozen(subscribers=1), mailings.frozen(subscribers=3)
    Delivery.objects.update(status="failed")
    queries(few)
    assert queries(few) == queries(many)


def test_mailings_are_neither_added_changed_nor_deleted_by_a_form(client):
    mailing = mailings.frozen()
    client.force_login(people.UserFactory(is_superuser=True))
    assert client.get(reverse("admin:editions_mailing_add")).status_code == 403
    assert client.post(reverse("admin:editions_mailing_delete", args=[mailing.pk])).status_code == 403
    client.post(at(mailing), {"status": "finished"})
    assert Mailing.objects.get().status == MailingStatus.SENDING


def test_the_list_shows_each_mailing_with_its_status(desk):
    mailing = mailings.frozen(number=5)
    page = desk.get(reverse("admin:editions_mailing_changelist")).content.decode()
    assert str(mailing) in page
    assert "Sending" in page


def test_a_mailing_that_is_not_there_gives_not_found(desk):
    assert desk.get(reverse("admin:editions_mailing_change", args=[999999])).status_code == 404


def test_somebody_without_the_permission_sees_no_mailing(client):
    mailing = mailings.frozen()
    client.force_login(people.UserFactory())
    assert client.get(at(mailing)).status_code == 403
    assert client.get(at(mailing, "progress")).status_code == 403


def test_the_page_says_what_left_after_the_click_and_who_stopped_it(desk):
    mailing = mailings.frozen(subscribers=3)
    page = act(desk, mailing, "pause")
    assert "0 copies left after it was stopped. Nothing is on the way any more." in page
    assert AuditEntry.objects.about(mailing).first().by_label in page
    assert "0 copies left" in desk.get(at(mailing, "progress")).json()["stop"]


def test_a_mailing_that_waits_for_a_go_has_that_button_in_place_of_resume(desk):
    mailing = mailings.frozen(plan=Plan(seeds_first=True))
    mailing.batches.get(number=1).deliveries.update(status="sent")
    mailing.batches.filter(number=1).update(pending=0, due_at=None)
    seeding.wait_for_go(now=timezone.now())
    page = desk.get(at(mailing)).content.decode()
    assert at(mailing, "move", "go_on") in page
    assert at(mailing, "move", "resume") not in page
    assert seeding.LOOK in page
    act(desk, mailing, "go_on")
    assert mailing.status == MailingStatus.SENDING
    assert mailing.gone_on_at is not None


def test_the_speed_and_the_time_left_are_told(desk):
    mailing = mailings.frozen(subscribers=3)
    measured = {"at": timezone.now().isoformat(), "done": 0, "speed": 0.5}
    Mailing.objects.update(measured=measured)
    told = desk.get(at(mailing, "progress")).json()
    assert (told["speed"], told["time_left"], told["percent"]) == ("1,800 an hour", "Less than a minute left", 0)


def test_the_domains_are_told_apart_from_the_progress(desk):
    mailing = mailings.frozen(subscribers=3)
    (domain,) = desk.get(at(mailing, "domains")).json()["domains"]
    assert (domain["domain"], domain["total"], domain["pending"]) == ("council.example", 3, 3)
    assert '<th scope="row">council.example</th>' in desk.get(at(mailing)).content.decode()

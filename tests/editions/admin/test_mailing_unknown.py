import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from editions.distribution import resolving
from editions.models import Delivery
from tests.factories import mailings, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def mailing():
    return mailings.finished(subscribers=4, unknown=3)


@pytest.fixture
def desk(client):
    client.force_login(people.publisher())
    return client


def at(mailing):
    return reverse("admin:editions_mailing_unknown", args=[mailing.pk])


def numbers(mailing):
    return list(resolving.unknown(mailing).values_list("pk", flat=True))


def decide(client, mailing, do, **posted):
    answer = client.post(at(mailing), {"do": do, "which": "chosen", "reason": "Their log", **posted}, follow=True)
    mailing.refresh_from_db()
    return answer


def test_each_unknown_copy_is_listed_and_no_other(desk, mailing):
    page = desk.get(at(mailing)).content.decode()
    for delivery in mailing.deliveries.all():
        assert (delivery.address in page) is (delivery.status == "unknown")
    assert "3 copies that nobody knows about" in page


def test_the_ticked_ones_count_as_sent(desk, mailing):
    chosen = numbers(mailing)[:2]
    answer = decide(desk, mailing, "count", numbers=chosen)
    assert "2 copies count as sent." in answer.content.decode()
    assert set(Delivery.objects.filter(pk__in=chosen).values_list("status", flat=True)) == {"sent"}
    assert len(numbers(mailing)) == 1


def test_all_are_sent_again_and_who_left_is_named(desk, mailing):
    gone = resolving.unknown(mailing).first().subscriber
    type(gone).objects.filter(pk=gone.pk).update(status="left")
    answer = decide(desk, mailing, "again", which="all", count="3")
    assert "2 copies are sent again. 1 stay unknown" in answer.content.decode()
    assert mailing.status == "sending"


def test_all_are_those_that_were_shown(desk, mailing):
    answer = decide(desk, mailing, "count", which="all", count="2")
    assert answer.status_code == 409
    assert "Meanwhile the number of unknown copies has changed" in answer.content.decode()
    assert len(numbers(mailing)) == 3


@pytest.mark.parametrize("posted", [{"numbers": []}, {"numbers": ["x"]}])
def test_nothing_ticked_decides_nothing(desk, mailing, posted):
    answer = decide(desk, mailing, "count", **posted)
    assert answer.status_code == 409
    assert "Choose at least one copy" in answer.content.decode()


def test_without_a_reason_nothing_is_decided_and_what_was_ticked_stays(desk, mailing):
    chosen = numbers(mailing)[1]
    page = decide(desk, mailing, "again", numbers=[chosen], reason=" ").content.decode()
    assert "Say why" in page
    assert page.count("checked") == 2  # it, and “the ticked ones”
    assert len(numbers(mailing)) == 3


def test_who_may_not_mail_sees_them_without_a_choice_and_is_refused(client, mailing):
    client.force_login(people.editor())
    page = client.get(at(mailing)).content.decode()
    assert mailing.deliveries.filter(status="unknown").first().address in page
    assert "Count as sent" not in page
    assert decide(client, mailing, "count", numbers=numbers(mailing)).status_code == 409
    assert len(numbers(mailing)) == 3


def test_a_long_list_has_pages(desk):
    mailing = mailings.finished(subscribers=60, unknown=52)
    page = desk.get(at(mailing), {"page": 2}).content.decode()
    assert "52 copies" in page
    assert "Page 2 of 2" in page
    assert page.count('name="numbers"') == 2


def test_when_none_is_unknown_it_says_so(desk):
    assert "No copy is unknown." in desk.get(at(mailings.finished())).content.decode()


def test_the_page_costs_the_same_for_one_and_three(desk):
    def queries(mailing):
        with CaptureQueriesContext(connection) as captured:
            desk.get(at(mailing))
        return len(captured)

    few, many = mailings.finished(subscribers=3, unknown=1), mailings.finished(subscribers=3, unknown=3)
    queries(few)
    assert queries(few) == queries(many)


def test_strangers_see_nothing(client, mailing):
    client.force_login(people.UserFactory())
    assert client.get(at(mailing)).status_code == 403
    client.force_login(people.publisher())
    assert client.get(reverse("admin:editions_mailing_unknown", args=[999_999])).status_code == 404

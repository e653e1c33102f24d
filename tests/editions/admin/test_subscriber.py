"""The distribution list at the desk."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from editions.models import ConsentEvent, Subscriber, Suppression
from editions.workflow import SubscriberStatus
from tests.factories.people import editor, reader
from tests.factories.subscribers import SubscriberFactory

pytestmark = pytest.mark.django_db


def at(name, *args):
    return reverse(f"admin:editions_subscriber_{name}", args=args)


@pytest.fixture
def desk(client):
    client.force_login(editor())
    return client


def test_the_list_costs_the_same_for_one_and_three(desk):
    SubscriberFactory()
    desk.get(at("changelist"))  # what is kept between requests is read here
    with CaptureQueriesContext(connection) as one:
        assert desk.get(at("changelist")).content.decode().count("@council.example</a>") == 1
    SubscriberFactory.create_batch(2)
    with CaptureQueriesContext(connection) as three:
        assert desk.get(at("changelist")).content.decode().count("@council.example</a>") == 3
    assert len(one) == len(three)


def test_the_list_is_searched(desk):
    SubscriberFactory(email="ann@council.example")
    SubscriberFactory(email="bob@council.example")
    page = desk.get(at("changelist"), {"q": "bob"}).content.decode()
    assert "bob@council.example" in page
    assert "ann@council.example" not in page


def test_the_page_of_a_person_tells_how_they_came(desk):
    desk.post(at("join"), {"email": "Ann@council.example", "name": "Ann Lee", "source": "Asked by phone on 3 March"})
    person = Subscriber.objects.get()
    assert person.status == SubscriberStatus.ACTIVE
    page = desk.get(at("change", person.pk)).content.decode()
    assert "Asked by phone on 3 March" in page
    assert "Put on the list by staff" in page


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"email": "ann"}, "This is not an email address"),
        ({"email": "there@council.example"}, "can&#x27;t be done while the status is “On the list”"),
        ({"email": "never@council.example"}, "This address must not be mailed"),
    ],
)
def test_joining_says_why_it_cannot_be_and_keeps_what_was_typed(desk, typed, message):
    SubscriberFactory(email="there@council.example")
    hashed = SubscriberFactory.build(email="never@council.example").address_hash
    Suppression.objects.create(address_hash=hashed, reason="asked")
    page = desk.post(at("join"), {"source": "By phone", **typed}).content.decode()
    assert message in page
    assert f'value="{typed["email"]}"' in page


def test_taking_somebody_off_asks_why_and_keeps_it(desk):
    person = SubscriberFactory()
    assert "Say why." in desk.post(at("do", person.pk, "leave")).content.decode()
    desk.post(at("do", person.pk, "leave"), {"reason": "Asked by phone"})
    person.refresh_from_db()
    assert person.status == SubscriberStatus.LEFT
    assert ConsentEvent.objects.get().source == "Asked by phone"


def test_a_suppressed_address_is_released_with_a_reason(desk):
    person = SubscriberFactory()
    desk.post(at("do", person.pk, "suppress"), {"kind": "complaint", "reason": "Reported as spam"})
    assert Suppression.objects.get().reason == "complaint"
    desk.post(at("do", person.pk, "release"), {"reason": "It was a mistake"})
    person.refresh_from_db()
    assert person.status == SubscriberStatus.LEFT


def test_a_file_is_checked_first_and_then_imported(desk):
    def upload(**typed):
        file = SimpleUploadedFile("list.csv", b"email\nann@council.example\nnot one\n")
        return desk.post(at("import"), {"file": file, **typed}).content.decode()

    checked = upload(only_check="on")
    assert "Would be added" in checked
    assert "Line 3: “not one”" in checked
    assert not Subscriber.objects.exists()
    assert "Imported" in upload()
    assert Subscriber.objects.get().status == SubscriberStatus.ACTIVE


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"Ann,ann@council.example\n", "names no column of addresses"), (b"PK\x03\x04", "Save it as CSV")],
)
def test_a_file_that_is_no_list_is_explained(desk, content, message):
    page = desk.post(at("import"), {"file": SimpleUploadedFile("list.csv", content)}).content.decode()
    assert message in page


def test_a_reader_sees_the_list_and_changes_nothing(client):
    client.force_login(reader())
    person = SubscriberFactory()
    assert person.email in client.get(at("changelist")).content.decode()
    page = client.get(at("change", person.pk)).content.decode()
    assert "Take off the list" not in page
    assert client.get(at("join")).status_code == 403
    client.post(at("do", person.pk, "leave"), {"reason": "x"})
    person.refresh_from_db()
    assert person.status == SubscriberStatus.ACTIVE

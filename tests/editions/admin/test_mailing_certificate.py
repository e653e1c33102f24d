import page as pdf_check
import pytest
from django.urls import reverse

from editions.admin import mailing_certificate
from editions.distribution import resolving
from editions.models import Delivery
from editions.rendering import pdf
from tests import needs
from tests.factories import editions, mailings, people
from tests.factories.subscribers import SubscriberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def mailing():
    return mailings.finished(subscribers=5, failed=1, unknown=1)


@pytest.fixture
def desk(client):
    client.force_login(people.reader())
    return client


def at(mailing, kind="certificate"):
    return reverse(f"admin:editions_mailing_{kind}", args=[mailing.pk])


def test_the_page_shows_every_number_and_hash_and_proves_them(desk, mailing):
    page = desk.get(at(mailing)).content.decode()
    assert "It still holds" in page
    assert "Certificate, issue 1" in page
    assert mailing.list_sha256 in page
    assert mailing.snapshot.email_html_sha256 in page
    assert mailing.edition.signed_off_by.get_full_name() in page
    assert mailing.created_by.get_full_name() in page
    for label, count in (("Sent", 3), ("Failed", 1), ("Not known", 1), ("Skipped", 0)):
        assert f'<tr><th scope="row">{label}</th><td>{count}</td></tr>' in page


def test_a_certificate_that_does_not_hold_says_what(desk, mailing):
    Delivery.objects.filter(status="failed").update(status="sent")
    page = desk.get(at(mailing)).content.decode()
    assert "It doesn't hold any more" in page
    assert "Copies that are failed: 1 on the certificate, 0 now" in page
    assert desk.get(at(mailing, "certificate_json")).json()["holds"] is False


def test_that_of_a_rehearsal_says_what_the_sink_had(desk, mailing):
    assert "What the sink had" not in desk.get(at(mailing)).content.decode()
    found = {"kills": 3, "came": 4, "twice": 0, "lost": 0, "seconds": 1.5}
    mailing.audience, mailing.certificate["audience"] = "rehearsal", "rehearsal"
    mailing.certificate["rehearsal"] = found
    mailing.save()
    page = desk.get(at(mailing)).content.decode()
    assert "Rehearsal (no mail leaves)" in page
    assert "5 copies in 1.5 seconds, 3 senders killed: 0 twice, 0 lost, 1 unknown, 1 failed, 3 sent." in page


def test_decisions_and_overrides_stand_on_it(desk):
    SubscriberFactory()
    edition = editions.published()
    mailing = mailings.mailings.start(edition, by=edition.signed_off_by, reason="Everybody else is ill")
    mailings.freezing.freeze(mailing.pk, now=mailing.created_at)
    mailing.deliveries.update(status="unknown", epoch=1)
    mailing.batches.update(due_at=None)
    mailings.certifying.finish_all(now=mailing.created_at)
    mailing.refresh_from_db()
    resolving.count_as_sent(mailing, None, by=people.publisher(), reason="Their log")

    page = desk.get(at(mailing)).content.decode()

    assert "Certificate, issue 2" in page
    assert "“Everybody else is ill” Nobody has confirmed it" in page
    assert '<th scope="row">Unknown, counted as sent by a person</th><td>1</td>' in page


def test_json_is_the_certificate_and_each_check(desk, mailing):
    shown = desk.get(at(mailing, "certificate_json")).json()
    assert shown["certificate"] == mailing.certificate
    assert shown["holds"] is True
    assert {check["holds"] for check in shown["checks"]} == {True}


def test_the_pdf_is_an_accessible_one(desk, mailing):
    if pdf.reason_not_to():
        needs.missing(pdf.WHAT_TO_INSTALL)
    answer = desk.get(at(mailing, "certificate_pdf"))
    assert answer["Content-Type"] == "application/pdf"
    report = pdf_check.validate_pdf_bytes(answer.content, profile=pdf_check.ValidationProfile.PDF_UA_1)
    assert report.is_compliant, report.failures


def test_where_no_pdf_can_be_made_the_page_says_what_to_install(desk, mailing, monkeypatch):
    monkeypatch.setattr(pdf, "reason_not_to", lambda: pdf.WHAT_TO_INSTALL)
    page = desk.get(at(mailing)).content.decode()
    assert "Pango is missing" in page
    assert "As PDF" not in page
    answer = desk.get(at(mailing, "certificate_pdf"), follow=True)
    assert answer.redirect_chain == [(at(mailing), 302)]


def test_before_the_end_there_is_none(desk):
    mailing = mailings.frozen()
    assert "There is none yet" in desk.get(at(mailing)).content.decode()
    assert desk.get(at(mailing, "certificate_json")).status_code == 404
    assert desk.get(at(mailing, "certificate_pdf")).status_code == 404


def test_an_earlier_form_of_certificate_is_shown_too(mailing):
    for name in ("decided", "overrides", "signed_off_by", "started_by", "began_at"):
        del mailing.certificate[name]
    shown = mailing_certificate.contents(mailing)
    assert (shown["decided"], shown["holds"]) == ([], True)
    assert "Mailing decided by" not in dict(shown["facts"])


def test_strangers_see_none(client, mailing):
    client.force_login(people.UserFactory())
    assert client.get(at(mailing)).status_code == 403
    assert client.get(at(mailing, "certificate_json")).status_code == 403

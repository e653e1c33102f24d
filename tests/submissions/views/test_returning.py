import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bulletin.models import Link, OutboxMail
from submissions import tasks as clock
from submissions.models import Draft, LinkRequest, Submission
from tests.factories.submissions import SubmissionFactory
from tests.submissions.views import walking

pytestmark = pytest.mark.django_db
BACK = re.compile(r"/submit/back/[\w-]+/")


def mailed(client, tasks, email="ann@police.example"):
    """The path of the link that is mailed when the page of a draft is asked for it."""
    client.post(f"{tasks}saved/", {"email": email})
    return BACK.search(OutboxMail.objects.order_by("pk").last().text)[0]


def asked(email):
    """The paths of the links in the mail that an address is sent when somebody asks for them."""
    OutboxMail.objects.all().delete()
    clock.mail_links()
    mail = OutboxMail.objects.filter(to_email=email).first()
    return BACK.findall(mail.text) if mail else []


def test_a_mailed_link_leads_back_to_the_draft_on_another_machine_and_confirms_the_address(client):
    tasks = walking.begun(client)
    walking.save(client, tasks, "about", later="yes")
    address = mailed(client, tasks)
    elsewhere = type(client)()

    page = elsewhere.get(address).content.decode()
    assert "Go on with your article" in page
    assert walking.draft_at(tasks).email_confirmed_at is None

    assert elsewhere.post(address)["Location"] == tasks
    assert walking.draft_at(tasks).email_confirmed_at is not None
    assert 'value="Ann Example"' in elsewhere.get(f"{tasks}about/").content.decode()


def test_mailing_a_new_link_ends_the_one_before_and_not_the_browser_that_writes(client):
    tasks = walking.begun(client)
    first = mailed(client, tasks)

    second = mailed(client, tasks)

    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    assert client.get(tasks).status_code == 200
    assert walking.save(client, tasks, "about").status_code == 302


def test_links_and_drafts_end_after_their_days_and_saving_prolongs_them(client, settings):
    settings.DRAFT_DAYS = 30
    tasks = walking.begun(client)
    address = mailed(client, tasks)

    with time_machine.travel(timezone.now() + timedelta(days=29), tick=False):
        assert client.get(address).status_code == 200
        walking.save(client, tasks, "about")
    with time_machine.travel(timezone.now() + timedelta(days=31), tick=False):
        assert client.get(address).status_code == 404
        assert client.get(tasks).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=60), tick=False):
        assert client.get(tasks).status_code == 404


def test_a_link_opens_only_what_it_was_made_for(client):
    tasks = walking.begun(client)
    back = mailed(client, tasks).split("/")[3]

    assert client.get(f"/submit/{back}/").status_code == 404
    assert client.get(f"/submit/sent/{back}/").status_code == 404
    assert client.get(f"/submit/back/{tasks.split('/')[2]}/").status_code == 404


def test_a_scanner_that_opens_the_link_changes_nothing(client):
    address = mailed(client, walking.begun(client))
    before = [list(model.objects.values()) for model in (Draft, Link, OutboxMail)]

    for _ in range(3):
        client.get(address)
        client.head(address)

    assert [list(model.objects.values()) for model in (Draft, Link, OutboxMail)] == before


def test_known_and_unknown_addresses_are_answered_alike_and_with_the_same_work(client):
    walking.save(client, walking.begun(client), "about")
    client.post("/submit/link/", {"email": "warm@police.example"})
    answers = []

    for email in ("ann@police.example", "nobody@police.example"):
        with CaptureQueriesContext(connection) as asked_of_the_database:
            response = client.post("/submit/link/", {"email": email})
        answers.append((len(asked_of_the_database), response.status_code, client.get(response["Location"]).content))

    assert answers[0] == answers[1]
    assert not OutboxMail.objects.exists()


def test_whoever_asks_is_mailed_a_link_to_each_draft_and_article_and_nobody_else_is(client):
    tasks = walking.begun(client)
    walking.save(client, tasks, "about")
    article = SubmissionFactory(contributor__email="Ann@police.example")
    SubmissionFactory(contributor__email="other@police.example")
    for email in ("ann@police.example", "nobody@police.example"):
        client.post("/submit/link/", {"email": email})

    found = asked("ann@police.example")

    assert OutboxMail.objects.count() == 1
    assert not LinkRequest.objects.exists()
    leads_to = [client.post(path)["Location"] for path in found]
    assert leads_to[0] == tasks
    assert article.reference in client.get(leads_to[1]).content.decode()
    assert Submission.objects.get(pk=article.pk).email_confirmed_at is not None


def test_a_mail_to_an_address_that_nobody_proved_repeats_no_word_of_whoever_typed_it(client):
    tasks = walking.begun(client)
    walking.save(client, tasks, "about", name="Buy my watches")
    walking.save(client, tasks, "article", title="Cheap watches", later="yes")

    client.post(f"{tasks}saved/", {"email": "victim@police.example"})

    mail = OutboxMail.objects.get()
    assert mail.to_email == "victim@police.example"
    assert "atches" not in mail.text + mail.subject + mail.to_name


def test_another_address_is_not_confirmed_by_the_link_of_the_one_before(client):
    tasks = walking.begun(client)
    walking.save(client, tasks, "about")
    address = mailed(client, tasks)
    client.post(address)

    walking.save(client, tasks, "about", email="boss@police.example")

    client.post(address)
    draft = walking.draft_at(tasks)
    assert (draft.email, draft.email_confirmed_at) == ("boss@police.example", None)


def test_the_article_that_is_sent_knows_that_its_address_was_confirmed(client):
    tasks = walking.written(client)
    client.post(mailed(client, tasks))

    walking.send(client, tasks)

    assert Submission.objects.get().email_confirmed_at is not None


def test_a_link_mailed_before_the_article_was_sent_leads_to_its_lasting_page(client):
    tasks = walking.written(client)
    address = mailed(client, tasks)
    sent = walking.send(client, tasks)

    assert client.get(client.post(address)["Location"])["Location"] == sent["Location"]


def test_an_address_that_is_none_is_asked_for_again(client):
    tasks = walking.begun(client)

    for path in ("/submit/link/", f"{tasks}saved/"):
        page = client.post(path, {"email": "ann@"}).content.decode()
        assert "<title>Error:" in page
        assert 'value="ann@"' in page
    assert not OutboxMail.objects.exists()


def test_links_are_mailed_only_so_often_to_one_address(client, settings):
    settings.LIMITS = settings.LIMITS | {"forms of an address": (1, 3600)}
    tasks = walking.begun(client)
    mailed(client, tasks)

    for path in ("/submit/link/", f"{tasks}saved/"):
        assert client.post(path, {"email": "ann@police.example"}).status_code == 429
    assert OutboxMail.objects.count() == 1

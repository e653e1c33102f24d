from datetime import timedelta

import pytest
from django.utils import timezone

from bulletin import links
from bulletin.models import OutboxMail
from submissions import drafting, returning
from submissions.models import Draft, LinkRequest
from tests.factories.submissions import SubmissionFactory

pytestmark = pytest.mark.django_db


def draft_of(email):
    draft = drafting.begin()
    return drafting.save(draft, "about", {"email": [email]}, seen=drafting.token(draft, "about"))


def test_asking_writes_the_same_row_for_every_address_and_mails_nobody():
    draft_of("ann@police.example")

    for email in ("ann@police.example", "nobody@police.example"):
        returning.ask(email)

    assert LinkRequest.objects.count() == 2
    assert not OutboxMail.objects.exists()


def test_one_mail_holds_the_links_of_one_address_and_only_once():
    draft_of("ann@police.example")
    SubmissionFactory(contributor__email="ann@police.example")
    returning.ask("Ann@Police.example")

    assert (returning.mail_asked(), returning.mail_asked()) == (1, 0)

    assert OutboxMail.objects.get().text.count("/submit/back/") == 2


def test_an_address_that_we_do_not_know_is_mailed_nothing_and_forgotten():
    returning.ask("nobody@police.example")

    assert returning.mail_asked() == 0
    assert not LinkRequest.objects.exists()
    assert not OutboxMail.objects.exists()


@pytest.mark.parametrize(
    "left_out",
    [{"submitted_at": timezone.now() - timedelta(days=400)}, {"held_at": timezone.now()}, {"draft": True}],
)
def test_what_is_long_past_waits_apart_or_was_never_sent_is_left_out(left_out):
    SubmissionFactory(contributor__email="ann@police.example", **left_out)
    returning.ask("ann@police.example")

    assert returning.mail_asked() == 0


def test_the_title_stands_in_the_mail_only_when_its_address_was_confirmed():
    draft = draft_of("ann@police.example")
    drafting.save(draft, "article", {"title": ["Cheap watches"]}, seen=drafting.token(draft, "article"))

    returning.mail_link(draft, "ann@police.example")
    Draft.objects.update(email_confirmed_at=timezone.now())
    returning.mail_link(Draft.objects.get(), "ann@police.example")

    first, second = OutboxMail.objects.order_by("pk")
    assert "Cheap watches" not in first.text
    assert "“Cheap watches”, not sent yet" in second.text


def test_only_the_newest_link_works_and_using_it_confirms_once():
    draft = draft_of("ann@police.example")
    replaced = links.issue(draft, returning.BACK)
    newest = links.issue(draft, returning.BACK)

    assert returning.look(replaced) is None
    path = returning.use(returning.look(newest))
    confirmed = Draft.objects.get().email_confirmed_at
    returning.use(returning.look(newest))

    assert path == f"/submit/{drafting.secret_of(draft)}/"
    assert Draft.objects.get().email_confirmed_at == confirmed

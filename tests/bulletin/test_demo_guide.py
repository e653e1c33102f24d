from io import StringIO
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.urls import reverse
from django.utils.html import escape

from bulletin.demo import guide
from bulletin.demo.people import PASSWORD, STAFF
from tests.factories import people
from tests.factories.editions import EditionFactory, published, withdrawn

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    roles = {"Editor": people.editor, "Publisher": people.publisher}
    for _, username, group in STAFF:
        roles[group](username=username)


def test_the_home_page_of_a_demo_says_each_step_where_it_is_and_as_whom(client, settings):
    settings.DEMO = True
    page = client.get("/").content.decode()
    for step in guide.show().steps:
        assert f'<a href="{step.path}">{escape(step.title)}</a>' in page
        assert step.who.lower() in page.lower()
    assert PASSWORD in page


def test_the_home_page_of_a_real_installation_has_no_guide(client, settings):
    settings.DEMO = False
    page = client.get("/").content.decode()
    assert PASSWORD not in page
    assert "guide" not in page


def test_the_command_tells_the_same_steps(settings):
    settings.DEMO = True
    out = StringIO()
    call_command("demo", welcome=True, stdout=out)
    for number, step in enumerate(guide.show().steps, start=1):
        assert f"{number}. {step.title} ({step.who})" in out.getvalue()
    assert PASSWORD in out.getvalue()


def test_whoever_a_step_names_may_open_its_page(client, staff):
    EditionFactory(number=6)
    for step in guide.show().steps:
        if step.username:
            client.force_login(User.objects.get(username=step.username))
        answer = client.get(step.path)
        assert (answer.status_code, urlsplit(answer.request["PATH_INFO"]).path) == (200, urlsplit(step.path).path)


def test_the_guide_names_the_edition_that_is_next_and_does_without_one():
    words = [step.title for step in guide.show().steps]
    assert "Place it in a new edition" in words
    withdrawn(number=5)
    edition = EditionFactory(number=6)
    EditionFactory(number=7)

    step = guide.show().steps[3]

    assert step.title == "Place it in edition 6"
    assert step.path == reverse("admin:editions_edition_change", args=[edition.pk])


def test_the_guide_of_an_edition_that_is_out_leads_to_its_mailing_and_to_the_start_of_the_next():
    out = published(number=6)

    place, _, publish = guide.show().steps[3:6]

    assert place.path == reverse("admin:editions_edition_add")
    assert publish.path == reverse("admin:editions_edition_change", args=[out.pk])

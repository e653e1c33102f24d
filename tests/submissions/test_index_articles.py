import io

import pytest
from django.core.management import call_command

from submissions import searching
from submissions.models import Searched, Submission
from tests.factories.submissions import SubmissionFactory

pytestmark = pytest.mark.django_db


def run(*arguments):
    out = io.StringIO()
    call_command("index_articles", *arguments, stdout=out)
    return out.getvalue().strip()


def test_articles_without_words_can_be_found_afterwards():
    row = SubmissionFactory(revision__title="Lobster")

    assert run() == "1 article can be found now."
    assert list(searching.find(Submission.objects.all(), "lobster")) == [row]
    assert run() == "0 articles can be found now."


def test_all_of_them_are_done_anew_when_asked():
    row = SubmissionFactory(revision__title="Lobster")
    searching.refresh(row)
    Searched.objects.update(text="")

    assert run("--all") == "1 article can be found now."
    assert searching.find(Submission.objects.all(), "lobster").exists()

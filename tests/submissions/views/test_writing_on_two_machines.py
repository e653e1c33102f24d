import re

import pytest

from tests.submissions.views import walking
from tests.submissions.views.walking import words_of

pytestmark = pytest.mark.django_db


def test_what_was_saved_elsewhere_meanwhile_is_shown_and_not_written_over(client, tasks):
    path = f"{tasks}article/"
    seen = walking.seen_on(client, path)
    walking.save(client, tasks, "article", title="From the office")

    response = client.post(path, {**walking.ARTICLE, "seen": seen, "title": "From home"})

    page = words_of(response)
    assert response.status_code == 409
    assert "This part was saved elsewhere" in page
    assert "From the office" in page
    assert 'value="From home"' in page
    assert walking.draft_at(tasks).answers["article"]["title"] == ["From the office"]

    again = re.search(r'name="seen" value="([^"]*)"', page)[1]
    client.post(path, {**walking.ARTICLE, "seen": again, "title": "From home"})
    assert walking.draft_at(tasks).answers["article"]["title"] == ["From home"]


def test_two_machines_on_different_steps_do_not_disturb_each_other(client, tasks):
    seen = walking.seen_on(client, f"{tasks}article/")
    walking.save(client, tasks, "about")

    response = client.post(f"{tasks}article/", {**walking.ARTICLE, "seen": seen})

    assert response.status_code == 302


def test_the_same_answers_saved_twice_are_no_conflict(client, tasks):
    seen = walking.seen_on(client, f"{tasks}about/")

    answers = [client.post(f"{tasks}about/", {**walking.ABOUT, "seen": seen}).status_code for _ in range(2)]

    assert answers == [302, 302]

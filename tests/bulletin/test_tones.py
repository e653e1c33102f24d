import pytest
from django.template import Context, Template

from bulletin import tones
from bulletin.management.commands.draw_workflow import WORKFLOWS
from bulletin.models import OutboxMail

# Deliveries are only ever counted.
SHOWN = [pair for pair in WORKFLOWS if pair[0].title != "Delivery"]


@pytest.mark.parametrize(("workflow", "statuses"), SHOWN, ids=lambda each: getattr(each, "title", ""))
def test_every_status_that_the_desk_shows_has_a_colour_that_its_lists_have_too(workflow, statuses):
    assert set(tones.TONES[workflow.title]) == set(statuses.values)
    assert set(tones.in_lists(workflow)) == set(statuses.values)


def test_nothing_has_colours_that_has_no_statuses():
    assert set(tones.TONES) == {workflow.title for workflow, _ in SHOWN}


def test_a_status_is_drawn_in_words_and_colour():
    template = Template("{% load desk_drawing %}{% status_of mail %}")

    drawn = template.render(Context({"mail": OutboxMail(status="failed")}))

    assert drawn.strip() == '<span class="desk-label desk-label--bad">Failed</span>'

"""The drawings of the workflows are those of the tables, and the tables hold together."""

from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

from bulletin.management.commands import draw_workflow
from submissions.workflow import FOR_CONTRIBUTORS, SubmissionStatus

PAGE = Path(__file__).parents[2] / "docs" / "workflow.md"
EACH = pytest.mark.parametrize(
    ("workflow", "statuses"),
    [pytest.param(*pair, id=pair[0].title) for pair in draw_workflow.WORKFLOWS],
)


def test_the_page_is_what_the_command_draws(capsys):
    call_command("draw_workflow")
    drawn = capsys.readouterr().out
    assert drawn == PAGE.read_text(), "Run: manage.py draw_workflow > docs/workflow.md"


@EACH
def test_every_move_is_on_the_page(workflow, statuses):
    page = PAGE.read_text()
    for move in workflow:
        for source in move.sources:
            assert f"    {source} --> {move.target}: {move.label}" in page
        assert f"| {move.label} (`{move.name}`) |" in page


@EACH
def test_every_move_joins_statuses_that_exist(workflow, statuses):
    for move in workflow:
        assert move.sources
        assert {*move.sources, move.target} <= set(statuses.values)


@EACH
def test_every_status_can_be_reached(workflow, statuses):
    reached = {str(workflow.first)}
    for _ in statuses:
        reached |= {move.target for move in workflow if move.sources & reached}
    assert reached == set(statuses.values)


@EACH
def test_every_permission_of_a_table_can_be_given_to_somebody(workflow, statuses):
    declared = {
        f"{model._meta.app_label}.{codename}"
        for model in apps.get_models()
        for codename in [
            *(f"{kind}_{model._meta.model_name}" for kind in model._meta.default_permissions),
            *(codename for codename, _ in model._meta.permissions),
        ]
    }
    assert {move.permission for move in workflow if move.permission} <= declared


def test_contributors_are_told_of_each_status_in_the_words_of_their_page():
    page = PAGE.with_name("contributors.md").read_text()
    told = [words for status, words in FOR_CONTRIBUTORS.items() if status != SubmissionStatus.DRAFT]
    assert [words for words in told if f"| {words[0]} | {words[1]} |" not in page] == []

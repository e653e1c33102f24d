"""The clock rings only tasks that exist, and no task waits in the broker for its time."""

import ast
import importlib

import pytest
from django.conf import settings

from bulletin.celery import app
from tests.house import sources

WAITING = {"eta", "countdown"}


def waits(tree):
    """Calls that would leave a task in the broker until later: schedules and retries are columns."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and WAITING & {keyword.arg for keyword in node.keywords}
    ]


@pytest.mark.parametrize("package", sources.PACKAGES)
def test_every_package_has_tasks_where_the_worker_finds_them(package):
    module = importlib.import_module(f"{package}.tasks")
    app.loader.import_default_modules()
    assert [name for name in app.tasks if name.startswith(f"{module.__name__}.")]


@pytest.mark.parametrize("entry", settings.CELERY_BEAT_SCHEDULE)
def test_every_beat_entry_names_a_task_of_ours(entry):
    app.loader.import_default_modules()
    task = settings.CELERY_BEAT_SCHEDULE[entry]["task"]
    assert task in app.tasks
    assert task.partition(".")[0] in sources.PACKAGES


@pytest.mark.parametrize("entry", settings.CELERY_BEAT_SCHEDULE)
def test_every_beat_entry_is_dropped_when_nobody_heard_it(entry):
    schedule = settings.CELERY_BEAT_SCHEDULE[entry]
    assert schedule["options"]["expires"] >= schedule["schedule"]


def test_no_task_waits_in_the_broker():
    assert waits(ast.parse("send.apply_async(countdown=5)")) == [1]
    assert sources.offences(waits) == []

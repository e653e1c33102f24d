"""Migrations run while the old code still does: after the first release they only add what it doesn't miss."""

import importlib
from pathlib import Path

import pytest
from django.db import migrations, models
from django.db.models import NOT_PROVIDED

from tests.house.sources import PACKAGES, ROOT

# The last migration of each app in the first release; what comes after it follows the rule. None: not released yet.
FIRST_RELEASE: dict[str, str | None] = {"bulletin": None, "submissions": None, "editions": None}
DESTROYING = (
    migrations.DeleteModel,
    migrations.RenameModel,
    migrations.RenameField,
    migrations.AlterModelTable,
)
# What the version before last had stopped using, by migration: dropped one release later.
NO_LONGER_USED: dict[str, set[str]] = {}


def breaks_the_old_code(operation) -> bool:
    """Whether code that doesn't know of this change can't read or write any more."""
    if isinstance(operation, migrations.AddField):
        field = operation.field
        return not (field.null or field.many_to_many or field.db_default is not NOT_PROVIDED)
    return isinstance(operation, (*DESTROYING, migrations.RemoveField))


def migrations_after_the_first_release():
    for package, last in FIRST_RELEASE.items():
        if last is None:
            continue
        for path in sorted((ROOT / package / "migrations").glob("0*.py")):
            if path.stem > last:
                yield f"{package}.migrations.{path.stem}"


@pytest.mark.parametrize(
    ("operation", "breaks"),
    [
        (migrations.AddField("Mail", "reply_to", models.CharField(max_length=5, blank=True, default="")), True),
        (migrations.AddField("Mail", "reply_to", models.CharField(max_length=5, null=True)), False),
        (migrations.AddField("Mail", "reply_to", models.CharField(max_length=5, db_default="")), False),
        (migrations.AddField("Mail", "readers", models.ManyToManyField("auth.User")), False),
        (migrations.RemoveField("Mail", "reply_to"), True),
        (migrations.RenameField("Mail", "reply_to", "answer_to"), True),
        (migrations.DeleteModel("Mail"), True),
        (migrations.CreateModel("Mail", []), False),
    ],
)
def test_the_rule_knows_what_the_old_code_misses(operation, breaks):
    assert breaks_the_old_code(operation) is breaks


def test_no_migration_breaks_the_code_that_still_runs():
    for name in migrations_after_the_first_release():
        migration = importlib.import_module(name).Migration
        broken = {str(operation.describe()) for operation in migration.operations if breaks_the_old_code(operation)}
        assert broken <= NO_LONGER_USED.get(name, set()), name


def test_every_app_has_its_first_release():
    assert set(FIRST_RELEASE) == set(PACKAGES)
    for package, last in FIRST_RELEASE.items():
        assert last is None or Path(ROOT / package / "migrations" / f"{last}.py").exists()

"""Where in the database a word stands: every column of text is looked through, whichever table it is in."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import models
from django.db.models.functions import Cast

# Django's own book-keeping, in which nobody's words stand.
NOT_READ = {"contenttypes.contenttype", "auth.permission", "sessions.session"}


@dataclass(frozen=True)
class Place:
    """One column of one row in which the word stands."""

    row: models.Model
    column: str

    @property
    def table(self) -> str:
        return self.row._meta.label_lower


def places(word: str) -> Iterator[Place]:
    """Every place where the word stands, in capitals or not; reads all tables, so nothing for a page of the public."""
    if not word.strip():
        return
    for model in apps.get_models():
        if model._meta.label_lower not in NOT_READ and model._meta.managed and not model._meta.proxy:
            for field in columns(model):
                for row in standing_in(model._base_manager.all(), field, word):
                    yield Place(row, field.name)


def columns(model: type[models.Model]) -> list[models.Field]:
    """The columns of a table that hold text."""
    kinds = (models.CharField, models.TextField, models.JSONField, models.FileField)
    return [field for field in model._meta.concrete_fields if isinstance(field, kinds)]


def standing_in(rows: models.QuerySet, field: models.Field, word: str) -> models.QuerySet:
    """Those rows in whose column the word stands, as it is or as JSON writes it."""
    written = {word, json.dumps(word)[1:-1]}
    found = models.Q()
    for each in written:
        found |= models.Q(looked_through__icontains=each)
    return rows.annotate(looked_through=Cast(field.name, models.TextField())).filter(found)

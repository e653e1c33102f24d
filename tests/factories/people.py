"""Dull valid people with accounts, and the groups that say what they may do."""

from typing import Any

import factory
from django.contrib.auth.models import Group, User
from factory.django import DjangoModelFactory


class UserFactory(DjangoModelFactory):
    """Somebody with an account who may do nothing."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda number: f"person{number}")
    first_name = "Pat"
    last_name = factory.Sequence(lambda number: f"Person {number}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@desk.example")
    is_staff = True


def reader(**given: Any) -> User:
    return _in_group("Reader", given)


def editor(**given: Any) -> User:
    return _in_group("Editor", given)


def publisher(**given: Any) -> User:
    return _in_group("Publisher", given)


def administrator(**given: Any) -> User:
    return UserFactory.create(is_superuser=True, **given)


def _in_group(name: str, given: dict[str, Any]) -> User:
    user = UserFactory.create(**given)
    user.groups.add(Group.objects.get(name=name))
    return user

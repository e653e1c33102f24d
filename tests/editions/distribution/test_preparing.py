import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from editions.distribution.preparing import Prepared
from tests.factories import people

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(settings.ON_SQLITE, reason="SQLite plans in no time"),
]
FIRST = (
    "UPDATE auth_user SET first_name = %(first)s WHERE username = %(username)s AND first_name <> %(first)s RETURNING id"
)
TYPES = {"first": "text", "username": "text"}
RENAME = Prepared("rename", FIRST, TYPES)
LEAVE = Prepared("leave", "UPDATE auth_user SET is_active = %(active)s RETURNING username", {"active": "boolean"})


def test_a_statement_is_prepared_for_its_parameters_however_often_each_stands_in_it():
    assert RENAME.definition == (
        "PREPARE rename (text, text) AS UPDATE auth_user SET first_name = $1 "
        "WHERE username = $2 AND first_name <> $1 RETURNING id"
    )
    assert (RENAME.call, LEAVE.call) == (
        "EXECUTE rename (%(first)s::text, %(username)s::text)",
        "EXECUTE leave (%(active)s::boolean)",
    )


def test_it_gives_the_rows_that_the_statement_gives():
    anna, _ = people.editor(username="anna"), people.editor(username="bert")
    rename, leave = Prepared("rename_1", FIRST, TYPES), Prepared("leave_1", LEAVE.statement, LEAVE.types)

    assert rename.run({"first": "Anna;", "username": "anna"}) == [(anna.pk,)]
    assert rename.run({"first": "Ann", "username": "anna"}) == [(anna.pk,)]
    assert sorted(leave.run({"active": True})) == [("anna",), ("bert",)]

    anna.refresh_from_db()
    assert (anna.first_name, anna.is_active) == ("Ann", True)


def test_a_failure_is_one_of_djangos_and_nothing_was_done():
    anna = people.editor(username="anna")
    before = anna.first_name
    rename = Prepared("rename_2", FIRST, TYPES)

    with pytest.raises(DatabaseError), transaction.atomic():
        rename.run({"first": "x" * 200, "username": "anna"})

    anna.refresh_from_db()
    assert anna.first_name == before


@pytest.mark.django_db(transaction=True)
def test_a_new_connection_learns_it_by_itself():
    anna = people.editor(username="anna")
    rename = Prepared("rename_3", FIRST, TYPES)
    assert rename.run({"first": "Ann", "username": "anna"}) == [(anna.pk,)]

    connection.close()

    assert rename.run({"first": "Anna", "username": "anna"}) == [(anna.pk,)]

import pytest
from django.conf import settings
from django.db import connection

from bulletin import environment


def test_both_sides_of_a_connection_to_postgresql_give_up_a_machine_that_is_gone():
    options = environment.alive({})

    assert options["keepalives_idle"] + options["keepalives_interval"] * options["keepalives_count"] <= 30
    assert "-c tcp_keepalives_idle=10" in options["options"]
    assert "-c tcp_user_timeout=30000" in options["options"]


def test_what_the_address_of_the_database_says_goes_first():
    options = environment.alive({"sslmode": "require", "options": "", "connect_timeout": 3})

    assert (options["sslmode"], options["options"], options["connect_timeout"]) == ("require", "", 3)


def test_a_limit_is_written_as_a_number_and_its_seconds(monkeypatch):
    assert environment.limit("LIMIT_OF_A_TEST", default="10/3600") == (10, 3600)
    monkeypatch.setitem(environment.env.ENVIRON, "LIMIT_OF_A_TEST", "3/60")
    assert environment.limit("LIMIT_OF_A_TEST", default="10/3600") == (3, 60)


@pytest.mark.django_db
@pytest.mark.skipif(settings.ON_SQLITE, reason="SQLite has no connections to lose")
@pytest.mark.parametrize(
    ("name", "value"), [("tcp_keepalives_idle", "10"), ("idle_in_transaction_session_timeout", "2min")]
)
def test_the_server_gives_up_whoever_is_cut_off_or_frozen(name, value):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [name])
        assert cursor.fetchone()[0] == value

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

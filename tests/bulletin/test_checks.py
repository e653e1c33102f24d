import pytest

from bulletin import checks

REAL = {
    "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "ALLOWED_HOSTS": "bulletin.example",
    "SITE_URL": "https://bulletin.example",
    "DATABASE_URL": "postgres://bulletin@db/bulletin",
    "CELERY_BROKER_URL": "redis://redis:6379/0",
    "EMAIL_URL": "smtp+tls://user:password@mail.example:587",
}


def test_real_settings_may_start():
    assert checks.reasons_not_to_start(REAL, debug=False) == []


@pytest.mark.parametrize("name", checks.REQUIRED)
def test_a_missing_setting_is_named(name):
    [reason] = checks.reasons_not_to_start({**REAL, name: ""}, debug=False)
    assert reason.startswith(f"{name} is missing")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "ab" * 40),
        ("SITE_URL", "http://bulletin.example"),
        ("ALLOWED_HOSTS", "bulletin.example,*"),
        ("METRICS_TOKEN", "guess-me"),
    ],
)
def test_an_unsafe_setting_is_named(name, value):
    [reason] = checks.reasons_not_to_start({**REAL, name: value}, debug=False)
    assert name in reason


def test_in_development_nothing_need_be_set():
    assert checks.reasons_not_to_start({}, debug=True) == []


@pytest.mark.parametrize("name", checks.SECRETS)
def test_a_secret_may_stand_in_a_file(name, tmp_path):
    (tmp_path / "secret").write_text("what nobody knows\n")

    given, reasons = checks.with_secrets({f"{name}_FILE": str(tmp_path / "secret"), "PORT": "8000"})

    assert reasons == []
    assert (given[name], given["PORT"]) == ("what nobody knows", "8000")


def test_a_file_that_is_not_there_is_named(tmp_path):
    _, [reason] = checks.with_secrets({"SECRET_KEY_FILE": str(tmp_path / "none")})
    assert reason == f"SECRET_KEY_FILE can't be read: {tmp_path}/none (No such file or directory)."


def test_a_file_that_is_no_text_is_named(tmp_path):
    (tmp_path / "secret").write_bytes(b"\xff\xfe\x00")
    _, [reason] = checks.with_secrets({"SECRET_KEY_FILE": str(tmp_path / "secret")})
    assert "SECRET_KEY_FILE can't be read" in reason


def test_a_secret_is_given_once(tmp_path):
    (tmp_path / "secret").write_text("x")
    given, [reason] = checks.with_secrets({"EMAIL_URL": "smtp://a", "EMAIL_URL_FILE": str(tmp_path / "secret")})
    assert reason == "EMAIL_URL and EMAIL_URL_FILE are both set: keep one."
    assert given["EMAIL_URL"] == "smtp://a"


def test_the_message_names_every_reason_and_the_place_to_mend_them():
    message = checks.message(["A is missing.", "B is unsafe."])
    assert "- A is missing.\n- B is unsafe." in message
    assert message.endswith("docs/running.md explains each.")

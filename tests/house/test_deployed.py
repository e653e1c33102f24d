"""What a real installation answers, held against the rules of the Mozilla Observatory; docs/security.md lists them."""

import json
import os
import re
import subprocess
import sys

import pytest

from tests.house import sources
from tests.servers import live

STYLE_SHEET = "https:/static/bulletin/mark.svg"
PAGES = [
    "https:/",
    "https:/editions/",
    "https:/subscribe/",
    "https:/submit/",
    "https:/privacy/",
    "https:/no-such-page/",
]
DESK = "https:/admin/login/"
PLAIN = "http:/subscribe/"


@pytest.fixture(scope="module")
def deployed(empty_sqlite, static_files, tmp_path_factory):
    folder = tmp_path_factory.mktemp("deployed")
    (folder / "static").symlink_to(static_files)
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(sources.ROOT),
        "DJANGO_SETTINGS_MODULE": "bulletin.settings",
        "ENV_FILE": os.devnull,
        "VAR_DIR": str(folder),
        "SITE_URL": "https://bulletin.example",
        "ALLOWED_HOSTS": "bulletin.example",
        "SECRET_KEY": "a-secret-of-the-deployed-settings-long-enough-and-never-used-elsewhere",
        "DATABASE_URL": live.copy_of_sqlite(empty_sqlite, folder),
        "CELERY_BROKER_URL": "filesystem://",
        "EMAIL_URL": "smtp://127.0.0.1:1",
    }
    asked = [*PAGES, DESK, PLAIN, STYLE_SHEET]
    command = [sys.executable, "-m", "tests.house.deployed", *asked]
    done = subprocess.run(
        command, env=environment, cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def headers(deployed, page):
    return deployed["answers"][page]["headers"]


def policy(deployed, page):
    parts = (part.split() for part in headers(deployed, page)["Content-Security-Policy"].split("; "))
    return {name: set(allowed) for name, *allowed in parts}


@pytest.mark.parametrize("page", PAGES)
def test_a_public_page_runs_no_script_but_our_files_and_loads_nothing_from_elsewhere(deployed, page):
    allowed = policy(deployed, page)
    assert allowed["default-src"] == {"'none'"}
    nonces = {source for source in allowed["script-src"] if source.startswith("'nonce-")}
    assert allowed["script-src"] - nonces == {"'self'"}
    assert not allowed["style-src"] & {"'unsafe-inline'"}
    assert allowed["base-uri"] == {"'none'"}
    assert allowed["form-action"] == allowed["frame-ancestors"] == {"'self'"}
    for name, sources_of_it in allowed.items():
        assert not {source for source in sources_of_it if re.match(r"\*|https?:|//", source)}, name


@pytest.mark.parametrize("page", [*PAGES, DESK])
def test_a_page_names_no_other_host_and_holds_no_inline_handler(deployed, page):
    body = deployed["answers"][page]["body"]
    assert not re.findall(r'<(?:script|link|img|iframe)[^>]+(?:src|href)="(?:https?:)?//(?!bulletin\.example)', body)
    assert page == DESK or not re.findall(r"<[^>]+ on[a-z]+=", body)


def test_the_desk_loosens_only_scripts_that_evaluate_and_inline_styles(deployed):
    desk, public = policy(deployed, DESK), policy(deployed, PAGES[0])
    changed = {name for name in public if desk[name] != public[name]}
    assert changed <= {"script-src", "style-src"}
    assert {"'unsafe-inline'", "*"}.isdisjoint(desk["script-src"])


@pytest.mark.parametrize("page", [*PAGES, DESK, STYLE_SHEET])
def test_every_answer_says_what_a_browser_may_do_with_it(deployed, page):
    said = headers(deployed, page)
    seconds = int(re.fullmatch(r"max-age=(\d+); includeSubDomains; preload", said["Strict-Transport-Security"])[1])
    assert seconds >= 365 * 24 * 60 * 60
    assert said["X-Content-Type-Options"] == "nosniff"
    assert said["Referrer-Policy"] == "same-origin"
    assert said["Cross-Origin-Opener-Policy"] == "same-origin"
    assert said["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in said["Permissions-Policy"]
    assert "Server" not in said
    assert "X-Powered-By" not in said


@pytest.mark.parametrize("page", [*PAGES, DESK])
def test_no_other_site_may_show_a_page_in_a_frame_or_read_it(deployed, page):
    assert headers(deployed, page)["X-Frame-Options"] == "SAMEORIGIN"
    assert "Access-Control-Allow-Origin" not in headers(deployed, page)


def test_plain_http_leads_to_https_and_to_the_same_host_first(deployed):
    answer = deployed["answers"][PLAIN]
    assert answer["status"] == 301
    assert answer["headers"]["Location"] == "https://bulletin.example/subscribe/"
    assert not answer["cookies"]


def test_every_cookie_is_secure_hidden_from_scripts_and_bound_to_this_host(deployed):
    cookies = {name: kept for page in deployed["answers"].values() for name, kept in page["cookies"].items()}
    assert set(cookies) == {"__Host-csrf"}
    for kept in cookies.values():
        assert (kept["secure"], kept["httponly"], kept["samesite"], kept["path"]) == (True, True, "Lax", "/")
        assert not kept["domain"]


def test_a_real_installation_asks_for_a_second_factor_and_shows_nothing_of_its_inside(deployed):
    assert deployed["settings"]["SECOND_FACTOR"] is True
    assert deployed["settings"]["DEBUG"] is False
    assert deployed["settings"]["MAILBOX"] is False
    assert deployed["settings"]["SESSION_COOKIE_AGE"] <= 12 * 60 * 60
    assert deployed["settings"]["PASSWORD_HASHERS"][0].endswith("PBKDF2PasswordHasher")
    assert "Traceback" not in deployed["answers"]["https:/no-such-page/"]["body"]


def test_what_a_signed_in_person_sees_is_kept_in_no_cache(deployed):
    assert "no-store" in headers(deployed, DESK)["Cache-Control"]
    assert "no-store" in headers(deployed, "https:/submit/")["Cache-Control"]

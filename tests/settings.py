"""The product's own settings, with a fixed secret and a folder that is thrown away.

The database and the broker are those of DATABASE_URL and CELERY_BROKER_URL where these are given (`python -m
tests.servers COMMAND` gives them), else SQLite and the filesystem broker. Nothing is read from the
developer's own environment or .env file: every setting that the product reads is cleared first.
"""

import atexit
import os
import re
import shutil
import tempfile
from pathlib import Path

from bulletin import checks

_folder = Path(tempfile.mkdtemp(prefix="bulletin-tests-"))
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
(_folder / "static").mkdir()  # the static files come from the sources; their folder is missed when it isn't there

_given = {name: os.environ[name] for name in ("DATABASE_URL", "CELERY_BROKER_URL") if os.environ.get(name)}
_read = {*checks.REQUIRED, *checks.SECRETS}
for _source in Path(checks.__file__).parent.glob("*.py"):
    _read.update(re.findall(r'(?:env\.\w+|limit)\(\s*"([A-Z_]+)"', _source.read_text()))
for _name in _read:
    os.environ.pop(_name, None)
    os.environ.pop(f"{_name}_FILE", None)
os.environ.update(
    _given,
    DEBUG="true",
    ENV_FILE=os.devnull,
    VAR_DIR=str(_folder),
    SECRET_KEY="a-secret-of-the-tests-that-is-long-enough-and-never-used-elsewhere",
    SITE_URL="https://bulletin.example",
    ALLOWED_HOSTS="testserver,127.0.0.1,localhost,bulletin.example",
    EMAIL_URL="smtp://127.0.0.1:1",
    UNDO_MINUTES="0",  # letters leave at once; the tests of undoing set their own
    SUBMIT_SECONDS="0",  # no test waits as long as a person writes
)

from bulletin.settings import *  # noqa: E402, F403  # the environment above must stand first
from bulletin.settings import DATABASES, ON_SQLITE  # noqa: E402  # named for the lines below

DATABASES["default"].setdefault("TEST", {})
if ON_SQLITE:
    # A file, not memory: other threads and processes open it as they do in real use.
    DATABASES["default"]["TEST"]["NAME"] = str(_folder / "test.sqlite3")
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
# Cookies must pass over the plain http of the browser tests.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "session", "csrf"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

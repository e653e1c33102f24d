"""Every setting of the product, read from the environment; docs/running.md lists them."""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from bulletin import checks, logs, policies, rings
from bulletin.desk_look import UNFOLD  # noqa: F401  # a setting
from bulletin.editorial import *  # noqa: F403  # settings of the editorial half
from bulletin.environment import BASE_DIR, alive, env, limit, reasons

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
if reasons := reasons + checks.reasons_not_to_start(env.ENVIRON, debug=DEBUG):
    raise ImproperlyConfigured(checks.message(reasons))

# --- where things live ---------------------------------------------------------------------------

VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var"))).resolve()
PORT = env.int("PORT", default=8000)
SITE_URL = env.str("SITE_URL", default=f"http://127.0.0.1:{PORT}").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = [SITE_URL]
ADMIN_PATH = env.str("ADMIN_PATH", default="admin/").strip("/") + "/"


def _own_secret() -> str:
    """A secret made once for this folder: development only, checks.py refuses it elsewhere."""
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    path = VAR_DIR / "secret_key"
    if not path.exists():
        with open(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
    return path.read_text().strip()


SECRET_KEY = env.str("SECRET_KEY", default="") or _own_secret()

# --- what it is made of --------------------------------------------------------------------------

INSTALLED_APPS = [
    "unfold",  # before the admin, whose templates it replaces
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "crispy_forms",
    "crispy_forms_gds",
    "django_prose_editor",
    "csp",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "bulletin",
    "submissions",
    "editions",
]
MIDDLEWARE = [
    "bulletin.middleware.read_to_the_end",  # first, so that every answer has passed the others
    "bulletin.middleware.read_as_utf8",
    "bulletin.watching.watch",
    "bulletin.middleware.add_headers",
    "bulletin.watching.let_operators_in",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "bulletin.middleware.relax_policy_of_the_desk",
    "bulletin.speaking.speak",
    "bulletin.middleware.refuse_what_is_too_big",
    "bulletin.middleware.refuse_nulls",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "bulletin.middleware.explain_what_takes_forms_only",
    "bulletin.middleware.CountStrangers",  # before the next one, which reads the body of a POST
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "bulletin.signing_in.ask_for_second_factor",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "bulletin.urls"
WSGI_APPLICATION = "bulletin.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "bulletin.context.site",
            ],
        },
    },
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "en-gb"
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["bulletin.formats"]
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True
CRISPY_ALLOWED_TEMPLATE_PACKS = ["gds"]
CRISPY_TEMPLATE_PACK = "gds"
CRISPY_GDS_FRONTEND_VERSION = "6"
CRISPY_CLASS_CONVERTERS = dict.fromkeys(
    ("textinput", "emailinput", "urlinput", "numberinput", "telinput"), "govuk-input"
)

# --- database ------------------------------------------------------------------------------------

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'bulletin.sqlite3'}")}
ON_SQLITE = DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3"
if ON_SQLITE:
    # Writers queue instead of failing, readers never wait, and a commit survives a power cut.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"]["OPTIONS"] = alive(DATABASES["default"].get("OPTIONS", {}))

# --- worker --------------------------------------------------------------------------------------

# Connections to the mail server that the bulk mailing may hold open at once.
SENDING_CONNECTIONS = env.int("SENDING_CONNECTIONS", default=4)
# How long, in seconds, one task works on batches before it gives them back.
SENDING_WORK_SECONDS = env.int("SENDING_WORK_SECONDS", default=60)
# The longest wait, in seconds, for one answer of the mail server.
SMTP_TIMEOUT_SECONDS = env.int("SMTP_TIMEOUT_SECONDS", default=30)
SMTP_CHUNKING = env.bool("SMTP_CHUNKING", default=True)
# Pauses, in seconds, before a copy that the mail server put off is tried again; after the last one it fails.
SENDING_RETRY_SECONDS = env.list("SENDING_RETRY_SECONDS", cast=int, default=[300, 900, 3600, 14400, 43200])
# How long, in seconds, a batch rests when no mail server could be used, and one that failed so often is left alone.
SENDING_RELAY_PAUSE_SECONDS = env.int("SENDING_RELAY_PAUSE_SECONDS", default=30)
SENDING_BREAKER_FAILURES = env.int("SENDING_BREAKER_FAILURES", default=3)
# Copies a second over all connections, and to single domains of recipients (`a.example=5,b.example=10`); 0 is no limit.
SENDING_RATE = env.float("SENDING_RATE", default=0.0)
SENDING_DOMAIN_RATES = env.dict("SENDING_DOMAIN_RATES", cast={"value": float}, default={})
# The most copies in the first hour of a mailing, in the second, and so on; afterwards only the rate counts.
SENDING_WARM_UP = env.list("SENDING_WARM_UP", cast=int, default=[])
# What a mailing has not sent so long after its start is not sent any more.
SENDING_EXPIRES_SECONDS = env.int("SENDING_EXPIRES_SECONDS", default=7 * 24 * 60 * 60)
# A mailing halts itself when so many percent came to nothing, or were reported as spam, of at least so many copies.
SENDING_HALT_FAILED_PERCENT = env.float("SENDING_HALT_FAILED_PERCENT", default=10.0)
SENDING_HALT_COMPLAINED_PERCENT = env.float("SENDING_HALT_COMPLAINED_PERCENT", default=0.3)
SENDING_HALT_AFTER = env.int("SENDING_HALT_AFTER", default=200)
# Who gets the first copies beside staff, when somebody wants to look at them before the rest goes out.
SEED_ADDRESSES = env.list("SEED_ADDRESSES", default=[])
# How often, in seconds, beat looks for what is owed.
PUMP_SECONDS = env.float("PUMP_SECONDS", default=3.0)

CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="filesystem://")
if CELERY_BROKER_URL.startswith("filesystem://"):
    _folders = {name: VAR_DIR / "broker" / name for name in ("messages", "control")}
    for _folder in _folders.values():
        _folder.mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_folders["messages"]),
        "data_folder_out": str(_folders["messages"]),
        "control_folder": str(_folders["control"]),
        "polling_interval": 0.2,  # seconds; with the usual one, rings grow old before they are heard
    }
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
# A ring is acknowledged before it is heeded: a lost one costs nothing, and a worker whose broker dies while it still
# holds some for acknowledgement ends itself (kombu 5.7, in restore_unacked).
CELERY_TASK_ACKS_LATE = False
CELERY_WORKER_POOL = "threads"
# Threads for the senders of 16 connections each (editions/tasks.py), and three more so that no receipt waits for them.
CELERY_WORKER_CONCURRENCY = -(-SENDING_CONNECTIONS // 16) + 3
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULER = "bulletin.ringing:Ringing"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = rings.schedule(every=PUMP_SECONDS)
CELERY_TASK_QUEUES, CELERY_TASK_ROUTES, CELERY_TASK_DEFAULT_QUEUE = rings.QUEUES, rings.ROUTES, rings.LETTERS

# --- mail ----------------------------------------------------------------------------------------

MAILBOX_PORT = env.int("MAILBOX_PORT", default=8025)
# Whether staff may read the local mailbox: in the demo and in development only.
MAILBOX = DEBUG or DEMO
vars().update(env.email_url("EMAIL_URL", default=f"smtp://127.0.0.1:{MAILBOX_PORT}"))
EMAIL_TIMEOUT = SMTP_TIMEOUT_SECONDS
# The mail servers of the bulk mailing, where it isn't the one of EMAIL_URL: URLs like it; ?weight=2 is a greater share.
SMTP_RELAYS = env.list("SMTP_RELAYS", default=[])
# Editions go by GOV.UK Notify where there is a key to it (distribution/notify.py).
NOTIFY_API_KEY = env.str("NOTIFY_API_KEY", default="")
NOTIFY_TEMPLATE_ID = env.str("NOTIFY_TEMPLATE_ID", default="")
NOTIFY_REPLY_TO_ID = env.str("NOTIFY_REPLY_TO_ID", default="")
NOTIFY_URL = env.str("NOTIFY_URL", default="https://api.notifications.service.gov.uk")
TEAM_NAME = env.str("TEAM_NAME", default="SCOC Local Partnerships")
TEAM_EMAIL = env.str("TEAM_EMAIL", default="bulletin@scoc.example")
DEFAULT_FROM_EMAIL = f"{TEAM_NAME} <{TEAM_EMAIL}>"
# From whom editions come; letters to single people come from the team.
BULK_FROM_EMAIL = env.str("BULK_FROM_EMAIL", default=DEFAULT_FROM_EMAIL)
SERVER_EMAIL = TEAM_EMAIL
# Where to report a weakness of this site: a mailto: or https: address, and a page with the rules if there is one.
SECURITY_CONTACT = env.str("SECURITY_CONTACT", default=f"mailto:{TEAM_EMAIL}")
SECURITY_POLICY = env.str("SECURITY_POLICY", default="")
# The domain of Message-IDs, bounce addresses and the List-Id.
MAIL_DOMAIN = env.str("MAIL_DOMAIN", default=TEAM_EMAIL.rpartition("@")[2])

# --- files ---------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_ROOT = VAR_DIR / "media"  # never served as a folder: views decide who may see a file
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
FILE_UPLOAD_PERMISSIONS = 0o640
REQUEST_MAX_BYTES = 64_000_000  # above what a form needs: a picture a little too big gets a message of its own
DATA_UPLOAD_MAX_NUMBER_FILES = 10
DATA_UPLOAD_MAX_MEMORY_SIZE = FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
PICTURE_MAX_BYTES = 10_000_000
PICTURE_MAX_PIXELS = 20_000_000
WORD_MAX_BYTES = 20_000_000

# --- the front door ------------------------------------------------------------------------------

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# Whether the desk asks staff for a code of an app as well as for their password.
SECOND_FACTOR = env.bool("SECOND_FACTOR", default=not (DEBUG or DEMO))
OTP_TOTP_ISSUER = "Bulletin desk"
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"  # after signing in at an address without a next page
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_AGE = 30 * 24 * 60 * 60
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # the desk shows previews in frames of its own
SILENCED_SYSTEM_CHECKS = ["security.W019"]  # which asks for DENY
_HTTPS = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
if _HTTPS:
    # No other host of the domain can set a cookie of these names.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
SECURE_SSL_REDIRECT = _HTTPS and not DEBUG
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if _HTTPS and not DEBUG else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# How many proxies in front add to X-Forwarded-For.
PROXIES = env.int("PROXIES", default=1) if BEHIND_PROXY else 0

# A police force may sit behind one address, so a network may do much more than a person.
LIMITS: dict[str, tuple[int, int]] = {
    "posts of a network": limit("LIMIT_POSTS_OF_NETWORK", default="600/3600"),
    "forms of a network": limit("LIMIT_FORMS_OF_NETWORK", default="100/3600"),
    "forms of an address": limit("LIMIT_FORMS_OF_ADDRESS", default="10/3600"),
    "pastes of a network": limit("LIMIT_PASTES_OF_NETWORK", default="600/3600"),
    "uploads of a network": limit("LIMIT_UPLOADED_BYTES_OF_NETWORK", default="1000000000/86400"),
    "lookups of a network": limit("LIMIT_LOOKUPS_OF_NETWORK", default="100/3600"),
    "sign-ins of a network": limit("LIMIT_SIGN_INS_OF_NETWORK", default="50/900"),
    "sign-ins to an account from a network": limit("LIMIT_SIGN_INS_TO_ACCOUNT_FROM_NETWORK", default="10/900"),
    # The OWASP ASVS (2.2.1) permits a hundred an hour; fewer would let a stranger keep a person out.
    "sign-ins to an account": limit("LIMIT_SIGN_INS_TO_ACCOUNT", default="100/3600"),
}
CONTENT_SECURITY_POLICY = {"DIRECTIVES": policies.PUBLIC}

# --- for operators -------------------------------------------------------------------------------

LOGGING = logs.configuration(form=env.str("LOG_FORMAT", default=""), level=env.str("LOG_LEVEL", default="INFO"))
# What a program that reads /metrics must show; without it there is no such page.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
# The mark outside the database by which a restored copy is noticed; web and workers share the file.
GENERATION_FILE = env.str("GENERATION_FILE", default=str(VAR_DIR / "generation"))

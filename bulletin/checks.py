"""Why the product must not start with the settings it was given."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, urlsplit

WHERE = "Set it in the environment or in the file .env beside manage.py; docs/running.md explains each."
REQUIRED = {
    "SECRET_KEY": "a long random text that signs links and sessions",
    "ALLOWED_HOSTS": "the host names that this site answers to, separated by commas",
    "SITE_URL": "the public address of this site, used in every mail",
    "DATABASE_URL": "the database, for example postgres://user:password@host/bulletin",
    "CELERY_BROKER_URL": "the broker of the worker, for example redis://host:6379/0",
    "EMAIL_URL": "the mail server, for example smtp+tls://user:password@host:587",
}
# Each may stand in a file instead, whose name is given by the same setting with _FILE after it.
SECRETS = (
    "SECRET_KEY",
    "DATABASE_URL",
    "CELERY_BROKER_URL",
    "EMAIL_URL",
    "SMTP_RELAYS",
    "NOTIFY_API_KEY",
    "METRICS_TOKEN",
)


def with_secrets(environment: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """The environment with the secrets that it names files of, and each reason why one could not be had.

    They are not put into the environment itself, which other programs inherit.
    """
    given, reasons = dict(environment), []
    for name in SECRETS:
        path = environment.get(f"{name}_FILE")
        if path and environment.get(name):
            reasons.append(f"{name} and {name}_FILE are both set: keep one.")
        elif path:
            try:
                given[name] = Path(path).read_text().strip()
            except (OSError, UnicodeDecodeError) as error:
                reasons.append(f"{name}_FILE can't be read: {path} ({getattr(error, 'strerror', 'not a text')}).")
    return given, reasons


def reasons_not_to_start(environment: Mapping[str, str], *, debug: bool) -> list[str]:
    """Every missing or unsafe setting, each as a sentence that names it; empty when all is well.

    With DEBUG on nothing is required. With it off there is no default for anything that
    is secret or that differs between machines.
    """
    relays = reasons_against_relays(environment.get("SMTP_RELAYS", ""))
    if environment.get("NOTIFY_API_KEY") and not environment.get("NOTIFY_TEMPLATE_ID"):
        relays.append("NOTIFY_TEMPLATE_ID is missing: the template of GOV.UK Notify for NOTIFY_API_KEY.")
    if debug:
        return relays
    reasons = [f"{name} is missing: {meaning}." for name, meaning in REQUIRED.items() if not environment.get(name)]
    reasons += relays
    secret = environment.get("SECRET_KEY", "")
    if secret and (len(secret) < 50 or len(set(secret)) < 5):
        reasons.append("SECRET_KEY is too short or too plain: use at least 50 random characters.")
    site = environment.get("SITE_URL", "")
    if site and not site.startswith("https://") and not environment.get("ALLOW_HTTP"):
        reasons.append("SITE_URL must begin with https:// (ALLOW_HTTP=true permits http on a closed network).")
    if "*" in environment.get("ALLOWED_HOSTS", "").split(","):
        reasons.append("ALLOWED_HOSTS must name hosts: * would accept forged ones.")
    if 0 < len(environment.get("METRICS_TOKEN", "")) < 20:
        reasons.append("METRICS_TOKEN is too short: use at least 20 random characters.")
    return reasons


def reasons_against_relays(urls: str) -> list[str]:
    """What is wrong with each URL of SMTP_RELAYS; its password is not told."""
    reasons = []
    for number, url in enumerate(filter(None, urls.split(",")), start=1):
        try:
            is_good = _is_mail_server(urlsplit(url.strip()))
        except ValueError:
            is_good = False
        if not is_good:
            reasons.append(
                f"SMTP_RELAYS: URL {number} must look like smtp+tls://user:password@host:587?weight=1 (smtp, smtp+tls "
                "or smtp+ssl; the weight a whole number from 1; a comma in a password is %2C)."
            )
    return reasons


def _is_mail_server(url: SplitResult) -> bool:
    (weight,) = parse_qs(url.query).get("weight", ["1"])
    return (
        url.scheme in ("smtp", "smtp+tls", "smtp+ssl")
        and bool(url.hostname)
        and (url.port is None or url.port > 0)
        and weight.isdecimal()
        and int(weight) > 0
    )


def message(reasons: list[str]) -> str:
    """All reasons in one message, ending with where to mend them."""
    return "\n".join(["The bulletin can't start:", *(f"- {reason}" for reason in reasons), WHERE])

"""The environment that settings are read from: variables, the .env file, and values that stand in files."""

from pathlib import Path
from typing import Any

import environ

from bulletin import checks

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
env.read_env(env.str("ENV_FILE", default=str(BASE_DIR / ".env")))
env.ENVIRON, reasons = checks.with_secrets(env.ENVIRON)


def limit(name: str, default: str) -> tuple[int, int]:
    """How many in how many seconds, written as 10/3600."""
    most, _, seconds = env.str(name, default=default).partition("/")
    return int(most), int(seconds)


def alive(options: dict[str, Any]) -> dict[str, Any]:
    """Options of PostgreSQL by which both sides give up the other within half a minute when it is cut off or sleeps.

    Else the server would keep the locks of a machine that is gone for hours, and others would wait for them. What
    DATABASE_URL says itself goes first.
    """
    patience = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3, "tcp_user_timeout": 30_000}
    server_s = [f"-c tcp_{name.removeprefix('tcp_')}={value}" for name, value in patience.items()]
    # A process that is frozen in the midst of a transaction still answers the network.
    server_s.append("-c idle_in_transaction_session_timeout=120s")
    return {"connect_timeout": 10, **patience, "options": " ".join(server_s), **options}

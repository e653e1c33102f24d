"""The environment that settings are read from: variables, the .env file, and values that stand in files."""

from pathlib import Path

import environ

from bulletin import checks

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
env.read_env(env.str("ENV_FILE", default=str(BASE_DIR / ".env")))
env.ENVIRON, reasons = checks.with_secrets(env.ENVIRON)

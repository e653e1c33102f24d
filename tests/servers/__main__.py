"""Runs a command with a PostgreSQL and a Redis-protocol server of its own.

    python -m tests.servers [--durable] COMMAND...

The command finds them in DATABASE_URL and CELERY_BROKER_URL; they are gone when it ends.
"""

import os
import signal
import subprocess
import sys
from types import FrameType

from tests.servers import postgres, valkey


def main(arguments: list[str]) -> int:
    durable = arguments[:1] == ["--durable"]
    command = arguments[durable:]
    if not command:
        sys.exit(__doc__)
    with postgres.running(durable=durable) as database, valkey.running() as broker:
        child = subprocess.Popen(command, env={**os.environ, "DATABASE_URL": database, "CELERY_BROKER_URL": broker})

        def pass_on(number: int, frame: FrameType | None) -> None:
            child.send_signal(number)

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, pass_on)
        return child.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

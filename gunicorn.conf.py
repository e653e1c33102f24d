"""How gunicorn runs the site; the command line beats what stands here."""

import os
import shutil
import tempfile

# The processes count their requests in files of one folder, so that whichever is asked knows of all of them.
OURS = "bulletin-metrics-"
if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix=OURS)

from prometheus_client import multiprocess  # noqa: E402  # it looks for the folder when it is imported

from bulletin import logs  # noqa: E402  # only here because of the line above

bind = f"{os.environ.get('WEB_HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
# Longer than the slowest upload takes to be read and made smaller; a worker that is silent for longer is replaced.
timeout = 60
graceful_timeout = 30
keepalive = 5
# Memory that libraries leak goes back to the system, not for all processes at once.
max_requests, max_requests_jitter = 20_000, 2_000
# Signs of life go to memory: a slow disk must not look like a dead process.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108  # only files without a name
logconfig_dict = logs.configuration(
    form=os.environ.get("LOG_FORMAT", ""), level=os.environ.get("LOG_LEVEL", "INFO").upper()
)


def child_exit(server: object, worker: object) -> None:
    """Forget what only a living process may say."""
    multiprocess.mark_process_dead(worker.pid)  # type: ignore[attr-defined]  # gunicorn has no types


def on_exit(server: object) -> None:
    folder = os.environ["PROMETHEUS_MULTIPROC_DIR"]
    if os.path.basename(folder).startswith(OURS):
        shutil.rmtree(folder, ignore_errors=True)

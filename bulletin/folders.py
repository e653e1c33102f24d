"""The embedded broker: kombu's folder of messages, but a message is either there whole or not at all."""

import os
import threading
import uuid
from math import inf
from pathlib import Path
from time import monotonic
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.utils.json import dumps

LOOK_SECONDS = 0.2
# Set when this process was asked to end: then nobody waits for messages any more.
ending = threading.Event()


class Channel(filesystem.Channel):
    def _put(self, queue: str, payload: dict[str, Any], **kwargs: Any) -> None:  # type: ignore[override]  # as kombu
        """Write under a name that no reader takes, then rename.

        kombu writes under the final name: a worker that looks at that moment takes an empty message, and ends.
        """
        final = Path(self.data_folder_out) / f"{round(monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg"
        unfinished = final.with_suffix(".new")
        try:
            unfinished.write_text(dumps(payload), encoding="utf-8")
            os.replace(unfinished, final)
        except OSError as error:
            raise ChannelError(f"The message could not be written to {final.parent}") from error


class Transport(filesystem.Transport):
    Channel = Channel

    def drain_events(self, connection: Any, timeout: float | None = None, **kwargs: Any) -> None:
        """Wait for a message; raises TimeoutError when none came in time, or when this process is asked to end.

        celery waits for two seconds, and once more after it was asked to end.
        """
        ends = monotonic() + timeout if timeout is not None else inf
        while True:
            try:
                return super().drain_events(connection, timeout=min(LOOK_SECONDS, max(ends - monotonic(), 0.001)))
            except TimeoutError:
                if ending.is_set() or monotonic() >= ends:
                    raise

"""How the product is: each part in one word, at a cost that never grows, without a secret."""

from typing import Any

from django.db import Error

from bulletin import doorbell, generation, heartbeats
from bulletin.doorbell import BrokerSilentError

OK, FAILING, UNKNOWN = "ok", "failing", "unknown"


def report() -> dict[str, Any]:
    """`status` is ok when database, broker, worker and beat are. `mailings` says halted in a restored copy.

    Nobody rings the worker while beat is silent: then its old sign of life says nothing, and it is called unknown.
    """
    waiting = _waiting()
    parts = {"database": OK, "broker": FAILING if waiting is None else OK, "worker": UNKNOWN, "beat": UNKNOWN}
    seconds: dict[str, float] = {}
    mailings = UNKNOWN
    try:
        ages = heartbeats.ages()
        mailings = "halted" if generation.doubt() else OK
    except Error:
        parts["database"] = FAILING
    else:
        seconds = {process: round(age, 1) for process, age in ages.items()}
        parts["beat"] = OK if _is_fresh(ages, heartbeats.BEAT) else FAILING
        if _is_fresh(ages, heartbeats.WORKER):
            parts["worker"] = OK
        elif parts["beat"] == OK:
            parts["worker"] = FAILING
    status = OK if set(parts.values()) == {OK} else FAILING
    details = {"mailings": mailings, "rings_waiting": waiting, "seconds_since_heartbeat": seconds}
    return {"status": status, **parts, **details}


def _is_fresh(ages: dict[str, float], process: str) -> bool:
    return ages.get(process, heartbeats.FRESH_SECONDS) < heartbeats.FRESH_SECONDS


def _waiting() -> int | None:
    try:
        return doorbell.waiting()
    except BrokerSilentError:
        return None

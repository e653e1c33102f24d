"""What the clock rings for, how often, and in which queue each ring waits."""

from typing import Any

from kombu import Exchange, Queue

# A worker listens to both; on a large installation `-Q letters` and `-Q bulk` let some workers hear only one.
LETTERS, BULK = "letters", "bulk"
QUEUES = [Queue(name, Exchange(name), routing_key=name) for name in (LETTERS, BULK)]
ROUTES = {"editions.tasks.*": {"queue": BULK}}


def schedule(every: float) -> dict[str, dict[str, Any]]:
    """What beat rings for; `every` so many seconds it asks what is owed.

    A ring that nobody heard in time is dropped: the next one says the same.
    """
    return {
        "show signs of life": {"task": "bulletin.tasks.heartbeat", "schedule": 10, "options": {"expires": 20}},
        "send the outbox": {
            "task": "bulletin.tasks.send_outbox",
            "schedule": every,
            "options": {"expires": every * 2},
        },
        "mail the links that were asked for": {
            "task": "submissions.tasks.mail_links",
            "schedule": every,
            "options": {"expires": every * 2},
        },
        "mail what is held of people": {
            "task": "editions.tasks.answer_requests",
            "schedule": every,
            "options": {"expires": every * 2},
        },
        "pump the mailings": {
            "task": "editions.tasks.pump",
            "schedule": every,
            "options": {"expires": every * 2},
        },
        "remind": {"task": "editions.tasks.remind", "schedule": 900, "options": {"expires": 900}},
        "forget what has ended": {"task": "bulletin.tasks.forget", "schedule": 3600, "options": {"expires": 3600}},
        "forget articles and readers": {
            "task": "editions.tasks.forget",
            "schedule": 3600,
            "options": {"expires": 3600},
        },
        "erase": {"task": "editions.tasks.erase_waiting", "schedule": 3600, "options": {"expires": 3600}},
        "forget uploads": {"task": "submissions.tasks.forget_uploads", "schedule": 3600, "options": {"expires": 3600}},
    }

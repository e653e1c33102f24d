"""The worker's doors to mailings. They carry nothing that matters: a lost or doubled task changes nothing."""

import logging
import os
import secrets
import socket
from math import ceil
from threading import BoundedSemaphore

from celery import Task, shared_task
from django.conf import settings
from kombu.exceptions import OperationalError

from bulletin.celery import stopping
from editions import personal, reminding, retention
from editions.distribution import pumping, rehearsing, sending
from editions.distribution.sending import Ending
from editions.models import Mailing

log = logging.getLogger(__name__)
# As many as all connections need; a sender with some to spare looks for more batches by itself.
senders = BoundedSemaphore(ceil(settings.SENDING_CONNECTIONS / sending.CONNECTIONS))  # of this process


@shared_task
def pump() -> None:
    """Do what is due, and ring for as many senders as there is work and connections for."""
    for _ in range(ceil(pumping.run() / sending.CONNECTIONS)):
        _ring(send_batch)
    for mailing_id in rehearsing.waiting():
        _ring(rehearse, mailing_id)


@shared_task
def send_batch() -> None:
    """Send for a while over some connections, unless enough do; then ring for the next sender, or for the pump."""
    if not senders.acquire(blocking=False):
        return
    owner = f"{socket.gethostname()[:60]}:{os.getpid()}:{secrets.token_hex(8)}"
    try:
        ending = sending.run(owner=owner, stopping=stopping.is_set)
    finally:
        senders.release()
    if ending is Ending.TIME_UP:
        _ring(send_batch)
    elif ending is Ending.ALL_TAKEN:
        _ring(pump)


@shared_task
def rehearse(mailing_id: int) -> None:
    """Make a rehearsal that somebody asked for; whoever begins it first makes it."""
    mailing = Mailing.objects.filter(pk=mailing_id).first()
    if mailing:
        rehearsing.run(mailing, stopping=stopping.is_set)


@shared_task
def remind() -> int:
    """Queue reminders and the editors' daily emails; returns how many."""
    return reminding.run()


@shared_task
def answer_requests() -> int:
    """Mail the links by which people see what is held of them; returns how many."""
    return personal.answer_asked()


@shared_task
def forget() -> int:
    """Forget what was kept long enough of articles and readers; returns how many."""
    return retention.run()


@shared_task
def erase_waiting() -> int:
    """Carry out erasures that had to wait for an edition; returns how many."""
    return personal.erase_waiting()


def ring() -> None:
    """Tell the worker that something is due; when it can't be told, the clock tells it within seconds."""
    _ring(pump)


def _ring(task: Task, *given: int) -> None:
    try:
        task.apply_async(args=given, expires=settings.PUMP_SECONDS * 20, retry=False)
    except OperationalError as error:
        log.warning("The broker can't be reached; the clock will ring later: %s", error)

"""A mailing's progress in words, the same at the desk and on the command line."""

from typing import Any

from editions.workflow import MailingStatus

MINUTE, HOUR, DAY = 60, 60 * 60, 24 * 60 * 60
BAR = 30  # letters


def speed(counts: dict[str, Any]) -> str:
    """How fast it goes; empty when nobody knows."""
    per_second = counts["per_second"]
    if not per_second:
        return ""
    if per_second >= 10:
        return f"{per_second:,.0f} a second"
    if per_second >= 1:
        return f"{per_second:.1f} a second"
    return f"{per_second * HOUR:,.0f} an hour"


def time_left(counts: dict[str, Any]) -> str:
    """How long it will take at this speed; empty when nobody knows."""
    seconds = counts["seconds_left"]
    if seconds is None or not counts["left"]:
        return ""
    if seconds < MINUTE:
        return "less than a minute left"
    for unit, name in ((DAY, "day"), (HOUR, "hour"), (MINUTE, "minute")):
        if seconds >= unit:
            number = round(seconds / unit)
            return f"about {number} {name}{'s' if number != 1 else ''} left"
    return ""


def stop(counts: dict[str, Any]) -> str:
    """What left after a mailing was stopped, and what is on its way still; empty when nobody stopped it."""
    left, on_the_way = counts["left_after_stop"], counts["sending"]
    if left is None or counts["status"] in (MailingStatus.SENDING, MailingStatus.FINISHED):
        return ""
    said = f"{_copies(left)} left after it was stopped."
    return (
        f"{said} {_copies(on_the_way)} on the way still." if on_the_way else f"{said} Nothing is on the way any more."
    )


def bar(counts: dict[str, Any]) -> str:
    """For a terminal: how full the bar is, in a fixed number of letters."""
    full = BAR * counts["percent"] // 100
    return f"[{'#' * full}{'.' * (BAR - full)}] {counts['percent']:3d} %"


def _copies(count: int) -> str:
    return f"{count:,} cop{'y' if count == 1 else 'ies'}"


def rehearsal(certificate: dict[str, Any]) -> str:
    """How a rehearsal ended, from its certificate."""
    found = certificate["rehearsal"]
    return (
        f"{certificate['total']:,} copies in {found['seconds']} seconds, {found['kills']} senders killed: "
        f"{found['twice']:,} twice, {found['lost']:,} lost, {certificate['unknown']:,} unknown, "
        f"{certificate['failed']:,} failed, {certificate['sent']:,} sent."
    )

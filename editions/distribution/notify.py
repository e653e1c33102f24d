"""GOV.UK Notify as a way out for editions, through its official client (docs.notifications.service.gov.uk).

Notify sends plain text in its own dress: its template must be an email with the subject ((subject)) and the message
((text)). Each copy carries its delivery's own token as its reference, by which Notify can be asked what it has.
"""

from typing import Any

from django.conf import settings

from editions.distribution.breaker import breakers
from editions.distribution.composing import Composed, Letter
from editions.distribution.conversing import Answer, Fate, printable
from editions.distribution.relay import RelayDownError

try:
    import requests
    from notifications_python_client.errors import APIError, HTTPError
    from notifications_python_client.notifications import NotificationsAPIClient
    from urllib3.exceptions import ConnectTimeoutError, NewConnectionError
    from urllib3.exceptions import SSLError as TlsError
except ImportError:
    NotificationsAPIClient = None

NAME = "notify"  # of its breaker, and of the limit that all its senders share
PER_MINUTE = 3000  # Notify's own limit for a service
MISSING = "NOTIFY_API_KEY is set, but the client of GOV.UK Notify is not installed: pip install soc-bulletin[notify]"


class Notify:
    """One sender's connection to Notify; it is used as a Route is."""

    def __init__(self) -> None:
        self._client: Any = None
        self._begun: tuple[Letter, str]
        self._carried = 0
        self.is_exhausted = False

    @property
    def is_open(self) -> bool:
        return self._client is not None

    def begin_batch(self) -> None:
        self.is_exhausted = False

    def open(self) -> None:
        """Get ready; the connection itself is made with the first copy. Raises RelayDownError."""
        if NotificationsAPIClient is None:
            raise RelayDownError(MISSING)
        if not breakers[NAME].admits():
            raise RelayDownError("GOV.UK Notify is not tried, since it failed again and again")
        client = NotificationsAPIClient(
            settings.NOTIFY_API_KEY, base_url=settings.NOTIFY_URL, timeout=settings.SMTP_TIMEOUT_SECONDS
        )
        client.request_session.max_redirects = 0  # nothing is posted twice
        self._client, self._carried = client, 0

    def close(self) -> None:
        if self._client:
            self._client.request_session.close()
        self._client = None

    def begin(self, composed: Composed, delivery_id: int, recipient: str) -> None:
        """Take note of one copy; all of it is done by `finish`. Raises RelayDownError."""
        if self._client is None:
            raise RelayDownError("The connection is not open")
        self._begun = composed.letter(delivery_id), recipient

    def finish(self) -> Answer:
        """Hand the copy to Notify. Taken means that Notify has it, and will report what becomes of it."""
        letter, recipient = self._begun
        try:
            given = self._client.send_email_notification(
                email_address=recipient,
                template_id=settings.NOTIFY_TEMPLATE_ID,
                personalisation={"subject": letter.subject, "text": letter.text},
                reference=letter.reference,
                email_reply_to_id=settings.NOTIFY_REPLY_TO_ID or None,
                one_click_unsubscribe_url=letter.leave_url,
            )
            answer = Answer(Fate.TAKEN, printable(f"Notify has it: {given.get('id')}"))
        except APIError as error:
            answer = self._understand(error, letter.reference)
        return self.learn(answer)

    def learn(self, answer: Answer) -> Answer:
        """Rest when Notify refuses us, or when nobody can know what it did with the first copy."""
        if answer.fate is Fate.NOT_SENT or (answer.fate is Fate.UNKNOWN and not self._carried):
            breakers[NAME].failed()
            self.is_exhausted = True
            self.close()
        elif answer.fate is not Fate.UNKNOWN:
            self._carried += 1
            breakers[NAME].worked()
        return answer

    def has(self, reference: str) -> str:
        """Notify's number of the copy with this reference; empty when it has none, or can't be asked."""
        try:
            found = self._client.get_all_notifications(reference=reference, template_type="email")["notifications"]
        except (APIError, KeyError, TypeError):
            return ""
        return str(found[0]["id"]) if found else ""

    def _understand(self, error: Any, reference: str) -> Answer:
        """Surely not sent, refused, or unknown - unless Notify, asked for it, has it."""
        fate = fate_of(error)
        reply = printable(f"Notify: {error}")
        if fate is Fate.UNKNOWN and (number := self.has(reference)):
            return Answer(Fate.TAKEN, printable(f"Notify has it, though it did not say so at once: {number}"))
        return Answer(fate, reply, broke=fate is Fate.UNKNOWN)


def fate_of(error: Any) -> Fate:
    """What an error of the client means for the copy: only a request that never left, or an answer, is certain."""
    if not isinstance(error, HTTPError) or error.response is None:
        return Fate.NOT_SENT if _never_left(error.__cause__) else Fate.UNKNOWN
    if error.status_code >= 500:
        return Fate.UNKNOWN
    if error.status_code == 400 and "email_address" in str(error.message):
        return Fate.REFUSED
    return Fate.NOT_SENT  # the key, the template or a limit: it is about us


def _never_left(error: BaseException | None) -> bool:
    if isinstance(error, requests.exceptions.ConnectTimeout):
        return True
    reason = getattr(error.args[0], "reason", None) if error and error.args else None
    return isinstance(reason, ConnectTimeoutError | NewConnectionError | TlsError)

"""What the journeys of a mailing share: a list, an edition, a mailing, and what must be true at their end."""

from dataclasses import dataclass

from django.conf import settings

from bulletin import links
from editions.distribution import composing, progress
from editions.models import Batch, Edition, Mailing, Subscriber
from tests.factories import editions, people
from tests.servers.live import LiveSystem


@dataclass
class Journey:
    """An edition on its way to everybody, by real processes."""

    system: LiveSystem
    edition: Edition
    publisher: str

    @property
    def mailing(self) -> Mailing:
        return Mailing.objects.select_related("edition").get()

    @property
    def counts(self) -> dict:
        return progress.of(self.mailing)

    def start(self, *options: str) -> str:
        return self.system.manage("mail_edition", str(self.edition.number), "--by", self.publisher, *options)

    def wait_for(self, messages: int) -> None:
        self.system.wait_until(lambda: len(self.system.sink.received) >= messages, every=0.01)

    def wait_until_finished(self, *, seconds: float = 90) -> None:
        self.system.wait_until(lambda: self.mailing.status == "finished", seconds=seconds)

    def held_batches(self) -> int:
        return Batch.objects.filter(lease_until__isnull=False).count()

    def assert_once_each(self, *, most_unknown: int = 0, most_cancelled: int = 0) -> None:
        """Nobody twice, nobody missing, every certain copy at the mail server, and a certificate that adds up.

        Cancelled may be a copy of which its sender said too late, when the mailing was finished, that it never left.
        """
        sink, mailing = self.system.sink, self.mailing
        by_status: dict[str, set[str]] = {}
        for status, address in mailing.deliveries.values_list("status", "address"):
            by_status.setdefault(status, set()).add(address)
        sent, unknown = by_status.pop("sent", set()), by_status.pop("unknown", set())
        cancelled = by_status.pop("cancelled", set())
        assert len(cancelled) <= most_cancelled, f"Cancelled: {cancelled}"
        assert cancelled.isdisjoint(sink.by_recipient)
        assert sink.doubled == {}, f"Mailed twice: {sink.doubled}"
        assert by_status == {}, f"Neither sent nor unknown: {by_status}"
        assert len(sent) + len(unknown) + len(cancelled) == mailing.total == Subscriber.objects.active().count()
        assert sent <= set(sink.by_recipient), f"Lost: {sent - set(sink.by_recipient)}"
        assert set(sink.by_recipient) - sent <= unknown
        assert len(unknown) <= most_unknown, f"{len(unknown)} are unknown, {most_unknown} may be"
        certificate = mailing.certificate
        assert certificate["adds_up"]
        assert (certificate["sent"], certificate["unknown"]) == (len(sent), len(unknown))

    def assert_their_own(self) -> None:
        """Each message carries its own delivery's tokens, and no two the same Message-ID."""
        deliveries = {each.address: each.pk for each in self.mailing.deliveries.all()}
        for received in self.system.sink.received:
            (address,), message = received.recipients, received.message
            number = deliveries[address]
            assert message["To"] == address
            assert message["Message-ID"] == composing.message_id(composing.own_token(number))
            assert links.sign("leave", number) in message["List-Unsubscribe"]
            for kind in ("plain", "html"):
                assert links.sign("leave", number) in message.get_body((kind,)).get_content()


def begin(system: LiveSystem, *, subscribers: int, work_seconds: int = 1) -> Journey:
    """A published edition and a list that was imported from a file; leases are a second longer than the work."""
    system.environment.update(
        SENDING_WORK_SECONDS=str(work_seconds),
        SMTP_TIMEOUT_SECONDS="1",
        SENDING_RELAY_PAUSE_SECONDS="1",
        SECRET_KEY=settings.SECRET_KEY,  # the test looks for the tokens that the processes sign
    )
    file = system.var_dir / "list.csv"
    file.write_text("email\n" + "".join(f"reader{number}@council.example\n" for number in range(subscribers)))
    system.manage("import_subscribers", str(file))
    edition = editions.published(articles=2)
    return Journey(system, edition, people.publisher().username)

"""Long lists and long editions, made at once."""

from django.db import connection

from editions.distribution import composing, mailings
from editions.models import Edition, Mailing
from tests.factories import editions, people

PARAGRAPH = "<p>Nine teams write about doors that stay closed, and what it took to close them for good.</p>"
# The sha256 of the number stands for the keyed hash, which only must be as long and as scattered.
PEOPLE = """
INSERT INTO editions_subscriber
    (email, address, address_hash, name, organisation, status, created_at, status_since, version)
SELECT address, address, encode(sha256(address::bytea), 'hex'), '', '', 'active', now(), now(), 1
FROM (SELECT 'reader' || number || '@council.example' AS address FROM generate_series(%s, %s) number) made
"""


def add_people(upto: int, *, after: int = 0) -> None:
    """Active subscribers up to this number, and the database's knowledge about them."""
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE, [after + 1, upto])
        cursor.execute("ANALYZE editions_subscriber")


def edition_of(size: int) -> Edition:
    """A published edition whose email has about so many bytes."""
    # Each paragraph stands in the HTML, with its styles, and in the text.
    return editions.published(articles=1, welcome=PARAGRAPH * (size // 260))


def mailing_of(size: int) -> Mailing:
    """A mailing of such an edition, started and not yet frozen."""
    return mailings.start(edition_of(size), by=people.publisher())


def bytes_of(mailing: Mailing) -> int:
    """How long one message of it is, with its final dot."""
    return len(composing.compose(mailing.pk, now=mailing.created_at).for_(1, "reader1@council.example"))

"""The throw-away PostgreSQL, from the system's programs and from the wheel's."""

import psycopg2
import pytest

from tests.servers import postgres


@pytest.mark.slow
@pytest.mark.parametrize(("durable", "setting"), [(True, "on"), (False, "off")])
def test_the_wheel_has_a_server_for_machines_without_one(durable, setting):
    with postgres.running(durable=durable, prefer_wheel=True) as url:
        connection = psycopg2.connect(url)
        cursor = connection.cursor()
        cursor.execute("SELECT current_setting('fsync'), current_setting('synchronous_commit')")
        found = cursor.fetchone()
        connection.close()

    assert found == (setting, setting)
    with pytest.raises(psycopg2.OperationalError):
        psycopg2.connect(url)

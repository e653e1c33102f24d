"""docs/security.md names only tests that exist, and what it says of the whole code is so."""

import ast
import re

import pytest

from tests.house import sources

ASSEMBLED = {
    "bulletin/backups.py": "the names of our own tables",
    "editions/distribution/freezing.py": "a constant, with as many placeholders as there are seed addresses",
}
WRITERS_OF_SQL = {"execute", "executemany", "raw", "extra", "RawSQL"}


def test_every_test_that_the_page_names_exists():
    named = set(re.findall(r"`(test_\w+)`", (sources.ROOT / "docs/security.md").read_text()))
    there = {
        name
        for path in (sources.ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text(), re.MULTILINE)
    }
    assert len(named) > 60
    assert named - there == set()


def test_every_threat_was_tried():
    page = (sources.ROOT / "docs/security.md").read_text()
    rows = re.findall(r"^\| \d+ \|.*$", page, re.MULTILINE)
    assert len(rows) > 10
    assert all("`test_" in row for row in rows)


def assembled_sql(tree):
    """Lines that give a database a statement that was put together there, and not a constant with parameters."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args]
    return [call.lineno for call in calls if _name(call) in WRITERS_OF_SQL and _is_assembled(call.args[0])]


def _name(call):
    return ast.unparse(call.func).rpartition(".")[2]


def _is_assembled(text):
    return isinstance(text, ast.JoinedStr | ast.BinOp) or (isinstance(text, ast.Call) and _name(text) == "format")


@pytest.mark.parametrize(
    "breach",
    [
        "cursor.execute(f'SELECT {name}')",
        "cursor.execute('SELECT ' + name)",
        "cursor.execute('SELECT %s' % name)",
        "cursor.execute('SELECT {}'.format(name))",
        "Row.objects.raw(f'SELECT {name}')",
    ],
)
def test_a_statement_put_together_is_noticed(breach):
    assert assembled_sql(ast.parse(breach)) == [1]
    assert assembled_sql(ast.parse("cursor.execute('SELECT %s', [name])\ncursor.execute(STATEMENT, [name])")) == []


def test_no_sql_is_put_together_from_text():
    places = {place.partition(":")[0] for place in sources.offences(assembled_sql)}
    assert places == set(ASSEMBLED)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_library_is_pinned_with_its_hash(name):
    lock = (sources.ROOT / name).read_text()
    entries = re.findall(
        r"^([a-z0-9][\w.-]*==\S+)(?: ;[^\\\n]*)? \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", lock, re.M
    )
    packages = re.findall(r"^[a-z0-9][^\s]*", lock, re.MULTILINE)
    assert len(entries) > 20
    assert len(entries) == len(packages)
    assert "://" not in lock

"""Nothing but the move function changes a status."""

import ast
import re

import pytest

from tests.house import sources

WRITERS = {
    "bulletin/moves.py": "the one function that makes a move",
    "bulletin/mail.py": "the outbox: a mail is sent by one sender under a lease and is not decided about by a person",
    "bulletin/outbox.py": "the outbox again: staff stop a mail or have it tried again, with an audit entry",
    "editions/distribution/ledger.py": "deliveries and batches move in bulk by SQL, tested against the same table",
    "editions/distribution/stepping.py": "the step around each message, for all connections of a sender at once",
}
UPDATING = {"update", "aupdate", "update_or_create", "aupdate_or_create", "bulk_update", "abulk_update", "bulk_create"}
SQL = re.compile(r"\bSET\b[^;]*\bstatus\b\s*=", re.IGNORECASE | re.DOTALL)


def changes_of_status(tree):
    """The lines that write a status of an existing row, in any of the ways that Django and SQL have."""
    return sorted({node.lineno for node in ast.walk(tree) if _assigns(node) or _updates(node) or _says_so_in_sql(node)})


def _assigns(node):
    if isinstance(node, ast.Assign):
        targets = [inner for target in node.targets for inner in ast.walk(target)]
    elif isinstance(node, ast.AugAssign | ast.AnnAssign):
        targets = [node.target]
    elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("setattr"):
        return any(isinstance(argument, ast.Constant) and argument.value == "status" for argument in node.args)
    else:
        return False
    return any(isinstance(target, ast.Attribute) and target.attr == "status" for target in targets)


def _updates(node):
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in UPDATING):
        return False
    named = {keyword.arg for keyword in node.keywords}
    for inner in (inner for child in ast.iter_child_nodes(node) for inner in ast.walk(child)):
        if isinstance(inner, ast.Dict):
            named |= {key.value for key in inner.keys if isinstance(key, ast.Constant)}
        elif isinstance(inner, ast.List | ast.Tuple | ast.Set):
            named |= {each.value for each in inner.elts if isinstance(each, ast.Constant)}
        elif isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name) and inner.func.id == "dict":
            named |= {keyword.arg for keyword in inner.keywords}
    return "status" in named


def _says_so_in_sql(node):
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(SQL.search(node.value))


@pytest.mark.parametrize(
    "change",
    [
        "row.status = 'sent'",
        "row.status, row.at = 'sent', now",
        "row.status += 'x'",
        "setattr(row, 'status', 'sent')",
        "Row.objects.filter(pk=1).update(status='sent')",
        "rows.update(**{'status': 'sent'})",
        "Row.objects.update_or_create(pk=1, defaults={'status': 'sent'})",
        "Row.objects.update_or_create(pk=1, defaults=dict(status='sent'))",
        "Row.objects.bulk_update(rows, ['status'])",
        "Row.objects.bulk_create(rows, update_conflicts=True, update_fields=['status'])",
        "cursor.execute('UPDATE row SET epoch = 1, status = %s')",
    ],
)
def test_every_way_of_changing_a_status_is_noticed(change):
    assert changes_of_status(ast.parse(change)) == [1]


@pytest.mark.parametrize(
    "harmless",
    [
        "status = row.status",
        "Row.objects.filter(status='sent').update(seen=True)",
        "Row.objects.update(seen=Exists(Other.objects.filter(status='sent')))",
        "Row.objects.create(status='draft')",
        "Row.objects.bulk_create([Row(status='draft')])",
        "render(request, 'x.html', status=404)",
        "cursor.execute('SELECT status FROM row WHERE status = %s')",
    ],
)
def test_reading_a_status_and_beginning_with_one_are_no_changes(harmless):
    assert changes_of_status(ast.parse(harmless)) == []


def test_only_the_move_function_changes_a_status():
    places = [place for place in sources.offences(changes_of_status) if place.partition(":")[0] not in WRITERS]
    assert places == []


@pytest.mark.parametrize("writer", WRITERS)
def test_every_exception_is_still_needed(writer):
    assert changes_of_status(sources.tree(sources.ROOT / writer))

"""How every file of the house is written, as far as no linter knows."""

import ast
import re

import pytest

from tests.house import sources

DRAWERS = {"common", "helper", "helpers", "lib", "manager", "managers", "misc", "service", "services", "util", "utils"}
MARKING = {"mark_safe", "SafeText", "html_safe"}


def imported(node):
    """The modules that an import names."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
    return []


def relative_imports(tree):
    return [node.lineno for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.level]


def hidden_imports(tree):
    """Imports inside a function."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [
        inner.lineno
        for function in functions
        for inner in ast.walk(function)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]


def signals(tree):
    """Imports of signals, Django's and Celery's; Python's own module for a process's signals is another thing."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if any(module == "django.dispatch" or module.endswith(".signals") for module in imported(node))
    ]


def markings(tree):
    """Where text is marked safe. Naming SafeString as a type is no marking, calling it is."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if (isinstance(node, ast.Name | ast.Attribute) and getattr(node, "id", getattr(node, "attr", "")) in MARKING)
        or (isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "SafeString")
    ]


def undescribed(tree):
    """A module whose first line is not one sentence that says what it holds."""
    said = (ast.get_docstring(tree) or "").partition("\n\n")[0]
    return [] if said.endswith(".") else [1]


@pytest.mark.parametrize(
    ("rule", "breach"),
    [
        (relative_imports, "from . import models"),
        (relative_imports, "from ..bulletin import mail"),
        (hidden_imports, "def act():\n    from bulletin import mail"),
        (hidden_imports, "class A:\n    async def act(self):\n        if self:\n            import json"),
        (signals, "from django.db.models.signals import post_save"),
        (signals, "from django.db.models import signals"),
        (signals, "from django.dispatch import receiver"),
        (signals, "import celery.signals"),
        (markings, "from django.utils import safestring\nsafestring.mark_safe(x)"),
        (markings, "mark_safe(x)"),
        (markings, "SafeString('x')"),
        (undescribed, "import json"),
        (undescribed, '"""Things"""'),
    ],
)
def test_a_rule_notices_its_breach(rule, breach):
    assert rule(ast.parse(breach))


@pytest.mark.parametrize(
    ("rule", "permitted"),
    [
        (hidden_imports, "try:\n    import weasyprint\nexcept OSError:\n    weasyprint = None"),
        (signals, "import signal\nsignal.signal(signal.SIGTERM, stop)"),
        (markings, "from django.utils.safestring import SafeString\ndef f() -> SafeString: ..."),
        (undescribed, '"""What this holds: rows.\n\nMore of it"""'),
    ],
)
def test_a_rule_permits_what_is_right(rule, permitted):
    assert not rule(ast.parse(permitted))


def test_no_file_is_longer_than_three_hundred_lines():
    files = [*sources.modules(), *(sources.ROOT / "tests").rglob("*.py")]
    long = [sources.name(path) for path in files if len(path.read_text().splitlines()) >= 300]
    assert long == []


def test_every_file_opens_with_a_sentence_that_says_what_it_holds():
    assert sources.offences(undescribed) == []


def test_no_file_is_a_drawer():
    parts = {part for path in sources.modules() for part in path.relative_to(sources.ROOT).with_suffix("").parts}
    assert parts & DRAWERS == set()


def test_no_import_is_relative():
    assert sources.offences(relative_imports) == []


def test_no_import_hides_in_a_function():
    assert sources.offences(hidden_imports) == []


def test_nothing_listens_to_signals_but_the_worker():
    allowed = "bulletin/celery.py:"
    assert [place for place in sources.offences(signals) if not place.startswith(allowed)] == []
    worker = [
        module
        for node in ast.walk(sources.tree(sources.ROOT / "bulletin" / "celery.py"))
        for module in imported(node)
        if "signals" in module
    ]
    assert all(module.startswith("celery.") for module in worker)


def test_only_prose_marks_text_as_safe():
    places = sources.offences(markings)
    assert any(place.startswith("bulletin/prose.py:") for place in places)
    assert [place for place in places if not place.startswith("bulletin/prose.py:")] == []


def test_no_template_marks_text_as_safe():
    marks = re.compile(r"\|\s*safe(seq)?\b|\bautoescape\s+off\b")
    assert marks.search("{{ text | safe }}")
    assert marks.search("{% autoescape off %}")
    found = [sources.name(path) for path in sources.templates(".html") if marks.search(path.read_text())]
    assert found == []


def test_nothing_is_left_to_do():
    left = re.compile("|".join(rf"\b{first}{rest}\b" for first, rest in (("TO", "DO"), ("FIX", "ME"), ("XX", "X"))))
    assert left.search("# TO" + "DO: later")
    paths = [
        *sources.modules(),
        *sources.templates(".html", ".txt"),
        *(sources.ROOT / "tests").rglob("*.py"),
        *(sources.ROOT / "docs").rglob("*.md"),
    ]
    assert [sources.name(path) for path in paths if left.search(path.read_text())] == []

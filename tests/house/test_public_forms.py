"""What every public form keeps to: its words can be translated, and nothing invisible counts as typed."""

import ast
import importlib
import re

import pytest
from django import forms
from django.utils.functional import Promise

from tests.house import sources

# The forms of the desk, which speaks English; `editor` only names parts of the text box to its program.
DESK = {"assembling", "deciding", "editing", "editor", "entering", "listing", "mailing", "proofing", "writing"}
# What contributors read of the modules beside the forms, from the first line to the last.
BESIDE = [f"submissions/{name}.py" for name in ("blocks", "comparing", "contact_reading", "images")]
MARKS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "pgettext_lazy"}
AT_ONCE = {"gettext", "ngettext", "pgettext"}
FOR_PEOPLE = re.compile(r"\W*[A-Z][a-z]|.*[a-z] [a-z]")
# Named in a setting, each in its own language.
DATA = {"language"}


def public_forms():
    found = [path for path in sources.modules() if path.parent.name == "forms" and path.stem not in DESK]
    return [*found, sources.ROOT / "bulletin/forms.py"]


def numbered(nodes):
    return {id(each) for node in nodes for each in ast.walk(node)}


def unmarked(tree):
    """The texts for people in a module that no catalogue can replace."""
    nodes = list(ast.walk(tree))
    calls = [node for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    marked = [node for node in calls if node.func.id in MARKS]
    for_us = [node for node in calls if node.func.id == "ValueError"]
    types = [node.slice for node in nodes if isinstance(node, ast.Subscript)]
    lone = [node.value for node in nodes if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)]
    passed_over = numbered([*marked, *for_us, *types, *lone])
    texts = [node for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return [node.value for node in texts if id(node) not in passed_over and FOR_PEOPLE.match(node.value)]


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('Button("send", "Send it")', ["Send it"]),
        ('add_error(None, f"Add {number} more")', ["Add "]),
        ('"""Says nothing to anybody."""', []),
        ('Button("send", _("Send it"))', []),
        ('Field.text("signed_by", css="govuk-input")', []),
    ],
)
def test_the_parser_finds_texts_that_are_not_marked(code, found):
    assert unmarked(ast.parse(code)) == found


@pytest.mark.parametrize("path", [*public_forms(), *(sources.ROOT / name for name in BESIDE)], ids=sources.name)
def test_every_text_in_the_code_of_a_public_form_is_marked(path):
    assert unmarked(sources.tree(path)) == []


def form_classes():
    for path in public_forms():
        module = importlib.import_module(sources.name(path).removesuffix(".py").replace("/", "."))
        for kind in vars(module).values():
            if isinstance(kind, type) and issubclass(kind, forms.BaseForm) and kind.__module__ == module.__name__:
                yield kind


def texts_of(field):
    """What a field says, each with what it is."""
    if not field.widget.is_hidden:
        yield "label", field.label
    yield "hint", field.help_text
    yield from (("error", message) for message in field.error_messages.values())
    if not isinstance(field, forms.ModelChoiceField):
        yield from (("choice", label) for _, label in getattr(field, "choices", ()) if not isinstance(label, list))


def test_every_field_of_a_public_form_speaks_the_language_of_its_page():
    kinds = list(form_classes())
    assert len(kinds) > 15
    fixed = [
        f"{kind.__name__}.{name}: {what} {text!r}"
        for kind in kinds
        for name, field in kind.base_fields.items()
        for what, text in texts_of(field)
        if not isinstance(text, Promise) and text != "" and name not in DATA
    ]
    assert fixed == []


def test_every_field_of_a_public_form_says_in_its_own_words_that_something_is_too_long():
    limited = [
        (f"{kind.__name__}.{name}", field)
        for kind in form_classes()
        for name, field in kind.base_fields.items()
        if getattr(field, "max_length", None) and not field.widget.is_hidden
    ]
    assert len(limited) > 15
    assert [name for name, field in limited if "max_length" not in field.error_messages] == []


def test_what_nobody_could_see_counts_as_typed_in_no_field_of_a_public_form():
    blind = {
        f"{kind.__name__}.{name}"
        for kind in form_classes()
        for name, field in kind.base_fields.items()
        if type(field) is forms.CharField and not field.widget.is_hidden
    }
    # The text passes through the cleaner, addresses are checked, a code is compared, and the trap stays empty.
    known = {name for name in blind if name.endswith((".body", ".email", ".code", ".fax"))}
    assert blind - known == set()


def translated_at_import(tree):
    """Lines on which a text is translated once for ever, when the module is read."""
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
    names = [name for node in imports if node.module == "django.utils.translation" for name in node.names]
    at_once = {name.asname or name.name for name in names if name.name in AT_ONCE}
    nodes = list(ast.walk(tree))
    later = numbered(line for node in nodes if isinstance(node, ast.FunctionDef | ast.Lambda) for line in _body(node))
    calls = [node for node in nodes if isinstance(node, ast.Call) and id(node) not in later]
    return [node.lineno for node in calls if isinstance(node.func, ast.Name) and node.func.id in at_once]


def _body(node):
    return node.body if isinstance(node.body, list) else [node.body]


@pytest.mark.parametrize(
    ("kind", "lines"), [("gettext as _", [2]), ("gettext_lazy as _", []), ("gettext_noop as _", [])]
)
def test_the_parser_finds_what_is_translated_once_for_ever(kind, lines):
    code = f'from django.utils.translation import {kind}\nNAME = _("Picture")\ndef name():\n    return _("Picture")\n'
    assert translated_at_import(ast.parse(code)) == lines


def test_nothing_is_translated_before_anybody_asks_in_a_language():
    assert sources.offences(translated_at_import) == []

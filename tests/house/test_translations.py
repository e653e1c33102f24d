"""Every word of a public page can be translated, and the compiled catalogues say what the written ones do."""

import ast
import gettext
import re

import pytest

from tests.house import sources

TEMPLATES = sources.ROOT / "templates"
# What is printed is in the language of the edition and its articles; the desk and the demo's mailbox are for staff.
FACES, STAFF = ("submissions/faces/", "editions/faces/"), ("admin/", "unfold/", "bulletin/mailbox/")
# The demo's words; the certificate, which staff print; and pages that are shown when nothing works any more.
NOT_PUBLIC = (
    *FACES,
    *STAFF,
    "editions/parts/guide.html",
    "editions/certificate.html",
    "editions/parts/certificate_counts.html",
    "components/demo_banner.html",
    "500.html",
    "413.html",
)
# The end of an address, which no reader sees.
NAMES = {"messages"}
MARKED = re.compile(r"{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}", re.DOTALL)
SKIPPED = re.compile(r"{#.*?#}|<(script|style|svg)\b.*?</\1>|<!--.*?-->", re.DOTALL)
SPOKEN = re.compile(r"""\b(?:aria-label|alt|title|placeholder)=(?:"([^"]*)"|'([^']*)')""")
GIVEN = re.compile(r"""{%\s*include\b[^%]*?\b(?:text|label|heading|title)=["']([^"']+)["']""")
TAG = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
ELEMENT = re.compile(r"<[^<>]*>")
WORD = re.compile(r"[A-Za-z]{2,}")


def public_templates():
    paths = sorted(TEMPLATES.rglob("*.html"))
    return [path for path in paths if not path.relative_to(TEMPLATES).as_posix().startswith(NOT_PUBLIC)]


def unmarked(text):
    """The words of a template that a reader sees or hears and that no catalogue can replace."""
    text = SKIPPED.sub(" ", MARKED.sub(" ", text))
    said = [*GIVEN.findall(text)]
    bare = TAG.sub("\x00", text)
    said += ["".join(both) for both in SPOKEN.findall(bare) if "width=" not in "".join(both)]
    said += re.split(r"[\x00\n]", ELEMENT.sub("\x00", bare))
    return [words for each in said if WORD.search(words := each.replace("\x00", " ").strip()) and words not in NAMES]


@pytest.mark.parametrize(
    "text",
    [
        "<p>Hello there</p>",
        '<nav aria-label="Menu"></nav>',
        '{% include "a.html" with text="Home" %}',
        "{% if x %}Error:{% endif %}",
        "<p>{{ name }} wrote</p>",
    ],
)
def test_the_parser_finds_words_that_are_not_marked(text):
    assert len(unmarked(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        '<p class="govuk-body">{% translate "Hello" %}</p>',
        "{% blocktranslate trimmed %}Hello <a href='{{ x }}'>you</a>{% endblocktranslate %}",
        "{# a comment #}<script>let words = 1;</script>",
        '{% include "a.html" with text=_("Home") %}<img alt="">',
        '<a href="{% url "home" %}">{{ name }}</a>, 5',
    ],
)
def test_the_parser_finds_nothing_where_all_is_marked(text):
    assert unmarked(text) == []


@pytest.mark.parametrize("path", public_templates(), ids=lambda path: path.relative_to(TEMPLATES).as_posix())
def test_every_word_of_a_public_template_is_marked(path):
    assert unmarked(path.read_text()) == []


def entries(text):
    """The pairs of a written catalogue, those left out that are empty, doubtful or have plurals."""
    found = {}
    for entry in text.split("\n\n"):
        if "#, fuzzy" in entry or "#~" in entry or "msgid_plural" in entry:
            continue
        said = {"": "", "msgid": "", "msgstr": "", "msgctxt": ""}
        name = ""
        for line in entry.splitlines():
            if line.startswith("msg"):
                name, _, line = line.partition(" ")
            if line.startswith('"'):
                said[name] += ast.literal_eval(line)
        if said["msgid"] and said["msgstr"]:
            found[said["msgid"]] = said["msgstr"]
    return found


CATALOGUES = sorted((sources.ROOT / "locale").glob("*/LC_MESSAGES/django.po"))


def test_there_is_a_welsh_catalogue():
    assert [path.parts[-3] for path in CATALOGUES] == ["cy"]


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_the_compiled_catalogue_says_what_the_written_one_says(path):
    with path.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)._catalog
    assert {words: said for words, said in compiled.items() if words and isinstance(words, str)} == entries(
        path.read_text()
    )


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_a_translation_keeps_every_place_for_a_value(path):
    places = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
    wrong = [
        words
        for words, said in entries(path.read_text()).items()
        if set(places.findall(words)) != set(places.findall(said))
    ]
    assert wrong == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_every_marked_word_of_the_templates_stands_in_the_catalogue(path):
    """`make messages` was run since the words changed; what stands on one line is enough to notice."""
    written = path.read_text()
    marked = re.compile(r'{%\s*translate "([^"]+)"')
    words = {said for template in public_templates() for said in marked.findall(template.read_text())}
    assert len(words) > 200
    assert sorted(each for each in words if f'"{each}"' not in written) == []

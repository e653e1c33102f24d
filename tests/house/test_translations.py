"""Every word of a public page can be translated, and the compiled catalogues say what the written ones do."""

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
# Names, which are the same in every language.
NAMES = {"SOC Local Partnerships Bulletin", "- SOC Local Partnerships Bulletin", "messages"}
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

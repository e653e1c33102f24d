"""Prose: anything in, our safe HTML out, and plain text from that."""

import html as html_entities
import re
import unicodedata
from collections import Counter
from hashlib import sha256
from html.parser import HTMLParser

import nh3
import pytest
from django.utils.safestring import SafeString
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bulletin import cleaning, prose

# --- what hypothesis writes ----------------------------------------------------------------------

TAGS = [
    *("p", "div", "span", "b", "strong", "i", "em", "a", "h1", "h2", "h3", "h4", "h6", "ul", "ol", "li"),
    *("blockquote", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "br", "hr", "pre"),
    *("script", "style", "font", "section", "o:p", "form", "input", "img", "svg", "dl", "dt", "dd"),
    *("option", "sup", "sub", "u", "del", "s", "textarea", "select", "button", "marquee", "math"),
]
HREFS = st.sampled_from(
    [
        "https://a.example/?x=1&y=2",
        "HTTP://A.example",
        "mailto:me@a.example",
        "mailto:nobody",
        "tel:+44 20 7946 0000",
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        " data:text/html,x",
        "www.a.example/a b",
        "https://[bad",
        "//a.example",
        "#top",
        "",
        "\"><script>'",
    ]
)
ATTRIBUTES = st.one_of(
    st.just(""),
    HREFS.map(lambda href: f' href="{html_entities.escape(href)}"'),
    st.sampled_from(
        [
            " onclick=alert(1)",
            ' style="font-weight:normal"',
            ' style="font-weight:700;font-style:italic"',
            ' class="MsoNormal" id=x',
            ' scope="col"',
            ' scope="<"',
            " colspan=2",
            " rowspan=3",
            " start=2",
            " style='mso-list:l0 level1 lfo1'",
            " style='mso-list:l0 level2 lfo1'",
            " style=mso-list:Ignore",
            " style='display:none'",
            " style='vertical-align:super'",
            " class=MsoCommentReference",
            " class=gmail_signature",
            " title='a>b'",
            ' title="',
            "/",
            " =x",
        ]
    ),
)
WORDS = st.one_of(
    st.sampled_from(
        [
            "word",
            " ",
            "\xa0",
            "\n",
            "· dot",
            "•dot",
            "o\xa0\xa0o",
            "§\xa0 4",
            "&amp;",
            "&lt;b&gt;",
            "ŵy",
            "שלום",
            "🙂",
            "1.",
            "1. one",
            "2. two",
            "3) three",
            "- dash",
            "– dash",
            "<br>",
            "<br><br>",
            "<!-- note -->",
            "<![if !supportLists]>",
            "a <b",
        ]
    ),
    st.text(max_size=8),
)
OPENING = st.builds("<{}{}>".format, st.sampled_from(TAGS), ATTRIBUTES)
CLOSING = st.sampled_from(TAGS).map("</{}>".format)
SOUP = st.lists(st.one_of(WORDS, OPENING, CLOSING), max_size=30).map("".join)
MARKED = st.builds(
    "<p style='mso-list:l0 level{} lfo1'><span style='mso-list:Ignore'>{}<span>&nbsp; </span></span>{}</p>".format,
    st.integers(1, 9),
    st.sampled_from(["·", "o", "§", "1.", "2.", "3.", "a)", "b)", "i.", "(1)", "", "9.", "1.1."]),
    WORDS,
)
TYPED = st.builds("<p>{}{}".format, st.sampled_from(["1. ", "2. ", "3. ", "- ", "•", "o\xa0 ", "§\xa0 ", ""]), WORDS)
WORD = st.lists(st.one_of(MARKED, TYPED, WORDS), max_size=8).map("".join)
NESTED = st.recursive(
    WORDS,
    lambda inner: st.builds(
        lambda tag, attributes, content: f"<{tag}{attributes}>{''.join(content)}</{tag}>",
        st.sampled_from(TAGS),
        ATTRIBUTES,
        st.lists(inner, max_size=4),
    ),
    max_leaves=25,
)
ANYTHING = st.one_of(SOUP, NESTED, WORD, st.text())
often = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])


class Inspector(HTMLParser):
    """Notes every tag, attribute and address."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes, self.hrefs = set(), set(), []
        self.depth, self.outside = 0, ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.depth += tag != "br"
        self.attributes |= {(tag, name) for name, _ in attrs}
        self.hrefs += [value for name, value in attrs if name == "href"]

    def handle_endtag(self, tag):
        self.depth -= 1

    def handle_data(self, data):
        self.outside += data if not self.depth else ""


def visible(html):
    """The characters that a browser would draw, spaces and typed bullets aside; raised ones as if they were not."""
    html = re.sub("[\ud800-\udfff]", "", html)
    html = re.sub("(</?)noscript", r"\1span", html, flags=re.IGNORECASE)  # read by whoever has no JavaScript
    bare = nh3.clean(html, tags=set(), clean_content_tags={"script", "style", "template", "title"})
    return Counter(
        character
        for character in unicodedata.normalize("NFKC", html_entities.unescape(bare)).replace("\u2212", "-")
        if not character.isspace() and character.isprintable() and character not in "·•●▪◦‣∙■○o§ü\xad\ufffd"
    )


@often
@given(ANYTHING)
@example("<ul>" * 40 + "deep")
@example("<p>• a<br>• b<br>c<p>· · d")
@example("<table><tr><td><table><caption>x<tr><th>y")
def test_cleaning_twice_changes_nothing(html):
    once = prose.clean(html)
    assert prose.clean(once) == once


@often
@given(ANYTHING)
def test_nothing_off_the_list_survives(html):
    found = Inspector(prose.clean(html))
    assert found.tags <= {
        *("p", "h3", "h4", "ul", "ol", "li", "strong", "em", "a", "blockquote", "br"),
        *("table", "thead", "tbody", "tr", "td", "th"),
    }
    assert found.attributes <= {("a", "href"), ("a", "rel"), ("th", "scope")}
    assert all(re.match(r"https?://.|mailto:.+@.|tel:.*\d", href) for href in found.hrefs)


@often
@given(ANYTHING)
def test_no_visible_text_is_lost(html):
    done = cleaning.cleaned(html)
    reported = visible(html_entities.escape("".join(done.removed_text)))
    assert visible(html) - visible(done.html) - reported == Counter()


@often
@given(ANYTHING)
def test_the_plain_text_says_every_word(html):
    assert visible(prose.clean(html)) - visible(html_entities.escape(prose.to_text(html))) == Counter()


@often
@given(st.text())
def test_plain_text_becomes_html_that_says_the_same(text):
    said = visible(html_entities.escape(text))
    assert said - visible(prose.from_text(text)) - Counter("-*") == Counter()


@often
@given(ANYTHING)
def test_no_text_stands_outside_a_block(html):
    found = Inspector(prose.clean(html))
    assert found.outside == ""
    assert found.depth == 0


@pytest.mark.drill
@settings(often, max_examples=20_000)
@given(ANYTHING)
def test_twenty_thousand_texts_keep_every_promise(html):
    for test in (test_cleaning_twice_changes_nothing, test_nothing_off_the_list_survives, test_no_visible_text_is_lost):
        test.hypothesis.inner_test(html)


def test_printed_is_safe_and_cleaned_again():
    printed = prose.printed("<p onclick=x>a<script>b</script></p>")
    assert isinstance(printed, SafeString)
    assert printed == "<p>a</p>"


def test_printed_headings_begin_where_the_page_needs_them():
    assert prose.printed("<h3>a</h3><h4>b</h4><p>&lt;h3&gt;</p>", heading=4) == "<h4>a</h4><h5>b</h5><p>&lt;h3&gt;</p>"


def test_kept_gives_back_only_what_was_signed_off():
    html = '<main id="x">a</main>'
    signed = sha256(html.encode()).hexdigest()
    assert isinstance(prose.kept(html, signed), SafeString)
    assert prose.kept(html, signed) == html
    with pytest.raises(ValueError, match="not what was signed off"):
        prose.kept(html + " ", signed)


def test_inline_escapes_and_links_one_line():
    printed = prose.inline("Ask <me>\n at https://a.example")
    assert isinstance(printed, SafeString)
    assert printed == ('Ask &lt;me&gt; at <a href="https://a.example" rel="noopener noreferrer">https://a.example</a>')


def test_words_counts_what_is_read():
    assert prose.words("<h3>Two words</h3><ul><li>it's – well-known</li></ul><p>• £24 billion</p>") == 6


def test_paragraphs_gives_the_words_of_each_block():
    html = "<p>a<br>b <a href='https://a.example'>c</a></p><ul><li>d<ul><li>e</li></ul></li></ul><table><tr><td>f<td>g"
    assert prose.paragraphs(html) == ["a b c", "d", "e", "f | g"]

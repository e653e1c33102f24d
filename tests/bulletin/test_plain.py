"""Plain text out of prose, and into it."""

import html as html_entities
import time

import pytest

from bulletin import prose


def test_from_text_makes_paragraphs_breaks_and_lists():
    text = "One\r\ntwo\r\n\r\nThree:\n- first\n  goes on\n* second\n\n- third\nEnd <b>&"
    assert prose.from_text(text) == (
        "<p>One<br>two</p><p>Three:</p><ul><li>first goes on</li><li>second</li><li>third</li></ul>"
        "<p>End &lt;b&gt;&amp;</p>"
    )


@pytest.mark.parametrize(
    ("text", "address", "after"),
    [
        ("https://a.example/x.", "https://a.example/x", "."),
        ("https://a.example/x_(y)", "https://a.example/x_(y)", ""),
        ("https://a.example)", "https://a.example", ")"),
        ("https://a.example/?a=1&b=2, then", "https://a.example/?a=1&amp;b=2", ", then"),
        ("http://a.example", "http://a.example", ""),
    ],
)
def test_from_text_links_web_addresses(text, address, after):
    link = f'<a href="{address}" rel="noopener noreferrer">{address}</a>'
    assert prose.from_text(f"See {text}") == f"<p>See {link}{after}</p>"


def test_an_address_before_ten_thousand_brackets_takes_no_longer_than_any_other():
    started = time.process_time()

    written = prose.from_text("http://a.example/(x)" + ")" * 50_000)

    assert 'href="http://a.example/(x)"' in written
    assert time.process_time() - started < 1


def test_from_text_links_email_addresses():
    link = '<a href="mailto:jo.o&#x27;neil@a-b.example" rel="noopener noreferrer">jo.o\'neil@a-b.example</a>'
    assert html_entities.unescape(prose.from_text("Ask jo.o'neil@a-b.example.")) == html_entities.unescape(
        f"<p>Ask {link}.</p>"
    )


def test_from_editor_tells_html_from_typed_text():
    assert prose.from_editor("<p>a<b>b</b></p>") == "<p>a<strong>b</strong></p>"
    assert prose.from_editor("a <b> b\n\nc") == "<p>a &lt;b&gt; b</p><p>c</p>"


# --- plain text out ------------------------------------------------------------------------------


def test_to_text_reads_well():
    html = (
        "<h3>What worked</h3><p>Two forces met <strong>weekly</strong>.<br>They shared.</p><h4>Next</h4>"
        "<ul><li>one<ol><li>a</li><li>b</li></ol></li><li><p>two</p><p>more</p></li></ul>"
        "<blockquote><p>It worked.</p><p>A chief</p></blockquote>"
        "<table><tr><th>Area</th><th>Cases</th></tr><tr><td>North</td><td>4</td></tr></table>"
    )
    assert prose.to_text(html) == "\n".join(
        [
            *("What worked", "-----------", "", "Two forces met weekly.", "They shared.", "", "Next", "....", ""),
            *("* one", "  1. a", "  2. b", "* two", "", "  more", "", "> It worked.", ">", "> A chief", ""),
            *("Area | Cases", "------------", "North | 4"),
        ]
    )


@pytest.mark.parametrize(
    ("href", "text", "expected"),
    [
        ("https://a.example/x", "the report", "the report (https://a.example/x)"),
        ("https://www.a.example/", "a.example", "https://www.a.example/"),
        ("mailto:me@a.example?subject=x", "write to us", "write to us (me@a.example)"),
        ("mailto:me@a.example", "Me@a.example", "me@a.example"),
        ("tel:+442079460000", "020 7946 0000", "020 7946 0000"),
        ("tel:+442079460000", "ring us", "ring us (+442079460000)"),
    ],
)
def test_to_text_says_where_a_link_leads(href, text, expected):
    assert prose.to_text(f'<p><a href="{href}">{text}</a></p>') == expected


def test_to_text_wraps_words_but_never_an_address():
    long = "https://a.example/" + "x" * 100
    lines = prose.to_text(f"<ul><li>{'word ' * 40}</li><li>{long}</li></ul>", width=40).splitlines()
    assert all(len(line) <= 40 for line in lines[:-2])
    assert lines[1].startswith("  word")
    assert any(line.strip(" *") == long for line in lines)

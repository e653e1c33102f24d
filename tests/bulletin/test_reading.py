"""Reading anybody's HTML: each thing is kept in one way, or its words are."""

import pytest

from bulletin import prose


@pytest.mark.parametrize(
    ("given_html", "expected"),
    [
        ("<h1>A</h1><h2>B</h2><h3>C</h3><h4>D</h4><h6>E</h6>", "<h3>A</h3><h3>B</h3><h3>C</h3><h4>D</h4><h4>E</h4>"),
        ("<p><b>a</b> <i>b</i></p>", "<p><strong>a</strong> <em>b</em></p>"),
        ("<p><i><b>a</b></i></p>", "<p><strong><em>a</em></strong></p>"),
        ("<p><b>Run-in: </b>text</p>", "<p><strong>Run-in:</strong> text</p>"),
        ("<h2><b>Bold heading</b></h2>", "<h3>Bold heading</h3>"),
        ('<p class="x" id="y" style="color:red" onclick="z">a</p>', "<p>a</p>"),
        ("loose <b>text</b><p>a</p>tail", "<p>loose <strong>text</strong></p><p>a</p><p>tail</p>"),
        ("<p> </p><p>&nbsp;</p><p><b> </b><br></p><ul><li></li></ul>", ""),
        ("<p>a&nbsp;b \n  c</p>", "<p>a b c</p>"),
        ("<p>a<br>b</p>", "<p>a<br>b</p>"),
        ("<p>a<br><br>b<br></p>", "<p>a</p><p>b</p>"),
        ("<pre>a\nb</pre>", "<p>a<br>b</p>"),
        ("<div><div>a</div><div>b</div></div>", "<p>a</p><p>b</p>"),
        ("<strong><p>a</p><p>b</p></strong>", "<p><strong>a</strong></p><p><strong>b</strong></p>"),
        ("<ul><li><p>a</p></li><li><p>b</p><p>c</p></li></ul>", "<ul><li>a</li><li><p>b</p><p>c</p></li></ul>"),
        ("<ol><li>a</li><ul><li>b</li></ul></ol>", "<ol><li>a<ul><li>b</li></ul></li></ol>"),
        ("<blockquote>a<footer>b</footer></blockquote>", "<blockquote><p>a</p><p>b</p></blockquote>"),
        ("<ul><li><h2>a</h2></li></ul>", "<ul><li><strong>a</strong></li></ul>"),
        ("a<script>alert(1)</script><style>p{}</style><!-- b -->c", "<p>ac</p>"),
        ("1 < 2 & 3 > 2", "<p>1 &lt; 2 &amp; 3 &gt; 2</p>"),
        ("\x00a\ud800\ufeff\u200b\xadb\x07", "<p>ab</p>"),
        ("", ""),
    ],
)
def test_clean_writes_each_thing_in_one_way(given_html, expected):
    assert prose.clean(given_html) == expected


@pytest.mark.parametrize(
    ("href", "kept"),
    [
        ("https://a.example/x?y=1", "https://a.example/x?y=1"),
        ("HTTPS://a.example", "https://a.example"),
        (" https://a.example/a b ", "https://a.example/a%20b"),
        ("mailto:me@a.example?subject=Hello", "mailto:me@a.example?subject=Hello"),
        ("tel:+442079460000", "tel:+442079460000"),
        ("TEL: 020 7946 0000", "tel:02079460000"),
        ("www.a.example", "https://www.a.example"),
        ("me@a.example", "mailto:me@a.example"),
    ],
)
def test_clean_keeps_a_link_that_leads_somewhere(href, kept):
    expected = f'<p><a href="{kept}" rel="noopener noreferrer">here</a></p>'
    assert prose.clean(f'<a href="{href}" target="_blank" rel="opener">here</a>') == expected


@pytest.mark.parametrize(
    "href",
    [
        *(
            "mailto:nobody",
            "mailto:",
            "javascript:alert(1)",
            "java&#10;script:alert(1)",
            "data:text/html,x",
            "#_msocom_1",
        ),
        *("file:///c:/x", "/page", "https://", "https://[bad", "tel:", ""),
    ],
)
def test_clean_unwraps_a_link_that_leads_nowhere(href):
    assert prose.clean(f'<p>go <a href="{href}">here</a> now</p>') == "<p>go here now</p>"


@pytest.mark.parametrize(
    ("href", "kept"),
    [
        ("mailto:me@a.example?bcc=you@b.example", "mailto:me@a.example"),
        ("mailto:me@a.example?BCC=you@b.example&amp;Subject=Hello&amp;body=x", "mailto:me@a.example?Subject=Hello"),
        ("mailto:me@a.example?subject=x%0D%0Abcc:you@b.example", "mailto:me@a.example"),
        ("mailto:me@a.example?subject=1&amp;subject=2", "mailto:me@a.example?subject=1"),
    ],
)
def test_clean_keeps_of_a_mail_link_only_its_address_and_subject(href, kept):
    assert prose.clean(f'<a href="{href}">us</a>') == f'<p><a href="{kept}" rel="noopener noreferrer">us</a></p>'


@pytest.mark.parametrize("more", [",you%40b.example", "%2cyou%40b.example", ";you%40b.example", "%3B"])
def test_clean_unwraps_a_mail_link_to_several_addresses(more):
    assert prose.clean(f'<a href="mailto:me@a.example{more}">us</a>') == "<p>us</p>"


def test_clean_drops_a_link_without_text():
    assert prose.clean('<p>a<a href="https://a.example"> </a>b</p>') == "<p>a b</p>"


def test_bullets_that_word_wrote_as_text_become_a_list():
    word = """
        <p class=MsoNormal>Before:</p>
        <p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
        style='font-family:Symbol'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp; </span></span
        ><![endif]>
        <b>First</b>
        one<o:p></o:p></p>
        <p class=MsoListParagraph>o<span>&nbsp;&nbsp; </span>Second</p>
        <p>§&nbsp; Third</p><p>•Fourth</p>
        <p class=MsoNormal>o dear, after<o:p>&nbsp;</o:p></p>"""
    assert prose.clean(word) == (
        "<p>Before:</p><ul><li><strong>First</strong> one<ul><li>Second<ul><li>Third</li></ul></li></ul></li>"
        "<li>Fourth</li></ul><p>o dear, after</p>"
    )


def test_bullets_on_the_lines_of_one_paragraph_become_a_list():
    expected = "<p>Signs:</p><ul><li>one</li><li>two</li></ul>"
    assert prose.clean("<p>Signs:<br>• one<br>• two</p>") == expected


def test_a_lone_dot_stays_what_it_is():
    assert prose.clean("<p>·</p><p>·5 metres</p>") == "<p>·</p><p>·5 metres</p>"


def test_styles_of_a_google_docs_paste_say_what_is_bold():
    google = (
        '<b style="font-weight:normal" id="docs-1"><p dir="ltr"><span style="font-weight:400">a </span>'
        '<span style="font-weight:700;font-style:italic">loud</span></p></b>'
    )
    assert prose.clean(google) == "<p>a <strong><em>loud</em></strong></p>"


def test_a_table_gets_its_head_and_its_scopes():
    html = "<table><caption>Seen</caption><tr><th>Area<th>Cases<tr><th>North<td><p>4</p><tr><td><td></table>"
    assert prose.clean(html) == (
        '<p>Seen</p><table><thead><tr><th scope="col">Area</th><th scope="col">Cases</th></tr></thead>'
        '<tbody><tr><th scope="row">North</th><td>4</td></tr></tbody></table>'
    )


def test_a_table_that_only_lays_out_another_is_read_through():
    html = "<table><tr><td>a<table><tr><td>b</td><td>c</td></tr></table></td></tr></table>"
    expected = "<table><tbody><tr><td><p>a</p><p>b</p><p>c</p></td></tr></tbody></table>"
    assert prose.clean(html) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Mae'r heddlu a'r cyngor yn cydweithio: ŵ, ŷ, Ŵ, Ŷ, â",
        "الشرطة المحلية \u200fتعمل",  # no Latin letters are meant
        "می\u200cخواهم",  # noqa: RUF001  # no Latin letters are meant
        "\u2067שלום\u2069 (2016)",  # noqa: RUF001  # no Latin letters are meant
        "👩‍👩‍👧 £24bn – “quoted”",
    ],
)
def test_any_script_survives_unchanged(text):
    html = f"<p>{text}</p>"
    assert prose.clean(html) == html
    assert prose.to_text(html) == text
    assert prose.from_text(text) == html


@pytest.mark.parametrize(
    "attack", ["<div>" * 30_000, "<ul><li>" * 9_000, "<" * 300_000, "<b><p>" * 9_000, "&lt;" * 90_000]
)
def test_a_hostile_depth_costs_little_and_loses_no_word(attack):
    cleaned = prose.clean(f"{attack}end of it")
    assert "end of it" in cleaned
    assert cleaned.count("<ul>") <= 6

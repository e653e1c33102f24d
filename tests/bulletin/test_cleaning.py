"""What the cleaner keeps, removes, notices and says; bulletin/test_reading.py has how each thing is written."""

import json
import time
from io import BytesIO, StringIO, TextIOWrapper

import pytest
from django.core.management import call_command

from bulletin import prose
from bulletin.cleaning import DISCLAIMED, FORWARDED, SIGNED, cleaned
from bulletin.listing import RENUMBERED
from bulletin.sifting import SIGNATURE


def word(level, sign, text):
    mark = f"<![if !supportLists]><span style='mso-list:Ignore'>{sign}<span>&nbsp; </span></span><![endif]>"
    style = f"text-indent:-18.0pt;mso-list:l0 level{level} lfo1"
    return f"<p class=MsoListParagraph style='{style}'>{mark}{text}<o:p></o:p></p>"


def test_words_lists_keep_their_levels_and_numbers():
    html = (
        word(1, "1.", "one")
        + word(2, "a)", "one a")
        + word(2, "b)", "one b")
        + word(3, "i.", "deep")
        + word(1, "2.", "two")
    )
    done = cleaned(html)
    assert done.html == ("<ol><li>one<ol><li>one a</li><li>one b<ol><li>deep</li></ol></li></ol></li><li>two</li></ol>")
    assert done.removed_text == ["1.", "a)", "b)", "i.", "2."]
    assert done.kept == {"lists": 3, "list items": 5}


def test_words_bullets_keep_their_levels():
    html = word(1, "·", "a") + word(2, "o", "b") + word(3, "§", "c") + word(1, "·", "d")
    assert prose.clean(html) == "<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li><li>d</li></ul>"


def test_numbers_that_do_not_count_from_one_stay_text():
    assert prose.clean(word(1, "3.", "three") + word(1, "4.", "four")) == "<p>3. three</p><p>4. four</p>"
    assert prose.clean("<p>1. Only one</p>") == "<p>1. Only one</p>"
    assert prose.clean("<p>7. a</p><p>8. b</p>") == "<p>7. a</p><p>8. b</p>"


def test_typed_numbers_and_dashes_become_lists():
    assert prose.clean("<p>1. a</p><p>2. b</p><p>c</p>") == "<ol><li>a</li><li>b</li></ol><p>c</p>"
    assert prose.clean("<p>Do:<br>1) a<br>2) b</p>") == "<p>Do:</p><ol><li>a</li><li>b</li></ol>"
    assert prose.clean("<p>- a</p><p>– b</p>") == "<ul><li>a</li><li>b</li></ul>"
    assert prose.clean("<p>- a</p>") == "<p>- a</p>"
    assert prose.clean("<p>1. a</p><p>•b</p><p>2. c</p>") == "<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>"
    assert prose.from_text("1. a\n2. b") == "<ol><li>a</li><li>b</li></ol>"


def test_a_numbered_list_in_pieces_is_one_again():
    pieces = "".join(f'<div><ol start="{n}"><li><p>{n}</p></li></ol></div>' for n in (1, 2, 3))
    assert cleaned(pieces).html == "<ol><li>1</li><li>2</li><li>3</li></ol>"
    elsewhere = cleaned('<ol start="7"><li>a</li></ol>')
    assert elsewhere.html == "<ol><li>a</li></ol>"
    assert elsewhere.warnings == [RENUMBERED]


def test_lists_in_the_cells_of_words_tables_stay():
    html = f"<table><tr><td>{word(1, '·', 'a')}{word(1, '·', 'b')}</td><td>c</td></tr></table>"
    assert "<td><ul><li>a</li><li>b</li></ul></td>" in prose.clean(html)


def test_deleted_hidden_and_commented_words_are_left_out_and_said():
    html = (
        '<p>kept<del cite="x">gone</del><ins>new</ins></p><p style="display:none">ghost</p>'
        "<div style='mso-element:comment-list'><p class=MsoCommentText>gossip</p></div>"
    )
    done = cleaned(html)
    assert done.html == "<p>keptnew</p>"
    assert done.removed_text == ["gone", "ghost", "gossip"]
    assert len(done.warnings) == 3


@pytest.mark.parametrize(
    ("html", "warning"),
    [
        ("<p>Text</p><p>Kind regards</p><p>Ann</p>", SIGNED),
        ("<p>Text</p><p>--<br>Ann</p>", SIGNED),
        ("<div>Text</div><div class=gmail_signature>Ann</div>", SIGNATURE),
        ("<p>This email and any attachments are confidential.</p>", DISCLAIMED),
        ("<p>From: a<br>Sent: b<br>To: c</p>", FORWARDED),
    ],
)
def test_what_an_email_brought_along_stays_and_is_named(html, warning):
    done = cleaned(html)
    assert warning in done.warnings
    assert done.removed_text == []
    assert "Ann" in done.html or "Ann" not in html


def test_regards_in_the_middle_are_no_signature():
    assert cleaned("<p>a</p><p>Regards for others matter.</p><p>b</p><p>c</p><p>d</p>").warnings == []


@pytest.mark.parametrize(
    "wrapped",
    [
        "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fa.example%2Fb%3Fc%3Dd&amp;data=05%7C01",
        "https://urldefense.proofpoint.com/v2/url?u=https-3A__a.example_b-3Fc-3Dd&amp;d=DwMFAg",
        "https://urldefense.com/v3/__https://a.example/b?c=d__;!!abc!def$",
        "https://urldefense.com/v3/__https:/a.example/b*c=d__;Pw!!abc$",
        "https://linkprotect.cudasvc.com/url?a=https%3a%2f%2fa.example%2fb%3fc%3dd&amp;c=E,1",
        "https://www.google.com/url?q=https://a.example/b?c%3Dd&amp;sa=D",
        "https://secure-web.cisco.com/1abc/https%3A%2F%2Fa.example%2Fb%3Fc%3Dd",
        "https://eu-west-1.protection.sophos.com?d=a.example&amp;u=aHR0cHM6Ly9hLmV4YW1wbGUvYj9jPWQ=&amp;i=1",
        "https://a.safelinks.protection.outlook.com/?url=https%3A%2F%2Fgoogle.com%2Furl%3Fq%3Dhttps%253A%252F%252Fa.example%252Fb%253Fc%253Dd",
    ],
)
def test_wrapped_links_lead_where_they_always_led(wrapped):
    done = cleaned(f'<p><a href="{wrapped}">here</a></p>')
    assert done.html == '<p><a href="https://a.example/b?c=d" rel="noopener noreferrer">here</a></p>'
    assert done.removed["link wrappers"] == 1


def test_a_wrapper_around_a_script_is_no_link():
    wrapped = "https://eur01.safelinks.protection.outlook.com/?url=javascript%3Aalert(1)"
    assert "javascript" not in prose.clean(f'<a href="{wrapped}">x</a>').partition('href="')[2].partition(":")[0]


def test_a_link_that_only_its_gateway_can_resolve_is_named():
    done = cleaned('<a href="https://protect-eu.mimecast.com/s/abc?domain=a.example">x</a>')
    assert "mail filter" in done.warnings[0]


def test_raised_digits_stay_raised():
    assert prose.clean("<p>10<sup>6</sup> in 21<sup>st</sup> century<sup>-2</sup></p>") == (
        "<p>10⁶ in 21st century⁻²</p>"
    )


def test_cells_that_span_others_leave_the_columns_in_place():
    html = "<table><tr><td colspan=2>a<td>b<tr><td rowspan=2>c<td>d<td>e<tr><td>f<td>g</table>"
    assert prose.clean(html) == (
        "<table><tbody><tr><td>a</td><td></td><td>b</td></tr><tr><td>c</td><td>d</td><td>e</td></tr>"
        "<tr><td></td><td>f</td><td>g</td></tr></tbody></table>"
    )


def test_pictures_are_left_out_and_emoji_kept():
    done = cleaned('<p>a <img src="x.png" alt="A road"> <img alt="🙂" src="y"></p>')
    assert done.html == "<p>a 🙂</p>"
    assert done.removed == {"pictures": 1}
    assert "Pictures were left out" in done.warnings[0]


def test_the_lines_of_a_pdf_flow_again():
    text = (
        "Officers and council staff visited every shop in the borough that\n"
        "had been named by a neighbour, and closed twelve of them in the mul-\n"
        "ti-agency operation that began in March and ended after a month.\n"
        "It worked."
    )
    assert prose.from_text(text).count("<br>") == 0
    assert prose.from_text("1 High Street\nLarch\nLA1") == "<p>1 High Street<br>Larch<br>LA1</p>"


def test_the_command_prints_json(monkeypatch):
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO("<p style='x:y'>ŵ<script>z</script>".encode())))
    out = StringIO()
    call_command("clean_html", "--json", stdout=out)
    said = json.loads(out.getvalue())
    assert said["html"] == "<p>ŵ</p>"
    assert set(said) >= {"html", "kept", "removed", "warnings"}


@pytest.mark.drill  # times swing too much where two processes of tests share the machine
@pytest.mark.parametrize(
    "part",
    [
        word(1, "·", "An <b>item</b> with words") + word(2, "o", "and another"),
        # What is meant to keep a parser busy.
        "<p><b id={n}>x",
        "<ul><li>",
        "<table><tr><td>",
        "<span style='font-weight:{n}'>x",
        "<!--",
        "<a b='",
        "<p style=display:none>",
    ],
)
def test_four_times_as_much_takes_about_four_times_as_long(part):
    def seconds(size: int) -> float:
        html = "".join(part.replace("{n}", str(n)) for n in range(size // len(part)))
        tries = []
        for _ in range(3):
            started = time.process_time()
            cleaned(html)
            tries.append(time.process_time() - started)
        return min(tries)

    # Sixteen times would be a time that grows with the square of the length.
    assert seconds(200_000) < 12 * max(seconds(50_000), 0.01)

import re
from datetime import date
from html.parser import HTMLParser

import pytest
from django.template.loader import render_to_string

from bulletin import prose
from submissions.models import Revision, RevisionPicture
from submissions.rendering import article, colours
from tests.factories.submissions import PictureFactory, RevisionFactory, RevisionPictureFactory

pytestmark = pytest.mark.django_db

BODY = (
    "<p>Neighbours noticed the cars first.</p><h3>What we tried</h3><ul><li><strong>Look together.</strong> One list."
    "</li><li>Visit early.</li></ul><h4>How many</h4><p>Twelve visits in May, on <a href='https://list.example/may'>"
    "the shared list</a>.</p>"
)
BLOCKS = [
    {"kind": "quote", "text": "We count the doors that stay closed.", "speaker": "Ruth Maddern", "role": "Inspector"},
    {"kind": "figure", "before": "Fraud cost the county", "figure": "£1.3 million", "after": "last year"},
    {
        "kind": "checklist",
        "heading": "Is the lender real?",
        "items": ["Is it on the register?", "Did they call first?"],
    },
    {
        "kind": "event",
        "name": "Closing doors",
        "when": "4 March 2027",
        "where": "Town Hall",
        "audience": "Councils",
        "register": "Write to events@north.example",
    },
    {
        "kind": "call",
        "heading": "Small grants",
        "text": "Up to £5,000.\n\nBids from two come first.",
        "opens": "January 2027",
        "closes": "28 February 2027",
        "ask": "grants@north.example",
    },
    {
        "kind": "resources",
        "heading": "Posters to use",
        "items": ["Poster pack: https://north.example/posters", "Ask print@north.example"],
    },
]
CONTACTS = [
    {
        "name": "Tom Ashdown",
        "role": "Sergeant",
        "email": "tom@north.example",
        "phone": "0161 496 0123 ext. 4",
        "website": "https://north.example/",
    }
]
IN_ORDER = [
    *(
        "How a town counts",
        "What neighbours did",
        "Neighbours noticed",
        "What we tried",
        "Look together.",
        "Visit early.",
    ),
    *("How many", "Twelve visits", "stay closed", "Ruth Maddern", "Inspector", "Fraud cost the county", "£1.3 million"),
    *("last year", "Is the lender real?", "on the register?", "call first?", "Closing doors", "4 March 2027"),
    *("Town Hall", "Councils", "events@north.example", "Small grants", "£5,000", "two come first", "January 2027"),
    *("28 February 2027", "grants@north.example", "Posters to use", "Poster pack", "print@north.example"),
    *("Tom Ashdown", "Sergeant", "tom@north.example", "0161 496 0123 ext. 4", "north.example"),
]


def url(shown: RevisionPicture, width: int) -> str:
    return f"https://bulletin.example/{shown.pk}/{width}"


def full(**given) -> Revision:
    words = {"title": "How a town counts", "summary": "What neighbours did.", "body": BODY}
    return RevisionFactory(**{**words, "blocks": BLOCKS, "contacts": CONTACTS, **given})


def headings(html: str) -> list[str]:
    return re.findall(r"<(h[1-6])\b", html)


FACES = {
    "web": lambda revision: article.web(revision, picture_url=url),
    "email": lambda revision: article.email(revision, picture_url=url),
    "email_page": lambda revision: article.email_page(revision, picture_url=url),
    "text": article.text,
}
HTML_FACES = {name: face for name, face in FACES.items() if name != "text"}


def each_face(faces):
    return pytest.mark.parametrize("face", faces.values(), ids=faces)


class Balance(HTMLParser):
    """Fails on a tag that closes what was not open, and on an attribute that would run."""

    VOID = frozenset({"img", "br", "meta", "path"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag, attrs):
        self.seen.add(tag)
        assert not any(name.startswith("on") for name, _ in attrs)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@each_face(FACES)
def test_every_face_says_everything_in_the_same_order(face):
    said = " ".join(face(full()).split())
    place = said.index("</head>") if "</head>" in said else 0
    for words in IN_ORDER:
        place = said.index(words, place)


@each_face(HTML_FACES)
def test_markup_is_closed_as_it_was_opened(face):
    revision = full()
    RevisionPictureFactory(revision=revision)
    balance = Balance()
    balance.feed(face(revision))
    assert balance.open == []


@each_face(HTML_FACES)
def test_what_people_wrote_never_becomes_markup(face):
    evil = "<script>alert(1)</script>"
    blocks = [{**block, **{key: evil for key in block if key not in {"kind", "items"}}} for block in BLOCKS]
    blocks.append({"kind": "resources", "heading": "x", "items": [f"{evil} https://north.example/a", f"{evil} x"]})
    contact = dict.fromkeys(CONTACTS[0], f'"{evil}')
    shown = RevisionPictureFactory(
        revision=full(title=evil, summary=evil, body=f"<p>ok</p>{evil}", blocks=blocks, contacts=[contact]),
        alt=f'"{evil}',
        caption=evil,
        credit=evil,
    )
    html = face(shown.revision)
    markup = Balance()
    markup.feed(html)
    assert "script" not in markup.seen
    assert "alert(1)" in html


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        (1, ["h1", "h2", "h3", "h2", "h2", "h2", "h2", "h2"]),
        (2, ["h2", "h3", "h4", "h3", "h3", "h3", "h3", "h3"]),
        (3, ["h3", "h4", "h5", "h4", "h4", "h4", "h4", "h4"]),
    ],
)
def test_headings_follow_the_level_of_the_title(level, expected):
    assert headings(article.web(full(), picture_url=url, level=level)) == expected
    assert headings(article.email(full(), picture_url=url, level=level)) == expected


@each_face(HTML_FACES)
def test_an_article_names_its_language_and_speaks_it(face):
    html = face(full(language="cy"))
    assert 'lang="cy"' in html
    assert "Cysylltiadau" in html
    assert "Contacts" not in html


def test_a_described_picture_has_its_words_and_sizes():
    picture = PictureFactory(width=1600, height=900)
    shown = RevisionPictureFactory(
        revision=full(), picture=picture, alt="A closed door", caption="The door", credit="The council"
    )
    html = article.web(shown.revision, picture_url=url)
    assert 'alt="A closed door" width="1280" height="720"' in html
    assert f'srcset="{url(shown, 640)} 640w, {url(shown, 1280)} 1280w"' in html
    assert "Picture credit: The council" in html
    mail = article.email(shown.revision, picture_url=url)
    assert f'<img src="{url(shown, 600)}" alt="A closed door" width="576" height="324">' in mail
    assert "[Picture: A closed door. The door. Picture credit: The council.]" in article.text(shown.revision)


def test_a_decorative_picture_is_silent():
    shown = RevisionPictureFactory(revision=full(), is_decorative=True, alt="", caption="", credit="The council")
    assert 'alt=""' in article.web(shown.revision, picture_url=url)
    assert 'alt=""' in article.email(shown.revision, picture_url=url)
    assert "Picture" not in article.text(shown.revision)


def test_a_small_picture_is_not_stretched():
    shown = RevisionPictureFactory(revision=full())
    html = article.web(shown.revision, picture_url=url)
    assert "bulletin-picture--narrow" in html
    assert 'width="60" height="40"' in html
    assert "srcset" not in html


def test_the_first_picture_leads_and_the_others_follow_the_blocks():
    revision = full()
    first, second = (RevisionPictureFactory(revision=revision, alt=alt) for alt in ("First", "Second"))
    for face in FACES.values():
        said = face(revision)
        assert said.index("First") < said.index("Neighbours noticed")
        assert said.index("Posters to use") < said.index("Second") < said.index("Tom Ashdown")
    assert (first.position, second.position) == (1, 2)


def test_faces_ask_nothing_of_the_database_that_was_prefetched(django_assert_num_queries):
    RevisionPictureFactory(revision=full())
    revision = Revision.objects.prefetch_related("pictures__picture").get(pk=Revision.objects.latest("pk").pk)
    with django_assert_num_queries(0):
        for face in FACES.values():
            face(revision)


def test_text_is_at_most_72_columns_wide_but_never_cuts_an_address():
    address = "https://north.example/" + "a" * 80
    text = article.text(full(body=f"<p>{'word ' * 60}</p><p>Read {address}</p>", summary="word " * 40))
    assert address in text
    assert max(len(line) for line in text.splitlines() if address not in line) <= 72


def test_the_email_page_carries_its_styles_in_its_elements():
    html = article.email_page(full(), picture_url=url, colour="green")
    assert colours.PALETTE["green"].strong in html.split("</head>")[1]
    assert "prefers-color-scheme: dark" in html.split("</head>")[0]
    assert "<link" not in html


def test_an_article_without_extras_prints_no_empty_parts():
    html = article.web(full(summary="", blocks=[], contacts=[]), picture_url=url)
    for name in ("summary", "bulletin-box", "bulletin-contacts", "bulletin-picture", "bulletin-article__meta"):
        assert name not in html


@pytest.mark.parametrize("language", Revision.Language.values)
def test_every_word_of_ours_is_there_in_every_language(language):
    html = article.web(full(language=language), picture_url=url, address="/here/")
    for word in article.words.of(language).values():
        assert word.strip()
    assert article.words.of(language).keys() == article.words.ENGLISH.keys()
    assert article.words.of(language)["own_page"] in html


def test_body_is_cleaned_once_more_when_it_is_printed():
    revision = full(body='<p onclick="x()">Kept</p><style>p {}</style>')
    assert "<p>Kept</p>" in article.web(revision, picture_url=url)
    assert prose.printed(revision.body) in article.web(revision, picture_url=url)


def test_templates_of_faces_need_no_request():
    assert "bulletin-article" in render_to_string("submissions/faces/web/article.html", {"level": 2, "anchor": "x"})


@each_face(FACES)
def test_no_face_prints_who_owns_a_picture_until_when_anybody_agreed_or_that_a_contact_did(face):
    revision = full(contacts=[{**CONTACTS[0], "agreed": True}])
    RevisionPictureFactory(
        revision=revision, owner="Wexcombe Estate", people="agreed", consent_until=date(2087, 5, 3), credit="Jo"
    )

    said = face(revision)

    assert "Jo" in said
    assert not [words for words in ("Wexcombe", "2087", "agreed", "True") if words in said]


def test_contacts_without_a_name_stand_apart_in_plain_text():
    contacts = [
        {"email": "desk@north.example"},
        {"role": "Duty desk", "phone": "101"},
        {"website": "https://n.example"},
    ]

    assert article.text(full(blocks=[], contacts=contacts)).endswith(
        "Contacts:\n* Email: desk@north.example\n* Duty desk\n  Telephone: 101\n* Website: https://n.example\n"
    )

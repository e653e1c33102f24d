import re

import pytest
from django.forms import formset_factory
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory

from tests.bulletin import form_page
from tests.bulletin.form_page import EveryKindForm
from tests.servers.browser import violations

DRAWN = "{% load crispy_forms_tags crispy_forms_gds %}{% error_summary form %}{% crispy form %}"
FIRST_INPUTS = {
    "id_kind_1",
    "id_name",
    "id_email",
    "id_website",
    "id_copies",
    "id_sector",
    "id_themes_1",
    "id_summary",
    "id_body",
    "id_picture",
    "id_held_0",
    "id_cleared",
}


def drawn(form):
    return engines["django"].from_string(DRAWN).render({"form": form}, RequestFactory().get("/"))


def tag_of(html, element_id):
    return re.search(rf'<[^>]*id="{element_id}"[^>]*>', html)[0]


@pytest.fixture
def refused():
    return drawn(EveryKindForm({"send": "Send"}))


def test_every_error_links_to_the_first_input_of_its_field(refused):
    links = re.findall(r'<li><a href="#([^"]+)"', refused)
    assert set(links) == FIRST_INPUTS
    assert all(f'id="{link}"' in refused for link in links)


def test_the_links_of_a_form_with_a_prefix_reach_its_inputs():
    html = drawn(EveryKindForm({"send": "Send"}, prefix="row-2"))
    links = re.findall(r'<li><a href="#([^"]+)"', html)
    assert "id_row-2-kind_1" in links
    assert all(f'id="{link}"' in html for link in links)


def test_an_error_of_the_whole_form_is_shown_once(refused):
    assert refused.count("These answers do not fit together") == 1


@pytest.mark.parametrize(
    ("field", "style"),
    [
        ("name", "govuk-input"),
        ("email", "govuk-input"),
        ("website", "govuk-input"),
        ("copies", "govuk-input"),
        ("sector", "govuk-select"),
        ("summary", "govuk-textarea"),
        ("body", "govuk-textarea"),
        ("picture", "govuk-file-upload"),
    ],
)
def test_an_input_with_an_error_has_its_red_border(refused, field, style):
    classes = re.search(r'class="([^"]*)"', tag_of(refused, f"id_{field}"))[1].split()
    assert {style, f"{style}--error"} <= set(classes)
    assert [name for name in classes if name.endswith("--error")] == [f"{style}--error"]


def test_an_untouched_form_shows_no_error():
    html = drawn(EveryKindForm())
    assert 'id="id_sector"' in html
    assert "error" not in html


def test_an_input_names_its_hint_its_errors_and_its_count(refused):
    assert 'aria-describedby="id_name_hint id_name_1_error"' in tag_of(refused, "id_name")
    assert 'aria-describedby="id_summary_1_error id_summary-info"' in tag_of(refused, "id_summary")
    described = re.findall(r'aria-describedby="([^"]+)"', refused)
    assert all(f'id="{name}"' in refused for names in described for name in names.split())


def test_labels_and_hints_are_escaped(refused):
    assert "As it &lt;b&gt;should&lt;/b&gt; appear" in refused


def test_a_text_area_drawn_twice_is_the_same_both_times():
    form = EveryKindForm({"send": "Send"})
    assert tag_of(drawn(form), "id_summary") == tag_of(drawn(form), "id_summary")


def test_the_scripts_of_a_form_come_once_and_with_the_nonce_of_the_answer(client, settings):
    settings.ROOT_URLCONF = form_page.__name__
    answer = client.get("/form/")
    html = answer.content.decode()
    nonce = re.search(r"'nonce-([^']+)'", answer["Content-Security-Policy"])[1]
    assert html.count('type="importmap"') == 1
    assert f'<script type="importmap" nonce="{nonce}">' in html


def test_one_summary_lists_the_errors_of_several_forms_and_of_rows():
    rows = formset_factory(EveryKindForm, min_num=2, validate_min=True)
    several = rows({"row-TOTAL_FORMS": "1", "row-INITIAL_FORMS": "0", "row-0-name": "Ann"}, prefix="row")
    one = EveryKindForm({"send": "Send"}, prefix="one")
    assert not one.is_valid()
    assert not several.is_valid()
    html = render_to_string("components/error_summary.html", {"forms": [one, several]})
    links = re.findall(r'<li><a href="#([^"]+)"', html)
    assert links.index("id_one-name") < links.index("id_row-0-email")
    assert "id_row-0-name" not in links
    assert "Please submit at least 2 forms" in html


@pytest.mark.django_db(transaction=True)
def test_the_links_of_the_summary_move_the_focus_and_nothing_is_inaccessible(settings, visit, page):
    settings.ROOT_URLCONF = form_page.__name__
    visit("/form/")
    page.locator(".tiptap").wait_for()
    assert violations(page) == []

    page.get_by_role("button", name="Send").click()
    page.locator(".tiptap[aria-invalid]").wait_for()

    assert violations(page) == []
    assert "govuk-error-summary" in page.evaluate("document.activeElement.className")
    reached = set()
    for link in page.locator(".govuk-error-summary__list a").all():
        link.click()
        reached.add(page.evaluate("document.activeElement.id"))
    assert reached == FIRST_INPUTS - {"id_body"} | {"id_body_editor"}


@pytest.mark.django_db(transaction=True)
def test_the_rich_text_box_has_the_name_and_the_description_of_its_text_area(settings, visit, page):
    settings.ROOT_URLCONF = form_page.__name__
    visit("/form/")
    box = page.get_by_role("textbox", name="Body")
    box.wait_for()
    described_by = box.get_attribute("aria-describedby")
    assert page.locator(f"#{described_by}").inner_text() == "About 200 words"
    page.get_by_text("Body", exact=True).click()
    assert page.evaluate("document.activeElement.id") == "id_body_editor"


@pytest.mark.django_db(transaction=True)
def test_without_javascript_the_text_area_is_there(settings, live_server, page_without_javascript):
    settings.ROOT_URLCONF = form_page.__name__
    page_without_javascript.goto(live_server.url + "/form/")
    assert page_without_javascript.locator("textarea#id_body").is_visible()

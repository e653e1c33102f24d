import re
from pathlib import Path

import pytest
from django.conf import settings

from submissions.models import SectionColour

STATIC = Path(settings.BASE_DIR) / "bulletin" / "static"
LEGIBLE = 4.5  # WCAG 2.2, 1.4.3, for text of any size
TEXT, LINK = "#0b0c0c", "#1a65a6"


def brightness(colour):
    """Relative luminance, as WCAG defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    darker, lighter = sorted((brightness(one), brightness(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("colour", SectionColour.values)
def test_every_section_colour_is_legible_under_white_and_its_tint_under_text(colour):
    sheet = (STATIC / "bulletin" / "bulletin.css").read_text()
    rule = re.search(rf"bulletin-section--{colour} \{{\s*--section: (#\w{{6}});\s*--section-tint: (#\w{{6}});", sheet)
    bar, tint = rule.groups()
    assert contrast(bar, "#ffffff") >= LEGIBLE
    assert min(contrast(tint, ink) for ink in (TEXT, LINK, bar)) >= LEGIBLE


def test_nothing_of_the_crown_and_no_licensed_font_is_shipped():
    folder = STATIC / "govuk"
    assert {file.name for file in folder.rglob("*") if file.is_file()} == {
        "NOTICE.txt",
        "govuk-frontend.min.css",
        "govuk-frontend.min.js",
    }
    sheet = (folder / "govuk-frontend.min.css").read_text()
    assert "arial,sans-serif" in sheet
    assert not re.search(r"url\(|GDS Transport|@font-face|sourceMappingURL", sheet)

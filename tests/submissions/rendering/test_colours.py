import pytest

from submissions.rendering import colours

pytestmark = pytest.mark.django_db


def contrast(one: str, other: str) -> float:
    """WCAG 2.2's ratio of two colours."""

    def light(colour: str) -> float:
        channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    brighter, darker = sorted((light(one), light(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("shades", colours.PALETTE.values(), ids=colours.PALETTE)
def test_every_section_colour_is_legible_by_day_and_by_night(shades):
    assert contrast(shades.strong, "#ffffff") >= 4.5
    assert contrast(shades.strong, shades.tint) >= 4.5
    assert contrast(shades.bright, shades.dark) >= 4.5
    assert contrast("#8ec3f7", shades.dark) >= 4.5
    assert contrast("#1a5fa8", shades.tint) >= 4.5


def test_emails_have_the_colours_of_the_site(settings):
    sheet = (settings.BASE_DIR / "bulletin/static/bulletin/bulletin.css").read_text()
    for name, shades in colours.PALETTE.items():
        rule = sheet.split(f".bulletin-section--{name} {{")[1].split("}")[0]
        assert (f"--section: {shades.strong};" in rule, f"--section-tint: {shades.tint};" in rule) == (True, True)

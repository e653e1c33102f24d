import pytest
from PIL import Image

from submissions import images
from tests.submissions.painting import near, painted, pixels, saved


@pytest.mark.parametrize("width", [*images.WEB_WIDTHS, images.EMAIL_WIDTH])
def test_a_rendition_keeps_the_shape_and_is_no_wider(width):
    small = images.rendition(saved(painted(size=(2000, 1000)), "JPEG"), width)
    assert (small.width, small.height) == (width, width // 2)
    assert near(pixels(small).convert("RGB").getpixel((10, 10)), (255, 0, 0))


def test_a_rendition_never_enlarges():
    small = images.rendition(saved(painted(size=(300, 2)), "PNG"), 640)
    assert (small.width, small.height) == (300, 2)


def test_a_very_flat_picture_keeps_a_line():
    assert images.rendition(saved(painted(size=(4000, 1)), "PNG"), 640).height == 1


def test_a_rendition_of_a_busy_photograph_stays_small_enough_to_mail():
    noise = Image.effect_noise((1600, 1200), 60).convert("RGB")
    small = images.rendition(saved(noise, "JPEG", quality=95), images.EMAIL_WIDTH)
    assert small.content_type == "image/jpeg"
    assert len(small.content) <= images.RENDITION_BYTES

    largest = images.rendition(saved(noise, "JPEG", quality=95), 1600)
    assert images.RENDITION_BYTES < len(largest.content) < len(saved(noise, "JPEG", quality=60))


def test_a_transparent_rendition_is_laid_on_white_only_when_it_would_be_too_big():
    logo = painted("RGBA", (800, 400))
    logo.paste((0, 0, 0, 0), (0, 0, 200, 200))
    assert images.rendition(saved(logo, "PNG"), 640).content_type == "image/png"

    busy = Image.merge("RGBA", [Image.effect_noise((800, 800), 200) for _ in range(4)])
    busy.paste((0, 0, 0, 0), (0, 0, 400, 400))
    small = images.rendition(saved(busy, "PNG"), 640)
    assert small.content_type == "image/jpeg"
    assert near(pixels(small).getpixel((100, 100)), (255, 255, 255))

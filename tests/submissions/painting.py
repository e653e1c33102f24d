"""Pictures that tests paint, and what came of them."""

from io import BytesIO

import pytest
from PIL import Image

from submissions import images


def painted(mode="RGB", size=(40, 20)):
    """A picture red on the left and blue on the right."""
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    return image.convert(mode)


def saved(image, kind, **options):
    to = BytesIO()
    image.save(to, kind, **options)
    return to.getvalue()


def read(content):
    return images.read(BytesIO(content))


def pixels(picture):
    image = Image.open(BytesIO(picture.content))
    image.load()
    return image


def near(colour, expected):
    return all(abs(one - other) < 12 for one, other in zip(colour, expected, strict=True))


def refusal(content):
    with pytest.raises(images.PictureRefusedError) as caught:
        read(content)
    return str(caught.value)

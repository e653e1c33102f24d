import struct
import zlib
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from submissions import images
from tests.submissions.painting import painted, pixels, read, refusal, saved


def test_an_empty_file_is_refused():
    assert refusal(b"") == "The picture is empty. Choose the file again."


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"Dear editor, this is no picture", "not a picture that we can read"),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<svg xmlns="x"><script/></svg>', "SVG"),
        (b"\x00\x00\x00\x18ftypheic" + b"\x00" * 40, "HEIC"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"BM" + b"\x00" * 60, "not a picture that we can read"),
    ],
)
def test_another_kind_of_file_is_refused_by_its_content(content, says):
    message = refusal(content)
    assert says in message
    assert "send that" in message


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_a_moving_picture_is_refused(kind):
    sent = saved(painted(), kind, save_all=True, append_images=[painted().rotate(180)], duration=100)
    assert refusal(sent) == "The picture moves. Send one that stands still, as a JPEG or PNG."


@pytest.mark.parametrize("side", [5_000, 12_000, 60_000])
def test_a_picture_that_would_fill_the_memory_is_refused_before_it_is_decoded(side):
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
    bomb = b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\x00" * 1000)) + chunk(b"IEND", b"")
    assert "more than 20 million pixels" in refusal(bomb)


def test_a_file_of_too_many_bytes_is_refused(settings):
    settings.PICTURE_MAX_BYTES = 2_000_000
    assert "smaller than 2 MB" in refusal(b"\xff" * 2_000_001)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_picture_that_was_cut_off_is_refused(kind):
    whole = saved(Image.effect_noise((200, 200), 90), kind)
    message = refusal(whole[: len(whole) // 2])
    assert "send that" in message


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(["JPEG", "PNG", "WEBP", "GIF"]), st.lists(st.tuples(st.integers(0, 1500), st.binary(max_size=4)))
)
def test_damage_anywhere_is_a_refusal_and_never_a_crash(kind, damages):
    content = saved(painted(), kind)
    for at, bytes_ in damages:
        content = content[:at] + bytes_ + content[at + len(bytes_) :]
    picture = None
    with suppress(images.PictureRefusedError):
        picture = read(content)
    assert picture is None or pixels(picture).size == (picture.width, picture.height)


def test_a_picture_that_promises_colours_and_brings_none_is_refused():
    whole = saved(painted("P"), "PNG")
    start = whole.index(b"PLTE") - 4
    length = struct.unpack(">I", whole[start : start + 4])[0]

    assert "damaged" in refusal(whole[:start] + whole[start + 12 + length :])


def test_a_picture_of_a_single_endless_line_is_refused_before_it_is_decoded():
    assert "longer than 30,000 pixels" in refusal(saved(Image.new("1", (1, 30_001)), "PNG"))

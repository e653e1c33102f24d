"""Pictures: what is taken, what is refused and what to do then, and that nothing but the picture is kept."""

import struct
import zlib
from contextlib import suppress
from hashlib import sha256
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image, ImageCms, PngImagePlugin

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


@pytest.mark.parametrize(
    ("kind", "mode", "expected"),
    [
        ("JPEG", "RGB", "image/jpeg"),
        ("JPEG", "L", "image/jpeg"),
        ("PNG", "RGB", "image/png"),
        ("PNG", "P", "image/png"),
        ("PNG", "1", "image/png"),
        ("WEBP", "RGB", "image/png"),
        ("GIF", "P", "image/png"),
    ],
)
def test_each_accepted_kind_is_read_and_written_anew(kind, mode, expected):
    picture = read(saved(painted(mode), kind))
    assert (picture.content_type, picture.width, picture.height) == (expected, 40, 20)
    assert picture.sha256 == sha256(picture.content).hexdigest()
    assert pixels(picture).mode == "RGB"
    assert pixels(picture).size == (40, 20)


def test_a_photograph_is_turned_upright_and_forgets_where_it_was_taken():
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.Make] = "Camera of Jo"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (51.0, 30.0, 0.0)
    sent = saved(painted(size=(64, 32)), "JPEG", exif=exif, comment=b"Jo at home", quality=95)
    assert Image.open(BytesIO(sent)).getexif().get_ifd(ExifTags.IFD.GPSInfo)

    picture = read(sent)

    assert (picture.width, picture.height) == (32, 64)
    assert near(pixels(picture).getpixel((16, 8)), (255, 0, 0))
    assert near(pixels(picture).getpixel((16, 56)), (0, 0, 255))
    assert not pixels(picture).getexif()
    assert not {"exif", "comment", "icc_profile", "xmp"} & pixels(picture).info.keys()
    assert b"Jo" not in picture.content


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_no_metadata_of_other_kinds_is_kept(kind):
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Camera of Jo"
    options = {"exif": exif}
    if kind == "PNG":
        options["pnginfo"] = PngImagePlugin.PngInfo()
        options["pnginfo"].add_text("Author", "Jo")
    else:
        options["xmp"] = b"<x>Jo</x>"
    sent = saved(painted(), kind, **options) + b"Jo hid this after the end"
    picture = read(sent)
    assert b"Jo" not in picture.content
    assert not pixels(picture).getexif()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_each_way_of_holding_the_camera_is_turned_upright(orientation):
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    # Green above red on the left, blue on the right, as somebody saw it; then turned as the camera stored it.
    seen = painted(size=(64, 32))
    seen.paste("lime", (0, 0, 32, 16))
    back = {2: "FLIP_LEFT_RIGHT", 3: "ROTATE_180", 4: "FLIP_TOP_BOTTOM", 5: "TRANSPOSE"}
    back |= {6: "ROTATE_90", 7: "TRANSVERSE", 8: "ROTATE_270"}
    stored = seen.transpose(Image.Transpose[back[orientation]]) if orientation > 1 else seen
    upright = pixels(read(saved(stored, "JPEG", exif=exif, quality=95)))
    assert upright.size == (64, 32)
    assert near(upright.getpixel((8, 8)), (0, 255, 0))
    assert near(upright.getpixel((8, 24)), (255, 0, 0))
    assert near(upright.getpixel((56, 8)), (0, 0, 255))


def exif_of(*entries):
    """Camera data of these (tag, type, count, value), written as cameras with faults do."""
    rows = b"".join(struct.pack("<HHLL", *entry) for entry in entries)
    return b"Exif\x00\x00II*\x00" + struct.pack("<LH", 8, len(entries)) + rows + b"\x00" * 24


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.parametrize(
    "exif",
    [
        b"Exif\x00\x00II*\x00\xff\xff\xff\xff\x01",
        b"Exif\x00\x00not what a camera writes",
        exif_of((0x112, 3, 1, 6), (0x111, 12, 4, 8)),
        exif_of((0x112, 3, 1, 6), (0x14A, 8, 1, 0), (0x10F, 10, 1, 40)),
        exif_of((0x112, 3, 1, 6), (0x2BC, 9, 4, 8)),
        exif_of((0x112, 2, 1, 6)),
        exif_of((0x112, 5, 1, 8)),
    ],
)
def test_damaged_camera_data_does_not_refuse_the_picture(kind, exif):
    picture = read(saved(painted(), kind, exif=exif))
    assert {picture.width, picture.height} == {40, 20}


def test_printers_colours_become_those_of_the_web():
    picture = read(saved(painted("CMYK", (64, 32)), "JPEG", quality=95))
    assert pixels(picture).mode == "RGB"
    assert near(pixels(picture).getpixel((8, 16)), (255, 0, 0))


def test_a_colour_profile_is_applied_and_dropped():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    picture = read(saved(painted(size=(64, 32)), "JPEG", icc_profile=profile, quality=95))
    assert near(pixels(picture).getpixel((8, 16)), (255, 0, 0))
    assert "icc_profile" not in pixels(picture).info


def test_a_damaged_colour_profile_is_passed_over():
    picture = read(saved(painted(size=(64, 32)), "JPEG", icc_profile=b"not a profile", quality=95))
    assert near(pixels(picture).getpixel((8, 16)), (255, 0, 0))


def test_sixteen_bit_greys_keep_their_shades():
    image = Image.new("I;16", (10, 10), 32768)
    assert near(pixels(read(saved(image, "PNG"))).getpixel((5, 5)), (128, 128, 128))


@pytest.mark.parametrize("kind", ["PNG", "GIF", "WEBP"])
def test_transparent_parts_stay_transparent(kind):
    image = painted("RGBA")
    image.paste((0, 0, 0, 0), (0, 0, 10, 10))
    if kind == "GIF":
        image = image.convert("P")
        image.info["transparency"] = image.getpixel((0, 0))
    picture = read(saved(image, kind, **({"lossless": True} if kind == "WEBP" else {})))
    assert picture.content_type == "image/png"
    assert pixels(picture).convert("RGBA").getpixel((2, 2))[3] == 0
    assert pixels(picture).convert("RGBA").getpixel((35, 15)) == (0, 0, 255, 255)


def test_an_alpha_channel_that_hides_nothing_is_dropped():
    assert pixels(read(saved(painted("RGBA"), "PNG"))).mode == "RGB"


def test_a_telephones_double_picture_is_one_picture():
    sent = saved(painted(), "MPO", save_all=True, append_images=[painted()])
    assert Image.open(BytesIO(sent)).format == "MPO"
    assert read(sent).content_type == "image/jpeg"


def test_the_name_of_a_file_says_nothing():
    file = BytesIO(saved(painted(), "PNG"))
    file.name = "holiday.exe"
    assert images.read(file).content_type == "image/png"


# --- refused -------------------------------------------------------------------------------------


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


def test_a_picture_that_promises_colours_and_brings_none_is_refused():
    whole = saved(painted("P"), "PNG")
    start = whole.index(b"PLTE") - 4
    length = struct.unpack(">I", whole[start : start + 4])[0]

    assert "damaged" in refusal(whole[:start] + whole[start + 12 + length :])


def test_a_picture_of_a_single_endless_line_is_refused_before_it_is_decoded():
    assert "longer than 30,000 pixels" in refusal(saved(Image.new("1", (1, 30_001)), "PNG"))


def test_the_words_in_a_picture_are_read_without_decoding_it(settings):
    """A picture that would fill the memory is only asked for its words where its header has them."""
    settings.PICTURE_MAX_PIXELS = 100
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "Seen at the pier")
    sent = saved(painted(), "PNG", pnginfo=text)
    broken = sent[: sent.index(b"IDAT") + 8]

    assert images.inscriptions(BytesIO(broken)) == "Seen at the pier"


@pytest.mark.parametrize("content", [b"", b"not a picture", b"%PDF-1.7", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_picture_has_no_words_in_it(content):
    assert images.inscriptions(BytesIO(content)) == ""

"""Pictures: what is taken, what is refused and what to do then, and that nothing but the picture is kept."""

import struct
from hashlib import sha256
from io import BytesIO

import pytest
from PIL import ExifTags, Image, ImageCms, PngImagePlugin

from submissions import images
from tests.submissions.painting import near, painted, pixels, read, saved


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

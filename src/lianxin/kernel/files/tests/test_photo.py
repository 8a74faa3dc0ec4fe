"""What comes from a phone's album, and what is kept of it."""

from __future__ import annotations

import io
import resource
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from lianxin.kernel.errors import Invalid
from lianxin.kernel.files import photo
from lianxin.kernel.files.photo import CleanPhoto, clean
from lianxin.kernel.files.tests import samples
from lianxin.kernel.files.tests.samples import encoded, picture

MIB = 1024 * 1024


def cleaned(data: bytes) -> CleanPhoto:
    return clean(io.BytesIO(data), len(data))


def opened(made: CleanPhoto) -> Image.Image:
    return Image.open(io.BytesIO(made.data))


def colour(image: Image.Image, x: float, y: float = 0.5) -> str:
    """The plain word for the colour at a place given in parts of the whole."""
    point = image.convert("RGB").getpixel((int(image.width * x), int(image.height * y)))
    assert isinstance(point, tuple)
    red, green, blue = (value > 90 for value in point)
    words = {(1, 0, 0): "red", (0, 1, 0): "green", (1, 1, 1): "white", (0, 0, 0): "black"}
    return words.get((red, green, blue), str(point))


def refusal(data: bytes, size: int | None = None) -> str:
    with pytest.raises(Invalid) as refused:
        clean(io.BytesIO(data), len(data) if size is None else size)
    assert refused.value.message.endswith("。")
    return refused.value.message


def test_where_and_with_what_it_was_taken_stays_behind() -> None:
    data = samples.photo_with_gps()
    before = Image.open(io.BytesIO(data))
    assert before.getexif().get_ifd(0x8825)
    made = cleaned(data)
    for kept in (made.data, made.thumb):
        after = Image.open(io.BytesIO(kept))
        assert after.format == "JPEG"
        assert not after.getexif()
        assert not {"exif", "comment", "icc_profile", "xmp"} & set(after.info)
        for trace in (b"Exif", b"InventedPhone", b"secret", b"profile"):
            assert trace not in kept
    assert (made.width, made.height, made.mime) == (64, 48, "image/jpeg")


def test_a_large_photo_is_brought_to_size_with_a_small_one_beside_it() -> None:
    made = cleaned(encoded(picture((4000, 3000))))
    assert (made.width, made.height) == opened(made).size == (1600, 1200)
    assert Image.open(io.BytesIO(made.thumb)).size == (320, 240)
    assert len(made.thumb) < len(made.data)


def test_a_small_photo_is_not_blown_up() -> None:
    made = cleaned(encoded(picture((20, 10))))
    assert opened(made).size == Image.open(io.BytesIO(made.thumb)).size == (20, 10)


@pytest.mark.parametrize(
    ("orientation", "size", "first"),
    [(1, (64, 48), "red"), (3, (64, 48), "green"), (2, (64, 48), "green"), (6, (48, 64), None)],
)
def test_a_photo_stands_upright(orientation: int, size: tuple[int, int], first: str | None) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    made = cleaned(encoded(picture(), exif=exif, quality=95))
    image = opened(made)
    assert image.size == size == (made.width, made.height)
    if first:
        assert colour(image, 0.1) == first
    else:  # turned right by a quarter: the left side is now on top
        assert colour(image, 0.5, 0.1) == "red"
        assert colour(image, 0.5, 0.9) == "green"


def test_what_is_see_through_becomes_white_paper() -> None:
    image = Image.new("RGBA", (60, 40), (0, 0, 0, 0))
    image.paste((255, 0, 0, 255), (0, 0, 30, 40))
    for data in (encoded(image, "PNG"), encoded(image, "WEBP", lossless=True)):
        made = opened(cleaned(data))
        assert (colour(made, 0.2), colour(made, 0.9)) == ("red", "white")
    palette = Image.new("P", (60, 40), 0)
    palette.putpalette([255, 0, 0, 0, 255, 0])
    assert colour(opened(cleaned(encoded(palette, "PNG", transparency=0))), 0.5) == "white"


@pytest.mark.parametrize("mode", ["CMYK", "L"])
def test_print_colours_and_grey_are_taken(mode: str) -> None:
    image = opened(cleaned(encoded(picture(mode=mode), "JPEG", quality=95)))
    assert image.mode == "RGB"
    if mode == "CMYK":
        assert (colour(image, 0.1), colour(image, 0.9)) == ("red", "green")


def test_one_bit_and_sixteen_bit_pictures_keep_their_light() -> None:
    assert colour(opened(cleaned(encoded(Image.new("1", (40, 40), 1), "PNG"))), 0.5) == "white"
    deep = Image.new("I;16", (40, 40), 0)
    deep.paste(65535, (20, 0, 40, 40))
    made = opened(cleaned(encoded(deep, "PNG")))
    assert (colour(made, 0.1), colour(made, 0.9)) == ("black", "white")
    half = Image.new("I;16", (40, 40), 32768)
    level = opened(cleaned(encoded(half, "PNG"))).convert("L").getpixel((20, 20))
    assert level == pytest.approx(128, abs=3)


def test_of_a_moving_picture_the_first_is_kept() -> None:
    frames = [Image.new("RGB", (40, 40), c) for c in ("red", "green", "white")]
    data = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=100)
    assert colour(opened(cleaned(data)), 0.5) == "red"


def test_a_photo_with_a_second_picture_inside_is_taken() -> None:
    data = encoded(picture(), "MPO", save_all=True, append_images=[picture((32, 24))])
    assert opened(cleaned(data)).size == (64, 48)


def test_a_photo_of_thirty_megabytes_is_refused_before_it_is_read() -> None:
    class Unread(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise AssertionError("nobody looks at it")

    with pytest.raises(Invalid, match="有30兆，太大了。请选15兆以内"):
        clean(Unread(), 30 * MIB)


def test_an_empty_photo_is_refused() -> None:
    assert "是空的" in refusal(b"")


@pytest.mark.parametrize(
    "data",
    [samples.EXE, b"\x7fELF" + b"\x00" * 600, b"%PDF-1.7 ....", b"<svg onload=alert(1)>" * 40,
     b"<html><script>alert(1)</script>", "这是一段文字".encode() * 60, samples.wav(),
     b"BM" + b"\x00" * 600],
    ids=["exe", "elf", "pdf", "svg", "html", "text", "wav", "bmp"],
)  # fmt: skip
def test_a_renamed_file_is_told_by_its_first_bytes(data: bytes) -> None:
    assert "这不是照片" in refusal(data)


@pytest.mark.parametrize("brand", [b"heic", b"heix", b"hevc", b"mif1", b"avif", b"heim"])
def test_a_phones_own_format_gets_advice(brand: bytes) -> None:
    said = refusal(samples.heic(brand))
    assert "截个图" in said
    assert "兼容性最佳" in said


@pytest.mark.parametrize("size", [(30_000, 30_000), (12_000, 9_000), (6_000, 6_000)])
def test_a_decompression_bomb_is_refused_without_using_memory(size: tuple[int, int]) -> None:
    data = samples.bomb(*size)
    assert len(data) < 200_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert "尺寸太大" in refusal(data)
    grown_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown_kib < 16 * 1024


def test_a_bomb_is_refused_when_warnings_are_only_printed() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert "尺寸太大" in refusal(samples.bomb(12_000, 9_000))


def test_a_photo_cut_off_on_the_way_is_refused() -> None:
    whole = encoded(picture((800, 600)))
    for part in (len(whole) // 2, 700, 300):
        assert "坏了" in refusal(whole[:part])
    png = encoded(picture((800, 600)), "PNG")
    assert "坏了" in refusal(png[: len(png) // 2])


WHOLE = {f: encoded(picture((40, 30)), f) for f in ("JPEG", "PNG", "GIF", "WEBP")}


@given(
    format_=st.sampled_from(sorted(WHOLE)),
    at=st.integers(0, 2000),
    put=st.binary(min_size=1, max_size=8),
    cut=st.integers(0, 2000),
)
@settings(max_examples=150, deadline=None)
def test_no_damaged_file_breaks_the_program(format_: str, at: int, put: bytes, cut: int) -> None:
    data = WHOLE[format_]
    at %= len(data)
    damaged = (data[:at] + put + data[at + len(put) :])[: max(1, len(data) - cut)]
    try:
        made = cleaned(damaged)
    except Invalid:
        return
    assert opened(made).format == "JPEG"


def test_limits_leave_room_for_the_photos_that_phones_take() -> None:
    assert photo.MAX_PIXELS["JPEG"] > 9248 * 6936
    assert photo.MAX_PIXELS["PNG"] > 1440 * 20_000

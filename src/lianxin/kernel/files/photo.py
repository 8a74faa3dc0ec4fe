"""A photo as it comes from a phone, made into one that is safe to keep and show. No database."""

from __future__ import annotations

import io
import struct
import zlib
from dataclasses import dataclass
from typing import IO

import filetype
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from lianxin.kernel.errors import Invalid

MIB = 1024 * 1024
MAX_BYTES = 15 * MIB
# A JPEG is decoded at a fraction of its size, everything else whole: about 150 MB at most.
MAX_PIXELS = {"JPEG": 80_000_000, "PNG": 30_000_000, "WEBP": 30_000_000, "GIF": 30_000_000}
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/gif": "GIF"}
PHONE_ONLY = {"image/heic", "image/heif", "image/avif"}
HEIC_BRANDS = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif"}
LONG_SIDE, THUMB_SIDE = 1600, 320
HEAD = 512
BROKEN = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    IndexError,
    TypeError,
    KeyError,
    OverflowError,
    struct.error,
    zlib.error,
)


@dataclass(frozen=True)
class CleanPhoto:
    """A photo written anew: upright, and nothing of the camera's data left in it."""

    data: bytes
    thumb: bytes
    width: int
    height: int
    mime: str = "image/jpeg"
    suffix: str = "jpg"


def clean(stream: IO[bytes], size: int) -> CleanPhoto:
    """Recognise by the first bytes, decode within limits, turn upright, write anew without EXIF.

    Raises: Invalid, with the sentence for the person who chose the file.
    """
    if size > MAX_BYTES:
        said = _("这张照片有%(size)s兆，太大了。请选15兆以内的照片，或者截个图再传。")
        raise Invalid(said % {"size": round(size / MIB)}, code="photo_too_big")
    if size == 0:
        raise Invalid(_("这张照片是空的，没有传上来。请重新选一次。"), code="photo_empty")
    head = stream.read(HEAD)
    stream.seek(0)
    return _redraw(stream, _format(head))


def _format(head: bytes) -> str:
    mime = filetype.guess_mime(head)
    if mime in PHONE_ONLY or (head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS):
        said = _("这种照片（HEIC）这里打不开。请截个图再传，或者在相机设置里选“兼容性最佳”。")
        raise Invalid(said, code="photo_heic")
    if mime not in FORMATS:
        raise Invalid(_("这不是照片。请从相册里选照片，或者现拍一张。"), code="photo_not")
    return FORMATS[mime]


def _redraw(stream: IO[bytes], format_: str) -> CleanPhoto:
    too_large = Invalid(_("这张照片的尺寸太大了，打不开。请截个图再传。"), code="photo_too_large")
    try:
        with Image.open(stream, formats=[format_]) as image:
            if image.width * image.height > MAX_PIXELS[format_]:
                raise too_large
            return _two_sizes(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise too_large from bomb
    except BROKEN as bad:
        raise Invalid(_("这张照片坏了，打不开。请重新拍一张。"), code="photo_broken") from bad


def _two_sizes(image: Image.Image) -> CleanPhoto:
    shrink = LONG_SIDE / max(*image.size, LONG_SIDE)
    # A JPEG only: detail that would be dropped is not even decoded.
    image.draft("RGB", (int(image.width * shrink), int(image.height * shrink)))
    ImageOps.exif_transpose(image, in_place=True)
    picture = _on_white(image)
    picture.thumbnail((LONG_SIDE, LONG_SIDE))
    data, (width, height) = _jpeg(picture, 82), picture.size
    picture.thumbnail((THUMB_SIDE, THUMB_SIDE))
    return CleanPhoto(data, _jpeg(picture, 75), width, height)


def _on_white(image: Image.Image) -> Image.Image:
    """The picture in plain colours; what was see-through becomes white paper."""
    if image.mode.startswith("I"):
        image = image.convert("I").point(lambda level: level / 256).convert("L")
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        paper = Image.new("RGB", layer.size, "white")
        paper.paste(layer, mask=layer.getchannel("A"))
        return paper
    return image.convert("RGB")


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    """Written from the bare pixels, so that no profile, comment or EXIF can come along."""
    out = io.BytesIO()
    bare = Image.frombytes("RGB", picture.size, picture.tobytes())
    bare.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue()

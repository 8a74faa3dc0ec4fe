"""A photo as it comes from a phone, made into one that is safe to keep and show."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from typing import IO

import filetype
from PIL import Image, ImageOps, UnidentifiedImageError

from lianxin.kernel.errors import Invalid

MAX_BYTES = 15 * 1024 * 1024
MAX_PIXELS = 60_000_000
LONG_SIDE = 1600
THUMB_SIDE = 320
READABLE = {"image/jpeg", "image/png", "image/webp", "image/gif", "image/bmp", "image/tiff"}
PHONE_ONLY = {"image/heic", "image/heif", "image/avif"}


@dataclass(frozen=True)
class CleanPhoto:
    """A photo written anew: nothing of the camera's data is left in it."""

    data: bytes
    thumb: bytes
    width: int
    height: int
    mime: str = "image/jpeg"


def clean(stream: IO[bytes], size: int) -> CleanPhoto:
    """Sniff, decode within limits, turn upright, write anew without EXIF.

    Raises: Invalid, with the sentence for the person who chose the file.
    """
    if size > MAX_BYTES:
        raise Invalid(f"这张照片有 {size // 1024 // 1024} MB，太大了。请选 15 MB 以内的照片，或者截个图再传。")
    head = stream.read(512)
    stream.seek(0)
    mime = filetype.guess_mime(head)
    if mime in PHONE_ONLY:
        raise Invalid("这种照片格式打不开（HEIC）。请在相机设置里选“兼容性最佳”，或者截个图再传。")
    if mime not in READABLE:
        raise Invalid("这不是照片。请选相册里的照片，或者现拍一张。")
    return _redraw(stream)


def _redraw(stream: IO[bytes]) -> CleanPhoto:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image: Image.Image = Image.open(stream)
            if image.width * image.height > MAX_PIXELS:
                raise Invalid("这张照片尺寸太大了，打不开。请截个图再传。")
            image.draft("RGB", (LONG_SIDE * 2, LONG_SIDE * 2))
            image = ImageOps.exif_transpose(image)
            image = _on_white(image)
    except Image.DecompressionBombError as bad:
        raise Invalid("这张照片尺寸太大了，打不开。请截个图再传。") from bad
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as bad:
        raise Invalid("照片坏了，打不开。请重新拍一张。") from bad
    image.thumbnail((LONG_SIDE, LONG_SIDE))
    data = _jpeg(image, 82)
    width, height = image.size
    image.thumbnail((THUMB_SIDE, THUMB_SIDE))
    return CleanPhoto(data, _jpeg(image, 75), width, height)


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode in {"RGBA", "LA", "P", "PA"}:
        layer = image.convert("RGBA")
        paper = Image.new("RGB", layer.size, "white")
        paper.paste(layer, mask=layer.getchannel("A"))
        return paper
    return image.convert("RGB")


def _jpeg(image: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue()

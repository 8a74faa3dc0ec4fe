"""Real pictures and sounds, made on the spot."""

from __future__ import annotations

import io
import struct
import wave
import zlib
from typing import Any

from PIL import Image, ImageDraw


def picture(size: tuple[int, int] = (64, 48), mode: str = "RGB") -> Image.Image:
    """Left half red, right half green, so that turning shows."""
    image = Image.new("RGB", size, "red")
    ImageDraw.Draw(image).rectangle((size[0] // 2, 0, *size), fill="green")
    return image.convert(mode)


def encoded(image: Image.Image, format_: str = "JPEG", **how: Any) -> bytes:
    """The picture as a file."""
    out = io.BytesIO()
    image.save(out, format_, **how)
    return out.getvalue()


def photo_with_gps() -> bytes:
    """As a phone takes it: maker, time, and where it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "InventedPhone"
    exif[0x9003] = "2026:11:23 07:42:00"
    exif.get_ifd(0x8825).update({1: "N", 2: (42.0, 3.0, 25.5), 3: "E", 4: (121.0, 44.0, 9.1)})
    return encoded(picture(), exif=exif, comment=b"secret comment", icc_profile=b"profile" * 20)


def bomb(width: int, height: int) -> bytes:
    """A PNG of one bit a point: a few kB on the wire, gigabytes when drawn."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    row = b"\x00" * (1 + (width + 7) // 8)
    packer = zlib.compressobj(9)
    body = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    signature = b"\x89PNG\r\n\x1a\n"
    return signature + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def heic(brand: bytes = b"heic") -> bytes:
    """The beginning of what an iPhone stores."""
    return b"\x00\x00\x00\x18ftyp" + brand + b"\x00\x00\x00\x00mif1" + brand + b"\x00" * 600


def wav(seconds: float = 2.0, rate: int = 8000) -> bytes:
    """Silence."""
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(rate)
        sound.writeframes(b"\x80" * int(seconds * rate))
    return out.getvalue()


def amr(frames: int = 100) -> bytes:
    """Narrow-band frames of 12.2 kbit/s."""
    return b"#!AMR\n" + (b"\x3c" + b"\x00" * 31) * frames


def ogg(samples: int = 3 * 48_000, codec: bytes = b"OpusHead") -> bytes:
    """A first page that names the codec and a last one that counts the samples."""
    first = b"OggS\x00\x02" + struct.pack("<q", 0) + b"\x00" * 12 + b"\x01\x13" + codec
    last = b"OggS\x00\x04" + struct.pack("<q", samples) + b"\x00" * 40
    return first + b"\x00" * 600 + last


def webm(track: bytes = b"A_OPUS") -> bytes:
    """What a browser's recorder writes."""
    return b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\x82\x84webm" + b"\x00" * 30 + track


def m4a(brand: bytes = b"M4A ", handler: bytes = b"smhd", also: bytes = b"isom") -> bytes:
    """What an iPhone's recorder writes."""
    return b"\x00\x00\x00\x1cftyp" + brand + b"\x00\x00\x00\x00" + also + b"\x00" * 40 + handler


MP3 = b"ID3\x04\x00\x00\x00\x00\x00\x00" + b"\xff\xfb\x90\x00" + b"\x00" * 400
EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + b"\x00" * 600

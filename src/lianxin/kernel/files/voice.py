"""A voice note: recognised by its first bytes, limited in size, kept as it came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO

from lianxin.kernel.errors import Invalid

MAX_BYTES = 5 * 1024 * 1024
KINDS: tuple[tuple[int, bytes, str, str], ...] = (
    (0, b"\x1aE\xdf\xa3", "audio/webm", "webm"),
    (0, b"OggS", "audio/ogg", "ogg"),
    (4, b"ftyp", "audio/mp4", "m4a"),
    (0, b"ID3", "audio/mpeg", "mp3"),
    (0, b"\xff\xfb", "audio/mpeg", "mp3"),
    (0, b"\xff\xf3", "audio/mpeg", "mp3"),
    (0, b"#!AMR", "audio/amr", "amr"),
    (8, b"WAVE", "audio/wav", "wav"),
)


@dataclass(frozen=True)
class CleanVoice:
    """A voice note that may be kept."""

    data: bytes
    mime: str
    suffix: str


def clean(stream: IO[bytes], size: int) -> CleanVoice:
    """Take a voice note if it is one and not too long.

    Raises: Invalid.
    """
    if size > MAX_BYTES:
        raise Invalid("这段语音太长了，请说短一些，两分钟以内就好。")
    data = stream.read(MAX_BYTES + 1)
    for offset, mark, mime, suffix in KINDS:
        if data[offset : offset + len(mark)] == mark:
            return CleanVoice(data, mime, suffix)
    raise Invalid("这段录音打不开，请重新录一段，或者写几句话。")

"""A voice note: recognised by its first bytes, limited in size, kept as it came. No database."""

from __future__ import annotations

import io
import wave
from dataclasses import dataclass
from typing import IO

import filetype
from django.utils.translation import gettext as _

from lianxin.kernel.errors import Invalid

MAX_BYTES = 5 * 1024 * 1024
KINDS = {  # what the first bytes say → what it is served as, and the ending of its name
    "video/webm": ("audio/webm", "webm"),
    "audio/ogg": ("audio/ogg", "ogg"),
    "video/mp4": ("audio/mp4", "m4a"),
    "audio/mp4": ("audio/mp4", "m4a"),
    "video/x-m4v": ("audio/mp4", "m4a"),
    "audio/mpeg": ("audio/mpeg", "mp3"),
    "audio/amr": ("audio/amr", "amr"),
    "audio/x-wav": ("audio/wav", "wav"),
}
PICTURES = (b"V_VP8", b"V_VP9", b"V_AV1", b"V_MPEG4", b"vmhd")  # marks of a picture track
AMR_HEAD, AMR_FRAME_MS = b"#!AMR\n", 20
AMR_FRAME_BYTES = (13, 14, 16, 18, 20, 21, 27, 32, 6)


@dataclass(frozen=True)
class CleanVoice:
    """A voice note that may be kept. `seconds` is None where the file does not say it."""

    data: bytes
    mime: str
    suffix: str
    seconds: int | None


def clean(stream: IO[bytes], size: int) -> CleanVoice:
    """Take a voice note if it is one and not too long.

    Raises: Invalid, with the sentence for the person who spoke.
    """
    too_long = Invalid(_("这段录音太长了。请说短一些，三五分钟以内就好。"), code="voice_too_big")
    if size > MAX_BYTES:
        raise too_long
    data = stream.read(MAX_BYTES + 1)
    if not data:
        raise Invalid(_("没有录到声音，请再说一遍。"), code="voice_empty")
    if len(data) > MAX_BYTES:
        raise too_long
    known = KINDS.get(_mime(data) or "")
    if known is None:
        raise Invalid(_("这段录音打不开，请重新录一段，或者写几句话。"), code="voice_not")
    mime, suffix = known
    if suffix in {"webm", "m4a"} and any(mark in data for mark in PICTURES):
        said = _("这是视频，现在只收录音和照片。请录一段话，或者拍张照片。")
        raise Invalid(said, code="voice_video")
    return CleanVoice(data, mime, suffix, SECONDS.get(suffix, _unknown)(data))


def _mime(data: bytes) -> str | None:
    """As `filetype` sees it; fragmented MP4 from a phone's browser has brands it does not list."""
    guessed: str | None = filetype.guess_mime(data[:512])
    if guessed is None and data[4:8] == b"ftyp":
        return "audio/mp4"
    return guessed


def _unknown(data: bytes) -> None:
    return None


def _wav_seconds(data: bytes) -> int | None:
    try:
        with wave.open(io.BytesIO(data)) as sound:
            return _whole(sound.getnframes() / sound.getframerate())
    except (wave.Error, EOFError, ZeroDivisionError):
        return None


def _amr_seconds(data: bytes) -> int | None:
    """AMR is a row of 20 ms frames whose first byte tells their length."""
    at, frames = len(AMR_HEAD), 0
    while at < len(data):
        mode = data[at] >> 3 & 0x0F
        at += AMR_FRAME_BYTES[mode] if mode < len(AMR_FRAME_BYTES) else 1
        frames += 1
    return _whole(frames * AMR_FRAME_MS / 1000)


def _ogg_seconds(data: bytes) -> int | None:
    """Opus counts 48,000 a second; the last page holds the count."""
    last = data.rfind(b"OggS")
    if b"OpusHead" not in data[:512] or last + 14 > len(data):
        return None
    return _whole(int.from_bytes(data[last + 6 : last + 14], "little", signed=True) / 48_000)


def _whole(seconds: float) -> int | None:
    """Whole seconds, at least one; None for what no note of this size can be."""
    return max(1, round(seconds)) if 0 <= seconds < 36_000 else None


SECONDS = {"wav": _wav_seconds, "amr": _amr_seconds, "ogg": _ogg_seconds}

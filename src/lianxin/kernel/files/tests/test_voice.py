"""Voice notes: known by their first bytes, kept as they came."""

from __future__ import annotations

import io

import pytest

from lianxin.kernel.errors import Invalid
from lianxin.kernel.files.tests import samples
from lianxin.kernel.files.voice import MAX_BYTES, CleanVoice, clean


def cleaned(data: bytes) -> CleanVoice:
    return clean(io.BytesIO(data), len(data))


@pytest.mark.parametrize(
    ("data", "mime", "suffix", "seconds"),
    [
        (samples.webm(), "audio/webm", "webm", None),
        (samples.ogg(), "audio/ogg", "ogg", 3),
        (samples.ogg(codec=b"\x01vorbis"), "audio/ogg", "ogg", None),
        (samples.ogg(samples=-1), "audio/ogg", "ogg", None),
        (samples.ogg(samples=2**62), "audio/ogg", "ogg", None),
        (samples.m4a(), "audio/mp4", "m4a", None),
        (samples.m4a(b"isom"), "audio/mp4", "m4a", None),
        (samples.m4a(b"iso5"), "audio/mp4", "m4a", None),
        (samples.m4a(b"M4V "), "audio/mp4", "m4a", None),
        (samples.m4a(b"iso6", also=b"dash"), "audio/mp4", "m4a", None),
        (samples.MP3, "audio/mpeg", "mp3", None),
        (samples.MP3[10:], "audio/mpeg", "mp3", None),
        (samples.amr(), "audio/amr", "amr", 2),
        (b"#!AMR\n" + b"\x7c" * 50, "audio/amr", "amr", 1),
        (samples.wav(), "audio/wav", "wav", 2),
        (samples.wav(0.2), "audio/wav", "wav", 1),
        (samples.wav()[:30], "audio/wav", "wav", None),
    ],
)
def test_a_voice_note_is_known_by_its_first_bytes(
    data: bytes, mime: str, suffix: str, seconds: int | None
) -> None:
    assert cleaned(data) == CleanVoice(data, mime, suffix, seconds)


def test_a_page_of_sound_cut_off_has_no_length() -> None:
    data = samples.ogg()
    assert cleaned(data[: data.rindex(b"OggS") + 10]).seconds is None


@pytest.mark.parametrize(
    "data", [samples.EXE, b"hello", samples.encoded(samples.picture()), samples.heic()]
)
def test_what_is_no_sound_is_refused(data: bytes) -> None:
    with pytest.raises(Invalid, match="录音打不开，请重新录一段，或者写几句话"):
        cleaned(data)


@pytest.mark.parametrize("data", [samples.webm(b"V_VP8"), samples.m4a(b"isom", b"vmhd")])
def test_a_video_is_refused_in_other_words(data: bytes) -> None:
    with pytest.raises(Invalid, match="这是视频"):
        cleaned(data)


def test_a_note_longer_than_five_megabytes_is_refused() -> None:
    with pytest.raises(Invalid, match="太长了"):
        clean(io.BytesIO(b""), MAX_BYTES + 1)
    untruthful = samples.amr() + b"\x00" * MAX_BYTES
    with pytest.raises(Invalid, match="太长了"):
        clean(io.BytesIO(untruthful), 100)


def test_silence_without_a_byte_is_refused() -> None:
    with pytest.raises(Invalid, match="没有录到声音"):
        cleaned(b"")

"""How the tests walk through a report: by the forms on the pages, as a browser without script."""

from __future__ import annotations

import io
import re
import struct
import wave
import zlib
from html import unescape
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from lianxin.domain.places import selectors as places
from lianxin.domain.places.models import Boundary
from tests.cast import TOWN, VILLAGE

TEXT = "垃圾三天没清运了"


def text_of(page: Any) -> str:
    """The page as written, with entities read."""
    return unescape(page.content.decode())


def hidden(page: Any, name: str) -> str:
    """A hidden field of the form on the page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page.content.decode())
    assert found, page.content.decode()[:3000]
    return unescape(found[1])


def sources(page: Any) -> list[str]:
    """Where the page has its small pictures from."""
    return re.findall(r'src="(/report/file/[^"]+thumb)"', text_of(page))


def question(page: Any) -> str:
    """What the page asks."""
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page.content.decode(), re.DOTALL)
    assert found
    return unescape(found[1]).strip()


def press(client: Client, page: Any, **fields: Any) -> Any:
    """Fill in the form on a page of the report and press a button (`go`)."""
    given = {"state": hidden(page, "state"), "page": hidden(page, "page")}
    return client.post("/report/", given | fields)


def to_spot(client: Client) -> Any:
    """王奶奶 taps her township and her village."""
    page = press(client, client.get("/report/"), town=TOWN)
    return press(client, page, village=VILLAGE)


def to_what(client: Client) -> Any:
    """She says where in the village."""
    return press(client, to_spot(client), place_text="村口小卖部旁")


def to_more(client: Client, **fields: Any) -> Any:
    """She says what is wrong."""
    return press(client, to_what(client), **({"text": TEXT} | fields))


def to_who(client: Client, **fields: Any) -> Any:
    """She adds a photo, or not."""
    return press(client, to_more(client), **({"photos_shown": "1"} | fields))


def to_check(client: Client, **fields: Any) -> Any:
    """She leaves her name and phone, and looks it over."""
    given = {"confidentiality": "open", "phone": "13841800001", "name": "王桂兰"}
    page = to_who(client, category="04", photos=[photo()])
    return press(client, page, **(given | fields))


def photo(name: str = "a.jpg") -> SimpleUploadedFile:
    """A small real photo."""
    out = io.BytesIO()
    Image.new("RGB", (800, 600), "green").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def voice() -> SimpleUploadedFile:
    """One second of silence, recorded."""
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"\x00\x00" * 8000)
    return SimpleUploadedFile("note.wav", out.getvalue(), "audio/wav")


def bomb() -> SimpleUploadedFile:
    """A few bytes that claim to be a picture of 2.5 thousand million points."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(b"\x00" * 100_000)) + chunk(b"IEND", b"")
    return SimpleUploadedFile("bomb.png", b"\x89PNG\r\n\x1a\n" + head + body, "image/png")


def draw_village(code: str = VILLAGE) -> None:
    """小新立屯村, or another place, gets an outline, made up: one degree at 121, 42."""
    ring = [[121, 42], [122, 42], [122, 43], [121, 43], [121, 42]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    Boundary.objects.create(area_id=code, geojson=shape, source="示例边界", synthetic=True)
    places.forget()

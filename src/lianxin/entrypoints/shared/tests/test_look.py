"""The shared pages and what they load."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import brotli
import pytest
from django.test import Client

from lianxin.domain.cases import selectors as cases
from lianxin.entrypoints.shared import views
from lianxin.kernel.errors import NotFound
from lianxin.kernel.files import selectors as files
from lianxin.kernel.files.models import Attachment

pytestmark = pytest.mark.django_db
HERE = Path(__file__).parents[1]
DIST = HERE / "static/lx/dist"
TEMPLATES = sorted(Path(HERE.parent).glob("*/templates/**/*.html"))


@pytest.mark.parametrize("address", ["/gallery/", "/gallery/?desk=1", "/desk/login/"])
def test_shared_pages_open_in_both_sizes(client: Client, address: str) -> None:
    assert 'data-mode="normal"' in client.get(address).content.decode()
    client.cookies["lx_mode"] = "elder"
    assert 'data-mode="elder"' in client.get(address).content.decode()


def test_large_type_and_colours_are_kept_and_lead_back(client: Client) -> None:
    answer = client.get("/mode/?to=elder&skin=red&next=/gallery/")
    assert answer["Location"] == "/gallery/"
    page = client.get("/gallery/").content.decode()
    assert 'data-mode="elder" data-skin="red"' in page
    assert client.post("/mode/", {"to": "normal", "next": "//evil.example/"})["Location"] == "/"
    assert 'data-mode="normal"' in client.get("/gallery/").content.decode()


def test_an_unknown_skin_is_the_usual_green(client: Client) -> None:
    client.get("/mode/?skin=neon&to=giant")
    client.cookies["lx_skin"] = "neon"
    assert 'data-skin="green"' in client.get("/gallery/").content.decode()


def test_no_page_carries_inline_style_or_script() -> None:
    bad = re.compile(
        r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*\ssrc=)|javascript:|https?://(?!www\.w3\.org)"
    )
    offenders = [f"{p.name}: {m.group()}" for p in TEMPLATES if (m := bad.search(p.read_text()))]
    assert offenders == []


def test_every_picture_named_in_a_template_is_in_the_sprite() -> None:
    known = set(re.findall(r'id="([\w-]+)"', (DIST / "icons.svg").read_text()))
    named = {
        name
        for page in TEMPLATES
        for name in re.findall(r'(?<!\w)_?icon\("([\w-]+)"|icon="([\w-]+)"', page.read_text())
        for name in name
        if name
    }
    assert len(named) > 20
    assert named <= known


def test_every_category_of_cases_has_its_picture() -> None:
    known = set(re.findall(r'id="([\w-]+)"', (DIST / "icons.svg").read_text()))
    data = Path(HERE.parents[1]).glob("**/data/*.json")
    named = {i for page in data for i in re.findall(r'"icon": ?"([\w-]+)"', page.read_text())}
    assert named
    assert named <= known


def test_the_styles_keep_to_what_old_phones_understand() -> None:
    css = (DIST / "app.css").read_text() + (DIST / "map.css").read_text()
    newer = ["oklch(", "color-mix(", "@layer", ":has(", "aspect-ratio", "@container", "inset:"]
    for modern in newer:
        assert modern not in css, modern
    assert "&" not in css


def test_a_villagers_first_load_is_light() -> None:
    load = ["app.css", "app.js", "icons.svg"]
    sizes = {name: len(brotli.compress((DIST / name).read_bytes())) for name in load}
    assert sizes["app.css"] < 14_000
    assert sum(sizes.values()) < 45_000


def test_health_answers_machines(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "_health_report", lambda: {"ok": True})
    assert client.get("/health/").json() == {"ok": True}
    monkeypatch.setattr(views, "_health_report", lambda: {"ok": False, "database": "gone"})
    assert client.get("/health/").status_code == 503


def test_a_file_of_somebody_elses_matter_is_not_there(client: Client) -> None:
    assert client.get(f"/files/{uuid4()}/").status_code == 404


def test_a_photo_comes_with_headers_that_keep_it_a_photo(
    client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    photo = tmp_path / "x.jpg"
    photo.write_bytes(b"\xff\xd8\xff")
    asked: list[bool] = []

    def opened(id: Any, *, actor: Any, allowed: Any, thumb: bool) -> Any:
        asked.append(thumb)
        if not allowed("case:0"):
            raise NotFound("?")
        return files.Opened(photo.open("rb"), "image/jpeg", "a.jpg", Attachment())

    monkeypatch.setattr(files, "attachment_open", opened)
    monkeypatch.setattr(cases, "may_see_stream", lambda stream, *, actor: True)
    answer = client.get(f"/files/{uuid4()}/thumb/")
    assert asked == [True]
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"].startswith("private")
    assert answer["Content-Disposition"].startswith("inline")
    assert b"".join(answer.streaming_content) == b"\xff\xd8\xff"  # type: ignore[attr-defined] # a file
    answer.close()

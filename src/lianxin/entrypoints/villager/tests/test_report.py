"""A villager reports a matter on the phone, without script."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from lianxin.domain.cases.models import Case
from lianxin.domain.cases.services import tracking_code
from tests.cast import OTHER_VILLAGE, TOWN, VILLAGE, Cast, closed, register, replied

pytestmark = pytest.mark.django_db


def state_of(page: Any) -> str:
    found = re.search(r'name="state" value="([^"]+)"', page.content.decode())
    assert found, page.content.decode()[:2000]
    return found[1]


def step(client: Client, page: Any, to: str, **fields: Any) -> Any:
    return client.post("/report/", {"state": state_of(page), "step": to, **fields})


def photo(name: str = "a.jpg") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (800, 600), "green").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def to_what(client: Client) -> Any:
    return step(client, client.get("/report/"), "where", village=VILLAGE, place_text="村口")


def to_check(client: Client, **who: str) -> Any:
    page = step(client, to_what(client), "what", text="垃圾三天没清运了", category="04", photos_shown="1", photos=[photo()])
    return step(client, page, "who", confidentiality="open", phone="13841800001", name="王桂兰", **who)


def test_王奶奶_reports_in_four_steps_and_gets_a_number(client: Client, cast: Cast) -> None:
    page = to_check(client)
    assert "看一遍" in page.content.decode()
    assert "卧凤沟乡综合指挥室" in page.content.decode()
    sealed = state_of(page)
    done = client.post("/report/", {"state": sealed, "step": "check"}, follow=True)
    case = Case.objects.get()
    assert case.no in done.content.decode().replace("-", "").replace(" ", "")
    assert (case.area_id, case.place_text, case.attachment_count) == (VILLAGE, "村口", 1)
    again = client.post("/report/", {"state": sealed, "step": "check"})
    assert again.status_code == 302
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "请选一下是哪个村"),
        ({"village": "210921999999"}, "没有找到这个村"),
        ({"village": TOWN}, "没有找到这个村"),
        ({"lon": "116.4", "lat": "39.9"}, "不在本地的范围里"),
        ({"village": VILLAGE, "place_text": "村" * 101}, "100 个字以内"),
    ],
)
def test_a_place_that_cannot_be_is_said_at_once(client: Client, cast: Cast, fields: dict[str, str], sentence: str) -> None:
    page = step(client, client.get("/report/"), "where", **fields)
    assert page.status_code == 422
    assert sentence in page.content.decode()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"text": ""}, "请写几句话"),
        ({"text": "长" * 10_000}, "写得太长了（10000 字）"),
        ({"text": "看照片", "photos": [SimpleUploadedFile("a.jpg", b"MZ\x90\x00" * 200)]}, "这不是照片"),
        ({"text": "听录音", "voice": SimpleUploadedFile("a.webm", b"not a sound")}, "录音"),
    ],
)
def test_bad_words_and_files_are_refused_and_the_text_is_kept(client: Client, cast: Cast, fields: dict[str, Any], sentence: str) -> None:
    page = step(client, to_what(client), "what", photos_shown="1", **fields)
    assert page.status_code == 422
    body = page.content.decode()
    assert sentence in body
    if fields["text"]:
        assert fields["text"] in body


def test_a_photo_of_30_mb_is_refused(client: Client, cast: Cast) -> None:
    big = SimpleUploadedFile("big.jpg", photo().read() + b"\x00" * (30 * 1024 * 1024))
    page = step(client, to_what(client), "what", text="看照片", photos_shown="1", photos=[big])
    assert page.status_code == 422
    assert "太大了" in page.content.decode()


def test_a_phone_with_letters_is_refused_and_kept(client: Client, cast: Cast) -> None:
    page = step(client, to_what(client), "what", text="路灯不亮", photos_shown="1")
    page = step(client, page, "who", phone="1384180000a", confidentiality="open")
    assert page.status_code == 422
    assert "电话号码" in page.content.decode() or "手机号" in page.content.decode()
    assert "1384180000a" in page.content.decode()


def test_danger_shows_the_number_first_and_the_report_goes_on(client: Client, cast: Cast) -> None:
    page = step(client, to_what(client), "what", text="老王家着火了", photos_shown="1")
    assert 'href="tel:119"' in page.content.decode()
    page = step(client, page, "emergency")
    assert "要留名字吗" in page.content.decode()


def test_going_back_keeps_what_was_typed(client: Client, cast: Cast) -> None:
    page = to_check(client)
    page = step(client, page, "check", go="what")
    assert "垃圾三天没清运了" in page.content.decode()


def test_words_are_shown_as_words(client: Client, cast: Cast) -> None:
    page = step(client, to_what(client), "what", text="<script>alert(1)</script>", photos_shown="1")
    page = step(client, page, "who", confidentiality="anonymous")
    assert "<script>alert" not in page.content.decode()


@pytest.mark.parametrize("path", ["/", "/help/", "/people/", "/village/?q=三家子", "/track/", "/mine/", "/report/"])
def test_every_page_opens_and_offers_长辈版(client: Client, cast: Cast, path: str) -> None:
    page = client.get(path)
    assert page.status_code == 200
    body = page.content.decode()
    assert "/mode/" in body
    assert " style=" not in body
    assert " onclick=" not in body
    assert '<html lang="zh' in body


def test_number_and_code_lead_to_the_page_and_it_is_rated(client: Client, cast: Cast) -> None:
    case = replied(cast)
    assert client.get(f"/case/{case.pk}/").status_code == 302
    wrong = client.post("/track/", {"no": case.no, "secret": "AAAAAA"})
    assert wrong.status_code == 422
    page = client.post("/track/", {"no": case.no, "secret": tracking_code(case)}, follow=True)
    assert "环卫站下午派车" in page.content.decode()
    assert client.post(f"/case/{case.pk}/rate/", {}).status_code == 422
    client.post(f"/case/{case.pk}/rate/", {"solved": "yes", "satisfied": "5"})
    case.refresh_from_db(fields=["state", "satisfied"])
    assert (case.state, case.satisfied) == ("closed", 5)


def test_withdraw_and_closed_pages(client: Client, cast: Cast) -> None:
    case = register()
    client.post("/track/", {"no": case.no, "secret": "13841800001"})
    client.post(f"/case/{case.pk}/withdraw/", {"reason": "已经好了"})
    case.refresh_from_db(fields=["state"])
    assert case.state == "withdrawn"
    assert client.get(f"/case/{case.pk}/").status_code == 200
    other = closed(cast)
    client.post("/track/", {"no": other.no, "secret": tracking_code(other)})
    assert "已办结" in client.get(f"/case/{other.pk}/").content.decode()


def test_own_village_is_remembered(client: Client, cast: Cast) -> None:
    client.post("/village/", {"area": OTHER_VILLAGE})
    assert "大板镇三家子村" in client.get("/").content.decode()
    assert "三家子" in client.get("/report/").content.decode()
    assert client.get("/places.json", {"parent": TOWN}).json()[0]["value"] == VILLAGE

"""What cannot be taken gets a sentence at its place, and everything typed is still there."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lianxin.domain.cases.models import Case
from lianxin.entrypoints.villager.tests.walk import (
    TEXT,
    bomb,
    draw_village,
    photo,
    press,
    question,
    text_of,
    to_check,
    to_more,
    to_spot,
    to_what,
    to_who,
)
from lianxin.kernel.files.models import Attachment
from tests.cast import COUNTY, TOWN, VILLAGE, Cast

pytestmark = pytest.mark.django_db


def at_field(page: Any, name: str) -> str:
    """The sentence shown at a field."""
    body = text_of(page)
    assert f'id="e-{name}"' in body, body[:6000]
    return body.split(f'id="e-{name}"', 1)[1].split("</p>", 1)[0]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "请点一下是哪个乡镇"),
        ({"village": "210921999999"}, "没有找到这个村"),
        ({"village": TOWN}, "没有找到这个村"),
        ({"town": "210921999000"}, "没有找到这个乡镇"),
        ({"lon": "116.4", "lat": "39.9"}, "不在本地的范围里"),
        ({"lon": "abc", "lat": "nan"}, "请点一下是哪个乡镇"),
        ({"village": "'; DROP TABLE cases_case; --"}, "没有找到这个村"),
    ],
)
def test_a_place_that_cannot_be_is_said_at_once(
    client: Client, cast: Cast, fields: dict[str, str], sentence: str
) -> None:
    draw_village()
    page = press(client, client.get("/report/"), **fields)
    assert page.status_code == 422
    assert sentence in text_of(page)
    assert question(page) == "事情在哪个村？"


def test_a_point_outside_on_the_map_is_said_there(client: Client, cast: Cast) -> None:
    draw_village()
    page = press(client, client.get("/report/"), go="map")
    outside = press(client, page, lon="100.0", lat="30.0")
    assert outside.status_code == 422
    assert "不在本地的范围里" in text_of(outside)
    assert "请在地图上点一下" in text_of(press(client, page))


def test_a_village_tapped_wrong_on_its_page(client: Client, cast: Cast) -> None:
    page = press(client, client.get("/report/"), town=TOWN)
    assert "请点一下是哪个村" in text_of(press(client, page))


def test_a_phone_far_away_does_not_stop_the_report(client: Client, cast: Cast) -> None:
    draw_village(COUNTY)
    page = press(client, to_spot(client), place_text="村口", lon="100.0", lat="30.0")
    assert "不在这个县里" in text_of(page)
    assert "村口" in text_of(page)
    assert question(press(client, page, place_text="村口", lon="", lat="")) == "是什么事？"


def test_a_place_told_at_too_great_length(client: Client, cast: Cast) -> None:
    page = press(client, to_spot(client), place_text="村" * 101)
    assert page.status_code == 422
    assert "100 个字以内" in at_field(page, "place_text")
    assert "村" * 101 in text_of(page)


def test_neither_words_nor_voice(client: Client, cast: Cast) -> None:
    page = press(client, to_what(client), text="   ")
    assert page.status_code == 422
    assert "请写几句话，或者录一段语音" in at_field(page, "text")


def test_ten_thousand_characters_are_kept_and_asked_to_be_shorter(
    client: Client, cast: Cast
) -> None:
    page = press(client, to_what(client), text="长" * 10_000)
    assert page.status_code == 422
    assert "写得太长了（10000 字）" in at_field(page, "text")
    assert "长" * 10_000 in text_of(page)


def test_a_recording_that_is_none(client: Client, cast: Cast) -> None:
    page = press(client, to_what(client), text=TEXT, voice=SimpleUploadedFile("a.webm", b"none"))
    assert page.status_code == 422
    assert "录音" in at_field(page, "voice")
    assert TEXT in text_of(page)


def exe() -> SimpleUploadedFile:
    return SimpleUploadedFile("果园.jpg", b"MZ\x90\x00" * 200, "image/jpeg")


def huge() -> SimpleUploadedFile:
    padded = photo().read() + b"\x00" * (30 * 1024 * 1024)
    return SimpleUploadedFile("big.jpg", padded, "image/jpeg")


@pytest.mark.parametrize(
    ("upload", "sentence"), [(exe, "不是照片"), (huge, "太大"), (bomb, "bomb.png：")]
)
def test_a_file_that_is_no_photo_is_refused_and_the_good_one_is_kept(
    client: Client, cast: Cast, upload: Any, sentence: str
) -> None:
    page = press(client, to_more(client), photos=[photo(), upload()], category="04")
    assert page.status_code == 422
    assert sentence in at_field(page, "photos")
    assert text_of(page).count("photos_kept") == 1
    assert 'value="04" checked' in text_of(page)
    assert TEXT in text_of(press(client, page, go="what"))


@pytest.mark.parametrize(
    ("phone", "sentence"),
    [("1384180000a", "只能是数字"), ("138418000", "11 位"), ("99999999999999999", "不对")],
)
def test_a_phone_that_cannot_be(client: Client, cast: Cast, phone: str, sentence: str) -> None:
    page = press(client, to_who(client), confidentiality="open", phone=phone, name="王桂兰")
    assert page.status_code == 422
    assert sentence in at_field(page, "phone")
    assert phone in text_of(page)
    assert "王桂兰" in text_of(page)


def test_a_name_that_is_too_long(client: Client, cast: Cast) -> None:
    page = press(client, to_who(client), confidentiality="open", name="王" * 31)
    assert "姓名太长了" in at_field(page, "name")


def test_a_category_that_does_not_exist_is_no_category(client: Client, cast: Cast) -> None:
    page = press(client, to_who(client, category="99"), confidentiality="open")
    assert "没选类别" in text_of(page)


def test_a_photo_that_is_gone_when_the_report_is_sent(client: Client, cast: Cast) -> None:
    page = to_check(client)
    Attachment.objects.all().delete()
    back = press(client, page)
    assert back.status_code == 422
    assert "重新选一次" in text_of(back)
    assert press(client, press(client, back)).status_code == 302
    assert Case.objects.get().area_id == VILLAGE

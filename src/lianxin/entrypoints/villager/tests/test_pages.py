"""Every page: language, labels, type size in sight, nothing that the content policy forbids."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from lianxin.domain.orgs.services import NewPost, duty_phone_set, post_assign
from lianxin.domain.places import selectors as places
from lianxin.domain.places.services import area_merge
from lianxin.entrypoints.villager.tests.walk import (
    draw_village,
    press,
    text_of,
    to_check,
    to_more,
    to_spot,
    to_what,
    to_who,
)
from lianxin.entrypoints.villager.views.home import greeting
from lianxin.kernel import clock
from lianxin.kernel.actor import system
from tests.cast import COUNTY, OTHER_VILLAGE, TOWN, VILLAGE, Cast

pytestmark = pytest.mark.django_db
PAGES = (
    "/",
    "/help/",
    "/people/",
    "/ways/",
    "/village/",
    "/village/?q=三家子",
    f"/village/?town={TOWN}",
    "/track/",
    "/mine/",
    "/report/",
)
FIELD = re.compile(r"<(?:input|textarea|select)\b[^>]*>")


def assert_proper(page: object) -> None:
    """What holds for every page of the villagers."""
    body = text_of(page)
    assert '<html lang="zh-CN"' in body
    assert "长辈版" in body or "普通版" in body
    assert "data-read-aloud" in body
    assert 'href="tel:110"' in body
    assert body.count("<h1") == 1
    for forbidden in (" style=", " onclick=", " onsubmit=", "<style", "javascript:"):
        assert forbidden not in body
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", body))
    for tag in FIELD.findall(body):
        name = re.search(r'\bid="([^"]+)"', tag)
        if 'type="hidden"' in tag or 'name="photos_kept"' in tag or "data-keys" in tag:
            continue
        assert name, tag
        assert f'for="{name[1]}"' in body, tag


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("mode", ["normal", "elder"])
def test_every_page_is_proper_in_both_type_sizes(
    client: Client, cast: Cast, path: str, mode: str
) -> None:
    client.cookies["lx_mode"] = mode
    page = client.get(path)
    assert page.status_code == 200
    assert f'data-mode="{mode}"' in text_of(page)
    assert_proper(page)


def test_every_page_of_a_report_is_proper(client: Client, cast: Cast) -> None:
    assert_proper(press(client, client.get("/report/"), town=TOWN))
    assert_proper(press(client, client.get("/report/"), go="map"))
    for walk in (to_spot, to_what, to_more, to_who, to_check):
        assert_proper(walk(client))
    assert_proper(to_more(client, text="家里着火了"))
    assert_proper(press(client, to_more(client, text="窗口的人态度不好"), photos_shown="1"))
    assert_proper(client.get(press(client, to_check(client))["Location"]))


def test_an_address_that_is_not_there_is_told_calmly(client: Client, cast: Cast) -> None:
    page = client.get("/nosuch/")
    assert page.status_code == 404
    assert "没找到" in text_of(page)


def test_forms_are_sent_only_from_our_own_pages(cast: Cast) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/report/", {"page": "town"}).status_code == 403


@pytest.mark.parametrize(
    ("hour", "said"),
    [
        (3, "夜深了，您好"),
        (7, "早上好"),
        (10, "上午好"),
        (13, "中午好"),
        (16, "下午好"),
        (20, "晚上好"),
        (23, "夜深了，您好"),
    ],
)
def test_the_greeting_fits_the_hour(hour: int, said: str) -> None:
    assert greeting(hour) == said


def test_home_shows_the_numbers_that_are_answered(client: Client, cast: Cast) -> None:
    boss = system("test")
    duty_phone_set(
        actor=boss, area=TOWN, name="卧凤沟乡值班室", phone="0418-8800100", hours="昼夜有人接"
    )
    post_assign(actor=boss, post=NewPost(cast.village_org.pk, "网格员", "示例李成", "13841800012"))
    assert "选我的村" in text_of(client.get("/"))
    client.post("/village/", {"village": VILLAGE})
    home = text_of(client.get("/"))
    assert 'href="tel:04188800100"' in home
    assert 'href="tel:12345"' in home
    people = text_of(client.get("/people/"))
    assert "示例李成" in people
    assert 'href="tel:13841800012"' in people


def test_own_village_is_remembered_on_this_phone(client: Client, cast: Cast) -> None:
    answer = client.post("/village/", {"village": OTHER_VILLAGE, "next": "/people/"})
    assert answer["Location"] == "/people/"
    assert client.cookies["lx_village"]["httponly"]
    assert "三家子村" in text_of(client.get("/"))
    assert client.post("/village/", {"village": TOWN}).status_code == 422
    assert (
        client.post("/village/", {"village": VILLAGE, "next": "//evil.example/"})["Location"] == "/"
    )


def test_a_village_that_was_merged_is_the_village_of_today(client: Client, cast: Cast) -> None:
    client.post("/village/", {"village": VILLAGE})
    area_merge(actor=system("test"), code=VILLAGE, into=OTHER_VILLAGE, on=clock.today())
    places.forget()
    assert "三家子村" in text_of(client.get("/"))
    assert client.post("/village/", {"village": VILLAGE}).status_code == 422


def test_places_for_short_lists_and_maps(client: Client, cast: Cast) -> None:
    draw_village()
    assert client.get("/places.json", {"parent": TOWN}).json() == [
        {"value": VILLAGE, "label": "小新立屯村"}
    ]
    assert client.get("/places.json", {"parent": VILLAGE}).json() == []
    assert client.get("/places.json", {"parent": "9"}).json() == []
    drawn = client.get("/outlines.json", {"area": TOWN}).json()
    assert drawn["synthetic"] is True
    assert client.get("/outlines.json", {"area": "9"}).json()["features"] == []
    assert client.get("/outlines.json", {"edge": VILLAGE}).json()["properties"]["synthetic"] is True
    assert client.get("/outlines.json", {"edge": COUNTY}).status_code == 404

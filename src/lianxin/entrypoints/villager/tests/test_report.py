"""A villager reports a matter on the phone, without script."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from lianxin.domain.cases import selectors as cases
from lianxin.domain.cases.models import Case
from lianxin.domain.cases.selectors import Filter
from lianxin.entrypoints.villager.tests.walk import (
    TEXT,
    draw_village,
    hidden,
    photo,
    press,
    question,
    sources,
    text_of,
    to_check,
    to_more,
    to_spot,
    to_what,
    to_who,
    voice,
)
from tests.cast import OTHER_VILLAGE, TOWN, VILLAGE, Cast

pytestmark = pytest.mark.django_db


def test_王奶奶_reports_step_by_step_and_gets_a_number(client: Client, cast: Cast) -> None:
    page = to_check(client)
    assert "看一遍" in question(page)
    assert TEXT in text_of(page)
    done = press(client, page)
    case = Case.objects.get()
    assert done.status_code == 302
    assert (case.area_id, case.place_text, case.category) == (VILLAGE, "村口小卖部旁", "04")
    assert (case.attachment_count, case.reporter_phone) == (1, "13841800001")
    told = text_of(client.get(done["Location"]))
    assert f"{case.no[:6]} {case.no[6:14]} {case.no[14:]}" in told
    assert "最晚" in told
    assert "sms:" in told


def test_who_gets_it_is_said_before_sending(client: Client, cast: Cast) -> None:
    told = text_of(to_check(client))
    assert "卧凤沟乡综合指挥室" in told
    assert "卧凤沟乡环卫站" in told
    assert "7天内给您答复" in told


def test_the_same_form_sent_twice_is_one_case(client: Client, cast: Cast) -> None:
    page = to_check(client)
    first, second = press(client, page), press(client, page)
    assert first["Location"] == second["Location"]
    assert Case.objects.count() == 1


def test_a_form_gone_back_to_with_other_words_is_asked_about_and_nothing_is_lost(
    client: Client, cast: Cast
) -> None:
    page = to_check(client)
    press(client, page)
    asked = press(client, press(client, press(client, page, go="what"), text="路灯也不亮"))
    assert asked.status_code == 422
    assert "写的不一样" in text_of(asked)
    assert Case.objects.get().no in text_of(asked)
    assert press(client, asked).status_code == 302
    assert {case.text for case in Case.objects.all()} == {TEXT, "路灯也不亮"}


def test_a_form_gone_back_to_for_another_village_is_another_matter(
    client: Client, cast: Cast
) -> None:
    page = to_check(client)
    press(client, page)
    page = press(client, press(client, page, go="town"), village=OTHER_VILLAGE)
    asked = press(client, press(client, page))
    assert "写的不一样" in text_of(asked)
    assert press(client, asked).status_code == 302
    assert Case.objects.count() == 2


def test_a_village_is_found_by_its_name(client: Client, cast: Cast) -> None:
    page = press(client, client.get("/report/"), q="小新立屯", go="stay")
    assert "卧凤沟乡小新立屯村" in text_of(page) or "小新立屯村" in text_of(page)
    assert question(press(client, page, village=VILLAGE)) == "在村里什么地方？"
    nothing = press(client, client.get("/report/"), q="没有这个村", go="stay")
    assert "没有找到“没有这个村”" in text_of(nothing)


def test_the_place_of_the_phone_names_the_village(client: Client, cast: Cast) -> None:
    draw_village()
    page = press(client, client.get("/report/"), lon="121.5", lat="42.5")
    assert "小新立屯村" in text_of(page)
    assert "按您的位置猜的" in text_of(page)
    mapped = press(client, client.get("/report/"), go="map")
    assert "在地图上点一下" in question(mapped)
    assert "小新立屯村" in text_of(press(client, mapped, lon="121.5", lat="42.5"))


def test_own_village_is_offered_and_can_be_changed(client: Client, cast: Cast) -> None:
    client.post("/village/", {"village": OTHER_VILLAGE})
    page = client.get("/report/")
    assert question(page) == "在村里什么地方？"
    assert "三家子村" in text_of(page)
    page = press(client, page, go="town", place_text="桥头")
    assert question(page) == "事情在哪个村？"
    page = press(client, press(client, page, town=TOWN), village=VILLAGE)
    assert "小新立屯村" in text_of(page)
    assert "桥头" in text_of(page)


def test_a_report_from_elsewhere_leaves_own_village_alone(client: Client, cast: Cast) -> None:
    client.post("/village/", {"village": OTHER_VILLAGE})
    page = press(client, client.get("/report/"), go="town")
    page = press(client, press(client, press(client, page, town=TOWN), village=VILLAGE))
    page = press(client, press(client, press(client, page, text=TEXT)), confidentiality="anonymous")
    press(client, page)
    assert Case.objects.get().area_id == VILLAGE
    assert "三家子村" in text_of(client.get("/"))


def test_going_back_keeps_what_was_typed(client: Client, cast: Cast) -> None:
    page = press(client, to_what(client), text="写了一半", go="back")
    assert question(page) == "在村里什么地方？"
    assert "村口小卖部旁" in text_of(page)
    assert "写了一半" in text_of(press(client, page))
    assert press(client, client.get("/report/"), go="back")["Location"] == "/"


def test_changing_one_answer_leads_straight_back_to_the_last_look(
    client: Client, cast: Cast
) -> None:
    page = press(client, to_check(client), go="what")
    assert TEXT in text_of(page)
    page = press(client, page, text="垃圾四天没清运了")
    assert "看一遍" in question(page)
    assert "垃圾四天没清运了" in text_of(page)


def test_large_type_in_the_middle_of_a_report_loses_nothing(client: Client, cast: Cast) -> None:
    page = press(client, to_what(client), text="写了一半", go="mode:elder")
    assert 'data-mode="elder"' in text_of(page)
    assert "写了一半" in text_of(page)
    assert 'data-mode="elder"' in text_of(client.get("/"))


def test_danger_shows_whom_to_ring_and_the_report_goes_on(client: Client, cast: Cast) -> None:
    page = to_more(client, text="老王家着火了")
    told = text_of(page)
    assert question(page) == "人有危险，先打电话"
    assert [f'href="tel:{no}"' in told for no in ("110", "119", "120", "122")] == [True] * 4
    assert told.index("tel:119") < told.index("tel:110")
    large = press(client, page, text=hidden(page, "text"), alarm="1", go="mode:elder")
    assert question(large) == "人有危险，先打电话"
    assert "老王家着火了" in text_of(press(client, page, text=hidden(page, "text"), go="what"))
    assert question(press(client, page, text=hidden(page, "text"))) == "再添两样，都可以不填"


def test_a_crash_is_for_122(client: Client, cast: Cast) -> None:
    assert "打 122" in text_of(to_more(client, text="村口车祸，有人躺在路上"))


def test_photos_are_kept_taken_away_and_shown(client: Client, cast: Cast) -> None:
    page = to_who(client, photos=[photo("a.jpg"), photo("b.jpg")])
    page = press(client, page, go="more")
    keys = [part.split('"')[0] for part in text_of(page).split('name="photos_kept" value="')[1:]]
    assert len(keys) == 2
    source = sources(page)[0]
    shown: Any = client.get(source)
    assert shown["Content-Type"] == "image/jpeg"
    assert b"".join(shown.streaming_content).startswith(b"\xff\xd8")
    page = press(client, page, photos_shown="1", photos_kept=keys[:1])
    press(client, press(client, page, confidentiality="anonymous"))
    case = Case.objects.get()
    assert case.attachment_count == 1
    assert client.get(source).status_code == 404


def test_a_voice_note_is_enough_and_can_be_taken_back(client: Client, cast: Cast) -> None:
    page = press(client, to_what(client), voice=voice())
    assert question(page) == "再添两样，都可以不填"
    full = press(client, page, photos=[photo() for _ in range(9)])
    assert "最多放 8 张照片" in text_of(full)
    page = press(client, full, go="what")
    assert "录好了一段话" in text_of(page)
    assert "请写几句话" in text_of(press(client, page, voice_drop="1"))
    page = press(client, press(client, press(client, page)), confidentiality="anonymous")
    assert "<audio" in text_of(page)
    told = client.get(press(client, page)["Location"])
    case = Case.objects.get()
    assert (case.text, case.attachment_count) == ("", 9)
    assert "语音：" in text_of(told)


def test_at_most_nine_photos(client: Client, cast: Cast) -> None:
    page = press(client, to_more(client), photos=[photo() for _ in range(10)])
    assert page.status_code == 422
    assert "最多放 9 张照片" in text_of(page)
    assert text_of(page).count("photos_kept") == 9


def test_anonymous_stores_neither_name_nor_phone(client: Client, cast: Cast) -> None:
    press(client, to_check(client, confidentiality="anonymous", phone="写错的号"))
    case = Case.objects.get()
    assert (case.reporter_name, case.reporter_phone, case.phone_hash) == ("", "", "")


def test_for_somebody_else(client: Client, cast: Cast) -> None:
    page = to_check(client, on_behalf="1", confidentiality="confidential")
    assert "替别人报的" in text_of(page)
    assert "办事单位和村里看不到" in text_of(page)
    press(client, page)
    assert Case.objects.get().is_on_behalf


def test_the_village_does_not_see_what_is_said_about_its_accounts(
    client: Client, cast: Cast
) -> None:
    page = press(client, to_who(client, category="other", other="13"), about="nobody")
    page = press(client, page, confidentiality="open")
    assert "村里看不到" in text_of(page)
    press(client, page)
    assert Case.objects.get().category == "13"
    assert cases.case_list(actor=cast.actor("clerk"), filter=Filter()).rows == []
    assert len(cases.case_list(actor=cast.actor("dispatcher"), filter=Filter()).rows) == 1


def test_words_are_shown_as_words(client: Client, cast: Cast) -> None:
    evil = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'
    page = press(client, press(client, to_more(client, text=evil)), name=evil[:30])
    body = page.content.decode()
    assert "<script>alert" not in body
    assert "<img src=x" not in body
    press(client, page)
    told = client.get(f"/case/{Case.objects.get().pk}/").content.decode()
    assert "<script>alert" not in told


def test_a_broken_or_forged_state_begins_anew(client: Client, cast: Cast) -> None:
    page = client.post("/report/", {"state": "x.y.z", "page": "check"})
    assert page.status_code == 422
    assert question(page) == "事情在哪个村？"
    assert client.post("/report/", {}).status_code == 422
    assert Case.objects.count() == 0


def test_the_pages_of_a_report_ask_the_tables_little(
    client: Client, cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    spot = to_spot(client)
    with django_assert_max_num_queries(4):
        what = press(client, spot, place_text="村口")
    more = press(client, what, text=TEXT)
    with django_assert_max_num_queries(4):
        who = press(client, more, photos_shown="1")
    with django_assert_max_num_queries(12):
        press(client, who, confidentiality="open")

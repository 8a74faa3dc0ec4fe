"""Suggestions at the desk: beside the form of registering, and where a matter is dispatched."""

from __future__ import annotations

import re
from typing import Any

import pytest

from lianxin.domain.cases.models import Case
from lianxin.entrypoints.desk.tests.conftest import LogIn, said
from lianxin.kernel import ids
from tests.cast import OTHER_VILLAGE, VILLAGE, Cast, register

pytestmark = pytest.mark.django_db
RUBBISH = "小新立屯村口的垃圾箱满了没人拉，苍蝇嗡嗡的。"
ADVICE, TAKE, NEW = "/desk/cases/new/advice/", "/desk/cases/new/take/", "/desk/cases/new/"


def plain(answer: Any) -> str:
    """The words of a part of a page, without its marks."""
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", said(answer)))


def test_the_words_suggest_a_category_and_say_why(at_desk: LogIn) -> None:
    answer = at_desk("dispatcher").post(ADVICE, {"text": RUBBISH})
    assert "系统建议，请您定" in said(answer)
    assert 'value="0402"' in said(answer)
    assert "因为说到" in said(answer)
    assert "垃圾" in plain(answer)
    assert len(re.findall('name="take"', said(answer))) <= 3


@pytest.mark.parametrize("text", ["", " ", "😀", "\x00", "今天天气不错"])
def test_words_that_say_nothing_suggest_nothing(at_desk: LogIn, text: str) -> None:
    assert said(at_desk("dispatcher").post(ADVICE, {"text": text})).strip() == ""


def test_the_place_in_the_words_is_offered_while_the_field_is_empty(at_desk: LogIn) -> None:
    clerk = at_desk("dispatcher")
    asked = said(clerk.post(ADVICE, {"text": RUBBISH}))
    assert "是不是卧凤沟乡小新立屯村？" in asked
    assert f'value="{VILLAGE}"' in asked
    filled = {"text": RUBBISH, "place": "卧凤沟乡小新立屯村", "area": VILLAGE}
    assert "是不是" not in said(clerk.post(ADVICE, filled))


def test_a_place_elsewhere_is_not_offered(at_desk: LogIn) -> None:
    told = {"text": "大板镇三家子村的路灯不亮了"}
    assert "三家子" not in said(at_desk("dispatcher").post(ADVICE, told))
    assert "是不是大板镇三家子村？" in said(at_desk("desk").post(ADVICE, told))


def test_老李_is_not_asked_for_the_village_that_is_his_own(at_desk: LogIn) -> None:
    assert "是不是" not in said(at_desk("grid").post(ADVICE, {"text": RUBBISH}))


def test_the_same_matter_told_before_is_shown_with_a_way_to_open_it(at_desk: LogIn) -> None:
    known = register()
    asked = at_desk("dispatcher").post(ADVICE, {"text": RUBBISH})
    assert "看着像同一件事" in said(asked)
    assert f'href="/desk/cases/{known.pk}/" target="_blank"' in said(asked)
    assert "今天" in plain(asked)


def test_what_another_township_has_is_not_shown(at_desk: LogIn) -> None:
    register(area=OTHER_VILLAGE, text=RUBBISH)
    forged = {"text": RUBBISH, "area": OTHER_VILLAGE, "place": ""}
    assert "看着像同一件事" not in said(at_desk("dispatcher").post(ADVICE, forged))
    assert "看着像同一件事" in said(at_desk("stranger").post(ADVICE, forged))


def test_the_village_is_not_shown_a_complaint_about_itself(at_desk: LogIn) -> None:
    told = "村里修路的钱花了多少，账不清楚。"
    register(category="1302", text=told)
    assert "看着像同一件事" not in said(at_desk("clerk").post(ADVICE, {"text": told}))
    there = {"text": told, "area": VILLAGE}
    assert "看着像同一件事" in said(at_desk("dispatcher").post(ADVICE, there))


class TestWithoutScript:
    def typed(self, **changes: str) -> dict[str, str]:
        return {
            "id": str(ids.new()), "text": RUBBISH, "place": "", "area": "", "place_text": "道南",
            "reporter_name": "刘示例", "reporter_phone": "138 4180 0002", "category": "",
            "people_count": "3", "channel": "phone", "confidentiality": "open", **changes,
        }  # fmt: skip

    def test_a_pressed_suggestion_stands_in_the_form_and_nothing_typed_is_lost(
        self, at_desk: LogIn
    ) -> None:
        page = said(at_desk("dispatcher").post(TAKE, self.typed(take="0402")))
        assert '<option value="0402" selected' in page
        for words in ("刘示例", "138 4180 0002", "道南", RUBBISH):
            assert words in page
        assert Case.objects.count() == 0

    def test_a_pressed_place_stands_in_the_form(self, at_desk: LogIn) -> None:
        page = said(at_desk("dispatcher").post(TAKE, self.typed(take_place=VILLAGE)))
        assert 'value="卧凤沟乡小新立屯村"' in page
        assert f'name="area" value="{VILLAGE}"' in page

    def test_a_forged_place_changes_nothing(self, at_desk: LogIn) -> None:
        page = said(at_desk("dispatcher").post(TAKE, self.typed(take_place="000000000000")))
        assert RUBBISH in page

    def test_looking_shows_the_suggestions_with_everything_kept(self, at_desk: LogIn) -> None:
        page = said(at_desk("dispatcher").post(TAKE, self.typed()))
        assert "系统建议，请您定" in page
        assert "刘示例" in page

    def test_a_form_that_comes_back_shows_them_too(self, at_desk: LogIn) -> None:
        answer = at_desk("dispatcher").post(NEW, self.typed(people_count="很多"))
        assert answer.status_code == 422
        assert "系统建议，请您定" in said(answer)


class TestDispatching:
    def test_the_sheet_suggests_as_well_and_shows_what_looks_alike(
        self, at_desk: LogIn, cast: Cast
    ) -> None:
        other = register()
        case = register(category="", text=RUBBISH)
        page = said(at_desk("dispatcher").get(f"/desk/cases/{case.pk}/?do=dispatch"))
        assert "系统建议，请您定" in page
        assert f'href="/desk/cases/{other.pk}/" target="_blank"' in page
        assert f'href="/desk/cases/{case.pk}/" target="_blank"' not in page

    def test_a_pressed_suggestion_keeps_the_note_and_sends_nothing(self, at_desk: LogIn) -> None:
        case = register(category="", text=RUBBISH)
        form = {"take": "0402", "note": "下午就去", "level": "3", "version": "1", "category": ""}
        page = said(at_desk("dispatcher").post(f"/desk/cases/{case.pk}/take/", form))
        assert '<option value="0402" selected' in page
        assert "下午就去" in page
        case.refresh_from_db()
        assert case.state == "registered"

    def test_who_may_not_dispatch_is_not_asked(self, at_desk: LogIn) -> None:
        case = register()
        taken = at_desk("handler").post(f"/desk/cases/{case.pk}/take/", {"take": "0402"})
        assert taken.status_code == 403


def test_who_may_not_register_gets_no_advice(at_desk: LogIn) -> None:
    assert at_desk("handler").post(ADVICE, {"text": RUBBISH}).status_code == 403
    assert at_desk("dispatcher").get(ADVICE).status_code == 405

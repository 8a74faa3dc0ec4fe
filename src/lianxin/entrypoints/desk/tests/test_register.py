"""Registering at the desk: a clerk on the phone, a grid worker for a neighbour."""

from __future__ import annotations

import re
from typing import Any

import pytest

from lianxin.domain.cases.models import Case
from lianxin.domain.cases.services import tracking_code
from lianxin.entrypoints.desk.tests.conftest import LogIn, said
from lianxin.kernel import ids
from tests.cast import OTHER_VILLAGE, VILLAGE

pytestmark = pytest.mark.django_db
CALL = {
    "reporter_phone": "138 4180 0002", "reporter_name": "刘示例", "place": "小新立屯",
    "text": "桥头路面塌了一块，孩子上学不好走。", "category": "", "level": "", "channel": "phone",
    "origin": "reported", "nature": "help", "people_count": "12", "confidentiality": "open",
}  # fmt: skip


def call(**changes: Any) -> dict[str, Any]:
    """What the clerk has typed."""
    return {"id": str(ids.new()), **CALL, **changes}


def test_a_call_becomes_a_matter_with_a_number_to_read_out(at_desk: LogIn) -> None:
    clerk = at_desk("dispatcher")
    sent = clerk.post("/desk/cases/new/", call())
    case = Case.objects.get()
    assert sent["Location"] == f"/desk/cases/{case.pk}/registered/"
    assert (case.area_id, case.channel, case.people_count) == (VILLAGE, "phone", 12)
    assert case.reporter_phone == "13841800002"
    page = said(clerk.get(sent["Location"]))
    letters = re.sub(r"<[^>]+>", "", page)
    assert case.no in letters
    assert tracking_code(case) in letters
    assert "再登记一件" in page


def test_the_tracking_code_is_only_for_whoever_took_the_call(at_desk: LogIn) -> None:
    clerk = at_desk("dispatcher")
    address = clerk.post("/desk/cases/new/", call())["Location"]
    other = at_desk("desk").get(address)
    assert other.status_code == 302
    assert other["Location"] == f"/desk/cases/{Case.objects.get().pk}/"


def test_the_same_form_sent_twice_is_one_matter(at_desk: LogIn) -> None:
    clerk, form = at_desk("dispatcher"), call()
    assert (
        clerk.post("/desk/cases/new/", form)["Location"]
        == clerk.post("/desk/cases/new/", form)["Location"]
    )
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"place": ""}, "请写是哪个村。"),
        ({"place": "没有这个村"}, "没有找到这个村"),
        ({"area": OTHER_VILLAGE, "place": "三家子"}, "没有找到这个村"),
        ({"text": " "}, "请写几句话"),
        ({"text": "长" * 10_000}, "写得太长了"),
        ({"reporter_phone": "1384180000a"}, "手机号"),
        ({"people_count": "很多"}, "人数请填数字"),
        ({"category": "9999"}, "没有这个类别"),
        ({"id": "x"}, "页面放得太久了"),
    ],
)
def test_what_cannot_be_taken_says_why_and_nothing_typed_is_lost(
    at_desk: LogIn, changes: dict[str, str], sentence: str
) -> None:
    answer = at_desk("dispatcher").post("/desk/cases/new/", call(**changes))
    page = said(answer)
    assert answer.status_code == 422
    assert sentence in page
    assert "刘示例" in page
    assert changes.get("text", CALL["text"]).strip() in page
    assert Case.objects.count() == 0


def test_a_dispatcher_cannot_register_elsewhere_by_a_forged_code(at_desk: LogIn) -> None:
    forged = call(area=OTHER_VILLAGE, place="")
    answer = at_desk("dispatcher").post("/desk/cases/new/", forged)
    assert answer.status_code == 403
    assert Case.objects.count() == 0


def test_village_names_are_offered_with_their_township_and_only_ones_own(at_desk: LogIn) -> None:
    offered = at_desk("dispatcher").get("/desk/villages.json?q=新立").json()
    assert [row["value"] for row in offered] == [VILLAGE]
    assert "小新立屯村" in offered[0]["label"]
    assert at_desk("dispatcher").get("/desk/villages.json?q=三家子").json() == []
    assert [r["value"] for r in at_desk("desk").get("/desk/villages.json?q=三家子").json()] == [
        OTHER_VILLAGE
    ]
    assert at_desk("desk").get("/desk/villages.json?q=").json() == []


def test_words_of_danger_bring_the_number_to_ring_first(at_desk: LogIn) -> None:
    clerk = at_desk("dispatcher")
    hint = said(clerk.post("/desk/cases/new/hint/", {"text": "有人掉井里了"}))
    assert "120" in hint
    assert said(clerk.post("/desk/cases/new/hint/", {"text": "路灯不亮"})).strip() == ""
    sent = clerk.post("/desk/cases/new/", call(text="隔壁着火了"))
    assert 'href="tel:119"' in said(clerk.get(sent["Location"]))
    assert Case.objects.count() == 1


def test_老李_registers_for_a_neighbour_with_fewer_questions(at_desk: LogIn) -> None:
    grid = at_desk("grid")
    page = said(grid.get("/desk/cases/new/"))
    assert "小新立屯村" in page
    assert 'name="nature"' not in page
    form = {
        "id": str(ids.new()), "place": "小新立屯村", "origin": "reported", "on_behalf": "1",
        "channel": "grid_worker", "text": "王奶奶家门口的路灯不亮。", "people_count": "1",
        "reporter_name": "王桂兰", "reporter_phone": "",
    }  # fmt: skip
    assert grid.post("/desk/cases/new/", form).status_code == 302
    case = Case.objects.get()
    assert (case.is_on_behalf, case.channel, case.area_id) == (True, "grid_worker", VILLAGE)
    form |= {"id": str(ids.new()), "origin": "proactive", "text": "我看见井盖没了。"}
    grid.post("/desk/cases/new/", form)
    seen = Case.objects.exclude(pk=case.pk).get()
    assert (seen.is_on_behalf, seen.origin) == (False, "proactive")


def test_who_only_looks_cannot_register(at_desk: LogIn) -> None:
    assert at_desk("handler").get("/desk/cases/new/").status_code == 403
    assert at_desk("handler").post("/desk/cases/new/", call()).status_code == 403

"""A matter's page: what it shows to whom."""

from __future__ import annotations

import re

import pytest

from lianxin.domain.cases.rules import Level
from lianxin.domain.cases.services import NewLine, case_note, case_sign, catalogue_set
from lianxin.domain.places.models import Boundary
from lianxin.entrypoints.desk.tests.conftest import LogIn, said
from lianxin.kernel.privacy.models import AccessLog
from tests.cast import TOWN, Cast, dispatched, register, replied

pytestmark = pytest.mark.django_db
NAME, PHONE = "王桂兰", "13841800001"


def test_one_time_line_marks_what_only_staff_may_see(cast: Cast, at_desk: LogIn) -> None:
    case = replied(cast)
    case_note(
        actor=cast.actor("handler"), case_id=case.pk, text="车坏了，借的车。", is_public=False
    )
    page = said(at_desk("dispatcher").get(f"/desk/cases/{case.pk}/"))
    for words in ("登记", "派给卧凤沟乡环卫站", "联系反映人", "已解决", "车坏了", "等着回访"):
        assert words in page
    assert page.count("只有经办人看得到") == 2  # the line, and the choice in the form


def test_名字_and_电话_are_masked_until_asked_for_with_a_reason(cast: Cast, at_desk: LogIn) -> None:
    case = dispatched(cast)
    client = at_desk("handler")
    address = f"/desk/cases/{case.pk}/"
    for page in (address, address + "panel/", address + "print/"):
        html = said(client.get(page))
        assert NAME not in html
        assert PHONE not in html
        assert "王*兰" in html
    shown = client.post(address + "reveal/", {"reason": "联系反映人核实情况"})
    assert NAME in said(shown)
    assert PHONE in said(shown)
    assert shown["Cache-Control"] == "no-store"
    assert AccessLog.objects.get().reason == "联系反映人核实情况"
    assert NAME not in said(client.get(address))


def test_without_a_reason_nothing_is_shown_and_nothing_lost(cast: Cast, at_desk: LogIn) -> None:
    case = dispatched(cast)
    answer = at_desk("handler").post(f"/desk/cases/{case.pk}/reveal/", {"reason": " "})
    assert answer.status_code == 422
    assert "请写明为什么要看" in said(answer)
    assert NAME not in said(answer)
    assert AccessLog.objects.count() == 0


def test_a_confidential_reporter_is_hidden_from_the_handling_unit(
    cast: Cast, at_desk: LogIn
) -> None:
    case = dispatched(cast, register(confidentiality="confidential"))
    page = said(at_desk("handler").get(f"/desk/cases/{case.pk}/"))
    assert "王*兰" not in page
    assert "要求保密" in page
    refused = at_desk("handler").post(f"/desk/cases/{case.pk}/reveal/", {"reason": "想看看"})
    assert refused.status_code == 403
    assert "王*兰" in said(at_desk("caller").get(f"/desk/cases/{case.pk}/"))


@pytest.mark.parametrize("part", ["", "panel/", "print/", "watching/"])
def test_another_township_gets_nothing_at_a_guessed_address(
    cast: Cast, at_desk: LogIn, part: str
) -> None:
    case = dispatched(cast)
    answer = at_desk("stranger").get(f"/desk/cases/{case.pk}/{part}")
    assert answer.status_code == 404
    assert case.title not in said(answer)


@pytest.mark.parametrize("verb", ["dispatch", "decline", "note", "reveal"])
def test_another_township_can_do_nothing_at_a_guessed_address(
    cast: Cast, at_desk: LogIn, verb: str
) -> None:
    case = register()
    given = {
        "unit": str(cast.station.pk), "level": "3", "category": "0402", "reason": "court",
        "explanation": "请到法院去说。", "text": "看看", "is_public": "1",
    }  # fmt: skip
    answer = at_desk("stranger").post(f"/desk/cases/{case.pk}/{verb}/", given)
    assert answer.status_code in {403, 404}
    case.refresh_from_db()
    assert case.version == 1


def test_whoever_is_not_logged_in_is_asked_to(cast: Cast, client: object) -> None:
    from django.test import Client

    answer = Client().get(f"/desk/cases/{register().pk}/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/desk/login/")


def test_two_who_look_at_the_same_matter_know_of_each_other(cast: Cast, at_desk: LogIn) -> None:
    case = dispatched(cast)
    at_desk("dispatcher").get(f"/desk/cases/{case.pk}/watching/")
    assert "孙姐 也在看这件事" in said(at_desk("handler").get(f"/desk/cases/{case.pk}/watching/"))
    assert "大周" in said(at_desk("dispatcher").get(f"/desk/cases/{case.pk}/watching/"))


def test_only_what_may_be_done_now_is_offered(cast: Cast, at_desk: LogIn) -> None:
    case = register()
    page = said(at_desk("dispatcher").get(f"/desk/cases/{case.pk}/"))
    assert f"/desk/cases/{case.pk}/dispatch/" in page
    assert f"/desk/cases/{case.pk}/decline/" in page
    assert f"/desk/cases/{case.pk}/reply/" not in page
    dispatched(cast, case)
    page = said(at_desk("handler").get(f"/desk/cases/{case.pk}/"))
    assert f"/desk/cases/{case.pk}/sign/" in page
    assert f"/desk/cases/{case.pk}/dispatch/" not in page


def test_previous_and_next_walk_the_list_one_came_from(at_desk: LogIn) -> None:
    first, second, third = (register(text=f"第{n}件事情") for n in "一二三")
    page = said(at_desk("dispatcher").get(f"/desk/cases/{second.pk}/?queue=all&sort=oldest"))
    assert f'href="/desk/cases/{first.pk}/?queue=all&amp;sort=oldest" rel="prev"' in page
    assert f'href="/desk/cases/{third.pk}/?queue=all&amp;sort=oldest" rel="next"' in page


def test_the_unit_that_answers_for_this_is_chosen_already(cast: Cast, at_desk: LogIn) -> None:
    case = register()
    page = said(at_desk("dispatcher").get(f"/desk/cases/{case.pk}/"))
    assert f'value="{cast.station.pk}" checked' in page
    assert "按职责该它办" in page
    assert f'value="{cast.village_org.pk}" disabled' in page
    other = said(at_desk("dispatcher").get(f"/desk/cases/{case.pk}/units/?category=0601"))
    assert "按职责该它办" not in other


def test_the_level_of_the_catalogue_is_chosen_already(cast: Cast, at_desk: LogIn) -> None:
    line = NewLine("0402", TOWN, cast.station.pk, level=Level.COMPLEX)
    catalogue_set(actor=cast.actor("dispatcher"), line=line)
    case, danger = register(), register(level=Level.EMERGENCY.value)
    desk = at_desk("dispatcher")
    page = said(desk.get(f"/desk/cases/{case.pk}/"))
    assert 'name="level" value="4" checked' in page
    assert "派单目录这么定" in page
    urgent = said(desk.get(f"/desk/cases/{danger.pk}/"))
    assert 'name="level" value="1" checked' in urgent
    assert "派单目录这么定" not in urgent


def test_another_category_brings_its_own_level_unless_one_was_chosen_by_hand(
    cast: Cast, at_desk: LogIn
) -> None:
    line = NewLine("0402", TOWN, cast.station.pk, level=Level.COMPLEX)
    catalogue_set(actor=cast.actor("dispatcher"), line=line)
    case, desk = register(), at_desk("dispatcher")
    units = f"/desk/cases/{case.pk}/units/"
    other = said(desk.get(units, {"category": "0601", "level": "4", "level_usual": "4"}))
    assert 'hx-swap-oob="true"' in other
    assert 'name="level" value="3" checked' in other
    by_hand = said(desk.get(units, {"category": "0402", "level": "2", "level_usual": "3"}))
    assert 'name="level" value="2" checked' in by_hand


def test_text_of_a_reporter_cannot_become_markup(at_desk: LogIn) -> None:
    case = register(text="<script>alert(1)</script>，村口的<b>垃圾</b>")
    page = said(at_desk("dispatcher").get(f"/desk/cases/{case.pk}/"))
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_the_map_says_when_its_outlines_are_made_up(at_desk: LogIn) -> None:
    case = register(lon=121.75, lat=42.1)
    ring = [[121.0, 42.0], [121.1, 42.0], [121.1, 42.1], [121.0, 42.0]]
    drawn = {"type": "Polygon", "coordinates": [ring]}
    outline = Boundary.objects.create(area=case.area, geojson=drawn, source="示例", synthetic=True)
    page = said(at_desk("dispatcher").get(f"/desk/cases/{case.pk}/"))
    assert "data-map" in page
    assert "map.js" in page
    assert "示例边界，不是真实的村界" in page
    outline.synthetic, outline.review_no = False, "辽S(2026)1号"
    outline.save()
    page = said(at_desk("dispatcher").get(f"/desk/cases/{case.pk}/"))
    assert "示例边界" not in page
    assert "审图号：辽S(2026)1号" in page
    assert "map.js" not in said(at_desk("dispatcher").get(f"/desk/cases/{register().pk}/"))


@pytest.mark.parametrize("who", ["dispatcher", "handler", "caller"])
def test_every_field_has_a_label_of_its_own(cast: Cast, at_desk: LogIn, who: str) -> None:
    fresh, waiting = register(), dispatched(cast)
    busy = dispatched(cast)
    case_sign(actor=cast.actor("handler"), case_id=busy.pk)
    client = at_desk(who)
    for case in (fresh, waiting, busy, replied(cast)):
        page = said(client.get(f"/desk/cases/{case.pk}/"))
        found = re.findall(r'\sid="([^"]+)"', page)
        assert sorted(found) == sorted(set(found)), case.state

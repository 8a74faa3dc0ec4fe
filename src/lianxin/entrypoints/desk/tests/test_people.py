"""The register at the desk: who finds which households, what they see of them, and on paper."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianxin.domain.people import services as keep
from lianxin.domain.people.factories import BOSS, household, resident
from lianxin.domain.people.models import Tag
from lianxin.domain.people.services import NewHousehold
from lianxin.entrypoints.desk.tests.conftest import LogIn, said
from lianxin.entrypoints.desk.tests.homes import (
    ALONE,
    CHILD,
    NAME,
    NUMBER,
    PHONE,
    Homes,
    give,
    settle,
)
from lianxin.kernel import clock
from lianxin.kernel.privacy.models import AccessLog
from tests.cast import COUNTY, OTHER_VILLAGE, TOWN, VILLAGE, Cast, hire

pytestmark = pytest.mark.django_db
LIST, FIND = "/desk/people/", "/desk/people/find/"
CLEAR = (NAME, PHONE, NUMBER, CHILD, "上门先喊一声")


@pytest.fixture
def homes(cast: Cast) -> Homes:
    hire(cast, "mediator", "R10", VILLAGE)
    hire(cast, "auditor", "R21", COUNTY)
    return settle()


def page_of(homes: Homes) -> str:
    return f"{LIST}{homes.home.pk}/"


def counted(client: Client, address: str) -> int:
    """How many questions a page asks that was opened before."""
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_the_list_shows_the_households_of_the_own_places(at_desk: LogIn, homes: Homes) -> None:
    page = said(at_desk("grid").get(LIST))
    for name in (NAME, *ALONE):
        assert name in page
    assert "低保" in page
    assert "每周看望" in page
    assert "示例远客" not in page
    assert "户与人" in said(at_desk("grid").get("/desk/me/"))
    assert "示例远客" in said(at_desk("stranger").get(LIST))


def test_who_may_not_open_the_register_has_no_line_for_it(at_desk: LogIn, homes: Homes) -> None:
    handler = at_desk("handler")
    assert LIST not in said(handler.get("/desk/me/"))
    for address in (LIST, page_of(homes), f"{page_of(homes)}print/", f"{LIST}print/", FIND):
        assert handler.get(address).status_code == 403, address
    assert Client().get(page_of(homes)).status_code == 302


@pytest.mark.parametrize("who", ["mediator", "desk", "caller", "auditor"])
def test_who_sees_people_masked_finds_no_clear_word_in_the_page_itself(
    at_desk: LogIn, homes: Homes, who: str
) -> None:
    client = at_desk(who)
    addresses = (LIST, f"{LIST}print/", page_of(homes), f"{page_of(homes)}print/")
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200
        page = said(answer)
        assert [word for word in CLEAR if word in page] == [], address
        assert "tel:138" not in page
        assert "失能" not in page
        assert "遭受家暴" not in page
        assert "低保" in page
    assert "示*" in said(client.get(page_of(homes)))
    assert client.post(FIND, {"q": NAME}).status_code == 403


def test_the_clerk_reads_names_and_phones_and_no_conditions_of_health(
    at_desk: LogIn, homes: Homes
) -> None:
    page = said(at_desk("clerk").get(page_of(homes)))
    assert NAME in page
    assert f"tel:{PHONE}" in page
    assert "上门先喊一声" in page
    assert NUMBER not in page
    assert "失能" not in page
    grid = said(at_desk("grid").get(page_of(homes)))
    assert "失能" in grid
    assert "遭受家暴" not in grid


def test_a_household_elsewhere_is_not_there(at_desk: LogIn, homes: Homes) -> None:
    foreign = f"{LIST}{homes.foreign.pk}/"
    nobody = f"{LIST}{uuid4()}/"
    for who in ("grid", "dispatcher", "mediator"):
        for address in (foreign, f"{foreign}print/", nobody):
            assert at_desk(who).get(address).status_code == 404, (who, address)
    stranger = at_desk("stranger")
    assert stranger.get(f"{page_of(homes)}{homes.head}/reveal/").status_code == 404
    assert stranger.post(
        f"{page_of(homes)}{homes.head}/reveal/", {"fields": "phone", "reason": "看看"}
    ).status_code == 404  # fmt: skip
    assert not AccessLog.objects.exists()


def test_a_child_without_guardian_is_said_loudly(at_desk: LogIn, homes: Homes) -> None:
    client = at_desk("grid")
    assert f"{CHILD}还没有监护人" in said(client.get(page_of(homes)))
    keep.guardian_set(actor=BOSS, resident_id=homes.child, guardian_id=homes.head)
    page = said(client.get(page_of(homes)))
    assert "还没有监护人" not in page
    assert f"监护人：{NAME}" in page


def test_a_difficulty_says_on_what_it_rests_and_when_it_must_be_looked_at_again(
    at_desk: LogIn, homes: Homes
) -> None:
    client = at_desk("grid")
    page = said(client.get(page_of(homes)))
    assert "村里评议" in page
    assert "归民政管" in page
    assert "过期了，要复核" not in page
    Tag.objects.filter(code="D01").update(
        from_on=clock.today() - timedelta(days=400), until_on=clock.today()
    )
    assert "过期了，要复核" in said(client.get(page_of(homes)))
    assert "要复核" in said(client.get(f"{page_of(homes)}print/"))


def test_who_left_is_folded_away_and_the_empty_place_of_the_head_is_said(
    at_desk: LogIn, homes: Homes
) -> None:
    keep.resident_leave(actor=BOSS, resident_id=homes.head, residence="deceased", on=clock.today())
    page = said(at_desk("grid").get(page_of(homes)))
    assert "迁出、去世的（1）" in page
    assert "这一户没有户主" in page
    assert "以前的困难（1）" in page


def test_the_list_is_narrowed(at_desk: LogIn, homes: Homes) -> None:
    grid, clerk = at_desk("grid"), at_desk("clerk")
    one = said(grid.get(LIST, {"tag": "D63"}))
    assert ALONE[0] in one
    assert NAME not in one
    assert NAME in said(grid.get(LIST, {"tag": "D0", "care": "high"}))
    assert NAME in said(grid.get(LIST, {"tag": "D14"}))
    assert "没有合条件的户" in said(clerk.get(LIST, {"tag": "D14"}))
    assert "失能" not in said(clerk.get(LIST))
    assert "遭受家暴" not in said(grid.get(LIST))
    town = said(at_desk("dispatcher").get(LIST, {"area": VILLAGE}))
    assert NAME in town
    assert "没有合条件的户" in said(at_desk("dispatcher").get(LIST, {"area": OTHER_VILLAGE}))
    for nonsense in ({"area": "哪儿\x00"}, {"after": "x"}, {"group": "没有"}, {"care": "?" * 99}):
        assert grid.get(LIST, nonsense).status_code == 200


def test_a_county_chooses_the_town_first_and_then_its_villages(
    at_desk: LogIn, homes: Homes
) -> None:
    county = at_desk("desk")
    page = said(county.get(LIST))
    assert f'value="{TOWN}"' in page
    assert f'value="{VILLAGE}"' not in page
    assert f'value="{VILLAGE}" selected' in said(county.get(LIST, {"area": VILLAGE}))


@pytest.mark.parametrize("q", [NAME, "示例王", "slwgl", "4321", PHONE, NUMBER, "138 0000 4321"])
def test_a_person_is_found_with_the_household(at_desk: LogIn, homes: Homes, q: str) -> None:
    page = said(at_desk("grid").post(FIND, {"q": q}))
    assert page_of(homes) in page
    assert NUMBER not in page.replace(f'value="{NUMBER}"', "")


def test_who_is_not_found_is_told_how_to_look(at_desk: LogIn, homes: Homes) -> None:
    client = at_desk("grid")
    assert "姓名至少写两个字" in said(client.post(FIND, {"q": "示例远客"}))
    assert client.post(FIND, {"q": "\x00"}).status_code == 302
    assert client.get(FIND).status_code == 302


def test_an_empty_register_says_where_to_begin(at_desk: LogIn) -> None:
    assert "还没有登记一户" in said(at_desk("clerk").get(LIST))


def test_the_look_asks_why_shows_once_and_is_written_down(at_desk: LogIn, homes: Homes) -> None:
    look = f"{page_of(homes)}{homes.head}/reveal/"
    dispatcher = at_desk("dispatcher")
    form = dispatcher.get(look)
    assert NUMBER not in said(form)
    silent = dispatcher.post(look, {"fields": ["id_number"], "reason": " "})
    assert silent.status_code == 422
    assert "请写明为什么要看" in said(silent)
    assert "checked" in said(silent)
    unchosen = dispatcher.post(look, {"reason": "办证"})
    assert unchosen.status_code == 422
    assert 'value="办证"' in said(unchosen)
    assert not AccessLog.objects.exists()
    shown = dispatcher.post(look, {"fields": ["id_number"], "reason": "替他办证"})
    assert NUMBER in said(shown)
    assert shown["Cache-Control"] == "no-store"
    assert NUMBER not in said(dispatcher.get(look))
    assert NUMBER not in said(dispatcher.get(page_of(homes)))
    assert AccessLog.objects.get().reason == "替他办证"
    for who in ("grid", "auditor"):
        listed = said(at_desk(who).get(f"{page_of(homes)}{homes.head}/looks/"))
        assert "替他办证" in listed
        assert "身份证号" in listed
        assert "孙姐" in listed
    assert "还没有人看过" in said(at_desk("grid").get(f"{page_of(homes)}{homes.child}/looks/"))


def test_who_may_not_look_or_know_of_looks_is_not_offered_it(at_desk: LogIn, homes: Homes) -> None:
    person = f"{page_of(homes)}{homes.head}/"
    assert "查看原文" not in said(at_desk("grid").get(page_of(homes)))
    assert at_desk("grid").get(f"{person}reveal/").status_code == 403
    assert at_desk("mediator").get(f"{person}looks/").status_code == 403
    assert at_desk("dispatcher").get(f"{page_of(homes)}{uuid4()}/reveal/").status_code == 404


def test_more_households_ask_no_more_questions(at_desk: LogIn, homes: Homes) -> None:
    client = at_desk("dispatcher")
    few = counted(client, LIST)
    for n in range(20):
        give(household(VILLAGE, f"示例多{n}"), "D63")
    assert counted(client, LIST) <= few


def test_more_people_ask_no_more_questions(at_desk: LogIn, homes: Homes) -> None:
    client = at_desk("dispatcher")
    few = counted(client, page_of(homes))
    for n in range(8):
        who = resident(homes.home.pk, f"示例家人{n}")
        give(homes.home, "D72", who.pk)
        keep.consent_give(
            actor=BOSS, resident_id=who.pk, purpose="publish_name", method="paper"
        )  # fmt: skip
    assert counted(client, page_of(homes)) <= few


def test_a_long_list_is_turned_page_by_page(at_desk: LogIn, cast: Cast) -> None:
    for _n in range(52):
        keep.household_add(actor=BOSS, household=NewHousehold(id=uuid4(), area=VILLAGE))
    client = at_desk("grid")
    first: Any = client.get(LIST)
    assert "203-0050" in said(first)
    assert "203-0051" not in said(first)
    assert "往后 50 户" in said(first)
    second = said(client.get(LIST, {"after": f"{VILLAGE}-50"}))
    assert "203-0052" in second
    assert "203-0050" not in second
    assert "回到最前" in second


def test_the_sheets_for_paper_name_who_printed(at_desk: LogIn, homes: Homes) -> None:
    client = at_desk("clerk")
    for address in (f"{LIST}print/", f"{page_of(homes)}print/"):
        page = said(client.get(address))
        assert "小赵打印" in page
        assert "请妥善保管" in page
        assert NUMBER not in page

"""The ditch that three bureaus share: 孙姐 blows the whistle, 乡长 says yes, three come."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from lianxin.domain.cases.models import Case
from lianxin.domain.cases.rules import Level
from lianxin.domain.cases.services import case_dispatch, case_note, case_sign
from lianxin.domain.orgs.services import NewOrg, org_add
from lianxin.kernel.actor import system
from tests.cast import COUNTY, TOWN, Cast, hire, register
from tests.journeys.test_bends import at_the_desk
from tests.journeys.witness import Witness

pytestmark = pytest.mark.django_db(transaction=True)
BUREAUS = (
    ("water", "县水利局", "水利"),
    ("green", "县生态环境局", "生态环境"),
    ("roads", "县交通运输局", "交通"),
)
DITCH = "三家子和小新立屯之间的排水沟堵了，桥涵底下全是垃圾，水漫到玉米地里，说了三年没人管。"


def the_bureaus(cast: Cast) -> None:
    boss = system("journey")
    for part, name, line in BUREAUS:
        org = org_add(actor=boss, org=NewOrg(name, name[1:], "department", "county", COUNTY, line))
        hire(cast, part, "R14", COUNTY, org.pk)
    hire(cast, "leader", "R13", TOWN)


def test_a_whistle_for_three_departments(county: Cast, witness: Witness) -> None:
    the_bureaus(county)
    case = the_ditch(county)
    sister = at_the_desk(witness, "dispatcher", "待派", case)
    when_she_blows_the_whistle(sister, witness)
    leader = at_the_desk(witness, "leader", "在办", case)
    when_the_leader_says_yes(leader, witness)
    assert Case.objects.get(pk=case.pk).state == "whistle"
    for part, _name, _line in BUREAUS:
        when_a_bureau_answers(at_the_desk(witness, part, "待签收", case), part, witness)
    sister.goto(f"/desk/cases/{case.pk}/")
    expect(sister.locator("main")).to_contain_text("闸门修好了")
    witness.look(sister, "desk-whistle-results")
    then_both_sides_have_rated(sister, witness)
    assert Case.objects.get(pk=case.pk).state == "working"


def the_ditch(cast: Cast) -> Case:
    case = register(text=DITCH, category="0504", people_count=12)
    case = case_dispatch(
        actor=cast.actor("dispatcher"), case_id=case.pk, unit=cast.station.pk,
        level=Level.COMPLEX, category="0504",
    )  # fmt: skip
    handler = cast.actor("handler")
    case_sign(actor=handler, case_id=case.pk)
    return case_note(
        actor=handler, case_id=case.pk, text="看过了，沟归水利，涵洞归交通，污水归环保，一家通不开。",
        is_public=True, is_contact=True,
    )  # fmt: skip


def when_she_blows_the_whistle(page: Page, witness: Witness) -> None:
    page.get_by_text("更多办法").click()
    page.get_by_role("link", name="吹哨", exact=True).click()
    sheet = page.locator("#whistle")
    witness.look(page, "desk-whistle-form")
    sheet.get_by_label(re.compile("一家办不了的难事")).check()
    for _part, name, _line in BUREAUS:
        sheet.get_by_label(re.compile(name)).check()
    sheet.get_by_label("为什么乡镇自己办不了").fill(
        "沟、涵洞、污水各归一家，乡里没有权也没有机械。"
    )
    sheet.get_by_label("想办成什么样").fill("入冬前沟通了、涵洞清了")
    sheet.get_by_label("在哪儿碰头").fill("村口老桥")
    sheet.get_by_role("button", name="吹哨").click()
    expect(page.locator(".toast")).to_contain_text("哨吹了")
    expect(page.locator("main")).to_contain_text("等领导批")
    witness.look(page, "desk-whistle-asked")


def when_the_leader_says_yes(page: Page, witness: Witness) -> None:
    page.keyboard.press("e")
    expect(page.get_by_text("沟、涵洞、污水各归一家").first).to_be_visible()
    page.get_by_label("批，请他们来").check()
    witness.look(page, "desk-whistle-decide")
    page.get_by_role("button", name="批完了").click()
    expect(page.locator(".toast")).to_contain_text("批完了")


def when_a_bureau_answers(page: Page, part: str, witness: Witness) -> None:
    done = {"water": "闸门修好了", "green": "排污口堵上了", "roads": "涵洞清通了"}[part]
    page.locator("#whistle_answer > summary").click()
    page.locator("#whistle_answer").get_by_label("到现场").check()
    page.locator("#whistle_answer").get_by_label("打算怎么办").fill("明早八点带人到老桥。")
    if part == "water":
        witness.look(page, "desk-whistle-answer")
    page.locator("#whistle_answer").get_by_role("button", name="应哨").click()
    expect(page.locator(".toast")).to_contain_text("应哨了")
    page.locator("#whistle_result > summary").click()
    page.locator("#whistle_result").get_by_label("做了什么、结果怎样").fill(done)
    page.locator("#whistle_result").get_by_label("吹得准", exact=True).check()
    page.locator("#whistle_result").get_by_role("button", name="报上去").click()
    expect(page.locator(".toast")).to_contain_text("结果报上去了")
    page.context.close()


def then_both_sides_have_rated(page: Page, witness: Witness) -> None:
    page.locator("#whistle_end > summary").click()
    sheet = page.locator("#whistle_end")
    for _part, name, _line in BUREAUS:
        group = sheet.get_by_role("group", name=name)
        group.get_by_label("到位了，帮上了").check()
    sheet.get_by_label("几家一起办成了什么").fill("沟通了，涵洞清了，水下去了。")
    witness.look(page, "desk-whistle-end")
    sheet.get_by_role("button", name="哨结").click()
    expect(page.locator(".toast")).to_contain_text("哨结了")
    expect(page.locator("main")).to_contain_text("乡镇评：到位了，帮上了")
    witness.look(page, "desk-whistle-ended")


def test_the_meeting_on_the_spot(county: Cast, witness: Witness) -> None:
    the_bureaus(county)
    case = the_ditch(county)
    page = at_the_desk(witness, "dispatcher", "待派", case)
    page.goto("/desk/meetings/")
    witness.look(page, "desk-meetings-none")
    page.get_by_label("在哪儿开").fill("小新立屯村委会")
    page.get_by_role("button", name="排出议程").click()
    expect(page.locator("main")).to_contain_text("议程是空的")
    page.get_by_label("编号", exact=True).fill(case.no)
    page.get_by_role("button", name="加进议程").click()
    page.get_by_text("定下来").first.click()
    page.get_by_label("限期", exact=True).check()
    page.get_by_label("会上的话").fill("水利局牵头，月底前通开。")
    page.get_by_label("限期的：哪个单位").select_option("县水利局")
    page.get_by_label("限期的：哪一天前").fill("2099-01-05")
    witness.look(page, "desk-meeting-ending")
    page.locator("details[open]").get_by_role("button", name="定下来").click()
    expect(page.locator(".toast")).to_contain_text("定下了")
    witness.look(page, "desk-meeting")
    page.get_by_role("button", name="散会").click()
    expect(page.locator(".toast")).to_contain_text("散会了")
    page.goto(page.url + "print/")
    witness.look(page, "desk-meeting-print")


def test_the_catalogue_and_the_hand_over(county: Cast, witness: Witness) -> None:
    the_bureaus(county)
    hire(county, "head", "R15", COUNTY, county.station.pk)
    case = the_ditch(county)
    page = at_the_desk(witness, "dispatcher", "待派", case)
    page.goto("/desk/catalogue/")
    witness.look(page, "desk-catalogue-none")
    page.get_by_role("link", name="加一条").click()
    page.get_by_role("combobox", name="类别").fill("垃圾清运")
    page.locator("[role=option]:visible").first.click()
    page.get_by_role("group", name="主办单位").get_by_label("卧凤沟乡环卫站").check()
    page.get_by_role("group", name="协办单位").get_by_label("县生态环境局").check()
    page.get_by_label("依据").fill("乡镇职责清单")
    witness.look(page, "desk-catalogue-line")
    page.get_by_role("button", name="存好").click()
    expect(page.locator("main")).to_contain_text("乡镇职责清单")
    witness.look(page, "desk-catalogue")
    head = at_the_desk(witness, "head", "待签收", case)
    head.goto("/desk/handover/")
    witness.look(head, "desk-handover")
    head.get_by_label("谁要离开").select_option(index=1)
    head.get_by_label("谁来接手").select_option("head")
    head.get_by_label("要交代的话").fill("大周调走了，沟的事盯住。")
    head.get_by_role("button", name="列出来，请他确认").click()
    expect(head.locator("main")).to_contain_text("等接手的人确认")
    witness.look(head, "desk-handover-open")
    head.get_by_role("button", name="看过了，我接").click()
    expect(head.locator(".toast")).to_contain_text("接过来了")

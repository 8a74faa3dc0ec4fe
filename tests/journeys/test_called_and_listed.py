"""The county's table as a called unit reads it, a mark taken back, and the week's list narrowed."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Page, expect

from lianxin.domain.cases.models import Case, MeetingItem
from lianxin.domain.cases.rules import Ending, Watch
from lianxin.domain.cases.rules.malice import Verdict
from lianxin.domain.cases.services import (
    ItemEnding,
    case_supervise,
    malice_ask,
    malice_decide,
    meeting_item_end,
    meeting_open,
    meeting_units_call,
)
from lianxin.domain.cases.tests.story import water_bureau, with_leaders, working
from lianxin.kernel import clock
from lianxin.kernel.facts.testing import deliver_all
from tests.cast import COUNTY, PASSWORD, Cast, register
from tests.journeys.test_other_pages import log_in
from tests.journeys.witness import Witness

pytestmark = pytest.mark.django_db(transaction=True)
CALLED = "/desk/meetings/called/"
WORDS = (
    "村口垃圾点三天没清运了，味儿大得呛人。",
    "排水沟堵了半个月，一下雨水就倒灌进东头三户人家的院子，老人孩子出不了门。",
    "路灯坏了一个多月没人修。",
)


def at(witness: Witness, who: str, address: str, *, is_phone: bool = False) -> Page:
    page = witness.phone() if is_phone else witness.desk()
    page.goto("/desk/")
    log_in(page, who, PASSWORD)
    page.wait_for_url(re.compile(r"/desk/(?!login)"))
    page.goto(address)
    return page


def everywhere(witness: Witness, who: str, address: str, name: str) -> None:
    """At the desk, on a phone, and on a phone in large type."""
    witness.look(at(witness, who, address), f"desk-{name}")
    page = at(witness, who, address, is_phone=True)
    witness.look(page, f"phone-{name}")
    page.goto(f"/mode/?to=elder&next={quote(address)}")
    witness.look(page, f"phone-large-{name}")


def matters(cast: Cast) -> list[Case]:
    """Three that 大周 works on; 小何 of the county has asked aloud."""
    found = []
    for n, words in enumerate(WORDS):
        case = working(cast, register(text=words, reporter_phone=f"1384180001{n}"))
        found.append(
            case_supervise(
                actor=cast.actor("caller"), case_id=case.pk, level=Watch.ESCALATED, text="还没动？"
            )
        )
    return found


def test_a_called_unit_reads_its_own_matters(county: Cast, witness: Witness) -> None:
    with_leaders(county)
    water, boss = water_bureau(county), county.actor("caller")
    first, second, _third = matters(county)
    meeting = meeting_open(
        actor=boss, area=COUNTY, held_on=clock.today(), place_text="县政务中心三楼会议室"
    )
    items = {item.case_id: item.pk for item in MeetingItem.objects.all()}
    friday = clock.today() + timedelta(days=4)
    for pk, ending in (
        (first.pk, ItemEnding(Ending.DATED, "环卫站周五前清完，以后每周二、五来拉。",
                              county.station.pk, friday)),
        (second.pk, ItemEnding(Ending.ESCALATED, "水利局报市里立项，先把口子堵上。", water, friday)),
    ):  # fmt: skip
        meeting_item_end(actor=boss, item_id=items[pk], ending=ending)
    deliver_all()
    page = at(witness, "handler", "/desk/messages/")
    page.get_by_text(re.compile("联席会议，.*请派人来")).click()
    expect(page).to_have_url(re.compile(CALLED))
    expect(page.locator("main")).to_contain_text("你们单位答应")
    here = f"{CALLED}{meeting.pk}/"
    everywhere(witness, "handler", here, "called")
    everywhere(witness, "caller", f"/desk/meetings/{meeting.pk}/", "table")
    everywhere(witness, "handler", CALLED, "called-list")
    everywhere(witness, "handler", f"{here}print/", "called-paper")
    units = [county.station.pk, water]
    meeting_units_call(actor=boss, meeting_id=meeting.pk, units=units)
    everywhere(witness, "water", here, "called-water")


def test_a_mark_is_taken_back(county: Cast, witness: Witness) -> None:
    with_leaders(county)
    sister, leader = county.actor("dispatcher"), county.actor("leader")
    cases = [working(county, register(text=words)) for words in WORDS]
    marks = [
        malice_ask(actor=sister, case_id=case.pk, reason="一夜四十个电话骂人，有通话记录。")
        for case in cases
    ]
    malice_decide(actor=leader, mark_id=marks[0].pk, verdict=Verdict.APPROVED)
    malice_decide(
        actor=leader, mark_id=marks[1].pk, verdict=Verdict.REFUSED, refusal="水真进了院，着急。"
    )
    witness.expected.add(422)
    everywhere(witness, "leader", "/desk/malice/", "malice")
    page = at(witness, "leader", "/desk/malice/", is_phone=True)
    page.locator("summary", has_text="取消标记").click()
    page.get_by_role("button", name="取消标记").last.click()
    expect(page.get_by_text("请写一句为什么取消").first).to_be_visible()
    witness.look(page, "phone-malice-without-reason")
    page.get_by_label("为什么取消").fill("查清了，是孙子拿着电话玩。")
    page.get_by_role("button", name="取消标记").last.click()
    expect(page.locator("main")).to_contain_text("取消了，因为")
    witness.look(page, "phone-malice-taken-back")
    everywhere(witness, "dispatcher", f"/desk/cases/{cases[0].pk}/", "case-taken-back")


def test_the_weeks_list_is_narrowed(county: Cast, witness: Witness) -> None:
    with_leaders(county)
    water = water_bureau(county)
    first, second, third = matters(county)
    late = {"next_clock": "result", "next_due": clock.now() - timedelta(days=2)}
    Case.objects.filter(pk__in=[first.pk, second.pk]).update(**late)
    Case.objects.filter(pk=second.pk).update(main_org=water, is_group=True, dispatch_count=3)
    Case.objects.filter(pk=third.pk).update(is_group=True)
    everywhere(witness, "caller", "/desk/weekly/", "weekly")
    page = at(witness, "dispatcher", "/desk/weekly/")
    page.get_by_label("承办").select_option(label="县水利局")
    page.get_by_role("button", name="筛选").click()
    expect(page.locator("main")).to_contain_text("清单上 3 件，合条件的 1 件")
    asked = urlsplit(page.url)
    everywhere(witness, "dispatcher", f"{asked.path}?{asked.query}", "weekly-narrowed")
    page.get_by_label("为什么督办").select_option(label="反复反映")
    page.get_by_role("button", name="筛选").click()
    expect(page.locator("main")).to_contain_text("没有找到合条件的事")
    witness.look(page, "desk-weekly-nothing")
    page.get_by_role("link", name="不筛了").first.click()
    expect(page.locator("main")).to_contain_text("清单上共 3 件")
    everywhere(witness, "dispatcher", f"/desk/weekly/print/?unit={water}", "weekly-paper")

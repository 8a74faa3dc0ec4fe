"""Two families and a strip of land, found by 老李; a well that fell in, told by phone."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

import pytest
from playwright.sync_api import Page, expect

from lianxin.domain.cases.models import Case
from lianxin.domain.cases.rules import Level, Solved
from lianxin.domain.cases.services import (
    CallBackAnswer,
    case_call_back,
    case_dispatch,
    case_note,
    case_reply,
    case_sign,
    case_tick,
    case_verify,
    tracking_code,
)
from lianxin.domain.orgs.models import Org
from lianxin.domain.orgs.services import NewOrg, org_add
from lianxin.kernel import clock
from lianxin.kernel.actor import system
from tests.cast import COUNTY, PASSWORD, Cast, hire
from tests.journeys.test_bends import at_the_desk
from tests.journeys.test_desk_together import log_in as log_in_by_keyboard
from tests.journeys.test_other_pages import log_in
from tests.journeys.witness import Witness, tab_to

pytestmark = pytest.mark.django_db(transaction=True)
LAND = "东头老张家和老赵家为一垄地吵起来了，都说界石是对方挪的，秋收前动过手。"
WELL = "屯东头那眼井塌了，三十来户没水吃。"
PINYIN_KEYS, KEY_SECONDS, THINK_SECONDS = 3, 0.2, 1.35
"""A Chinese sign takes about three keys; a key a fifth of a second; each field a thought."""


def bureau(cast: Cast, part: str, name: str, line: str) -> Org:
    org = org_add(
        actor=system("journey"), org=NewOrg(name, name[1:], "department", "county", COUNTY, line)
    )
    hire(cast, part, "R14", COUNTY, org.pk)
    hire(cast, f"{part}_head", "R15", COUNTY, org.pk)
    return org


def test_a_quarrel_over_land_that_the_grid_worker_finds(county: Cast, witness: Witness) -> None:
    """未诉先办: nobody has complained yet. It rests over the winter and comes back on its day."""
    farm = bureau(county, "farm", "县农业农村局", "农业")
    when_老李_writes_it_down_on_the_way(witness)
    case = Case.objects.get()
    assert (case.origin, case.channel) == ("proactive", "grid_worker")
    case_dispatch(
        actor=county.actor("desk"), case_id=case.pk, unit=farm.pk, level=Level.COMPLEX,
        category="0101",
    )  # fmt: skip
    case_sign(actor=county.actor("farm"), case_id=case.pk)
    case_note(
        actor=county.actor("farm"), case_id=case.pk, text="到地头看了，雪盖着，界石找不准。",
        is_public=True, is_contact=True,
    )  # fmt: skip
    day = clock.today() + timedelta(days=60)
    when_it_is_put_aside_until_spring(witness, case, day.isoformat())
    assert Case.objects.get(pk=case.pk).state == "suspended"
    morning = datetime.combine(day, time(9, 0), tzinfo=clock.LOCAL)
    case_tick(actor=system("tick"), now=morning)
    then_it_is_back_in_hand(witness, case)


def when_老李_writes_it_down_on_the_way(witness: Witness) -> None:
    page = witness.phone(has_touch=True)
    page.goto("/desk/cases/new/")
    log_in(page, "grid", PASSWORD)
    page.get_by_label("我自己看到的").check()
    page.get_by_label("具体在哪儿").fill("东头地块")
    page.get_by_label("什么事").fill(LAND)
    page.get_by_role("combobox", name="类别").fill("地界")
    page.locator("[role=option]:visible").first.click()
    page.get_by_label("牵涉多少人").fill("2")
    witness.look(page, "phone-grid-worker-writes")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.locator("h1")).to_have_text("登记好了")
    witness.look(page, "phone-grid-worker-done")


def when_it_is_put_aside_until_spring(witness: Witness, case: Case, day: str) -> None:
    page = at_the_desk(witness, "farm_head", "待签收", case)
    page.get_by_text("更多办法").click()
    page.get_by_role("link", name="挂账").last.click()
    sheet = page.locator("#suspend")
    sheet.get_by_label(re.compile("季节不合适")).check()
    sheet.get_by_label("等什么条件具备就能办").fill("开春化冻，能请测绘的来量")
    sheet.get_by_label(re.compile("哪一天再看一次")).fill(day)
    sheet.get_by_label("跟反映人怎么解释的").fill("地冻着量不准，开春两家到场一起量。")
    witness.look(page, "desk-put-aside")
    sheet.get_by_role("button", name="挂账").click()
    expect(page.locator(".toast")).to_contain_text("挂上了")
    page.goto("/desk/?queue=held")
    expect(page.locator("#list")).to_contain_text("东头老张家")
    witness.look(page, "desk-held")
    page.context.close()


def then_it_is_back_in_hand(witness: Witness, case: Case) -> None:
    assert Case.objects.get(pk=case.pk).state == "working"
    page = at_the_desk(witness, "farm", "待签收", case)
    expect(page.locator(".case-marks")).to_contain_text("办理中")
    expect(page.locator("main")).to_contain_text("接着办")
    witness.look(page, "desk-back-in-hand")


def test_a_well_that_fell_in_told_by_phone(county: Cast, witness: Witness) -> None:
    """A call is written down with the keyboard alone, in well under 40 seconds of work."""
    water = bureau(county, "water", "县水利局", "水利")
    page = witness.desk()
    page.add_init_script(
        "addEventListener('keydown', e => { if (!e.isTrusted || e.key.length > 1) return;"
        " sessionStorage.signs = Number(sessionStorage.signs || 0) + 1; }, true);"
        "addEventListener('keydown', e => { if (e.key.length > 1)"
        " sessionStorage.keys = Number(sessionStorage.keys || 0) + 1; }, true);"
    )
    page.goto("/desk/")
    log_in_by_keyboard(page, "desk")
    page.evaluate("sessionStorage.clear()")
    fields = when_the_call_is_written_down(page)
    witness.look(page, "desk-well-registered")
    spent = seconds_of_work(page, fields)
    assert spent < 40, f"{spent:.0f} s"
    case = Case.objects.get()
    then_it_is_mended_and_asked_about(county, case, water)
    phone = witness.phone()
    phone.goto("/track/")
    phone.get_by_label("编号").fill(case.no)
    phone.get_by_label("查询码").fill(tracking_code(case))
    phone.get_by_role("button", name="查").click()
    expect(phone.locator("main")).to_contain_text("井口砌好了")
    witness.look(phone, "phone-well-mended")


def when_the_call_is_written_down(page: Page) -> int:
    """What is asked for and no more; returns how many fields were filled in."""
    page.keyboard.press("n")
    expect(page.locator("#f-reporter_phone")).to_be_focused()
    page.keyboard.type("13841800001")
    tab_to(page, page.locator("#f-reporter_name"))
    page.keyboard.type("王桂兰")
    tab_to(page, page.locator("#f-place"))
    page.keyboard.type("小新立屯")
    offered = page.get_by_role("option").filter(has_text="卧凤沟乡小新立屯村")
    expect(offered).to_be_visible()
    while offered.get_attribute("aria-selected") != "true":
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    tab_to(page, page.locator("#f-text"))
    page.keyboard.type(WELL)
    page.keyboard.press("Control+Enter")
    expect(page.locator("h1")).to_have_text("登记好了")
    return 4


def seconds_of_work(page: Page, fields: int) -> float:
    """By the keystroke-level model: keys, with pinyin for each sign, and a thought per field."""
    keys = int(page.evaluate("sessionStorage.keys || 0"))
    digits = 11
    signs = len("王桂兰小新立屯" + WELL)
    return (keys + digits + signs * PINYIN_KEYS) * KEY_SECONDS + fields * THINK_SECONDS


def then_it_is_mended_and_asked_about(cast: Cast, case: Case, water: Org) -> None:
    case_dispatch(
        actor=cast.actor("desk"), case_id=case.pk, unit=water.pk, level=Level.URGENT,
        category="0601",
    )  # fmt: skip
    handler = cast.actor("water")
    case_sign(actor=handler, case_id=case.pk)
    case_note(
        actor=handler, case_id=case.pk, text="先拉水车送水。", is_public=True, is_contact=True
    )
    case_reply(
        actor=handler, case_id=case.pk, outcome="solved", text="井口砌好了，换了水泵，水通了。"
    )
    case.refresh_from_db()
    if case.state == "verify":
        case_verify(
            actor=cast.actor("grid"), case_id=case.pk, is_passed=True, text="水通了，尝了不浑。"
        )
    case_call_back(
        actor=cast.actor("caller"), case_id=case.pk,
        answer=CallBackAnswer("phone", True, True, Solved.YES, 5),
    )  # fmt: skip
    assert Case.objects.get(pk=case.pk).state == "closed"

"""The county sets how long things take, and enters next year's holidays; everybody can read both."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from lianxin.kernel import clock
from tests.cast import COUNTY, PASSWORD, Cast, hire
from tests.journeys.witness import PHONE, Witness

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_county_sets_its_clocks_and_its_calendar(county: Cast, witness: Witness) -> None:
    hire(county, "admin", "R22", COUNTY)
    page = at_desk(witness, "desk")
    witness.expected.add(422)
    when_the_desk_sets_clocks(page, witness)
    page = at_desk(witness, "admin")
    when_the_administrator_enters_a_year(page, witness)


def at_desk(witness: Witness, who: str) -> Page:
    page = witness.desk()
    page.goto("/desk/clocks/")
    page.locator("input[name=login]").fill(who)
    page.locator("input[name=password]").fill(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    return page


def when_the_desk_sets_clocks(page: Page, witness: Witness) -> None:
    page.goto("/desk/clocks/")
    expect(page.locator("h1")).to_have_text("办理时限")
    witness.look(page, "clocks")
    page.get_by_role("link", name="定新时限").click()
    page.locator("#f-n-3-result").fill("0")
    page.get_by_role("button", name="看看改了什么").click()
    expect(page.get_by_role("alert")).to_contain_text("1 或者更大")
    witness.look(page, "clocks-refused")
    page.locator("#f-n-3-result").fill("5")
    page.get_by_label("从哪天起").fill(str(clock.today() + timedelta(days=3)))
    page.get_by_label("依据").fill("县政府常务会议纪要（示例）")
    page.get_by_role("button", name="看看改了什么").click()
    expect(page.locator("main")).to_contain_text("先看一遍，再定")
    witness.look(page, "clocks-looked-at")
    page.get_by_role("button", name="就这样定").click()
    expect(page.locator("main")).to_contain_text("以后要用的")
    witness.look(page, "clocks-coming")
    page.set_viewport_size(PHONE)
    witness.look(page, "clocks-on-a-phone")
    page.goto("/desk/clocks/new/")
    witness.look(page, "clocks-form-on-a-phone")
    page.goto("/desk/clocks/")
    page.get_by_role("button", name="撤回").click()
    expect(page.locator("main")).not_to_contain_text("以后要用的")


def when_the_administrator_enters_a_year(page: Page, witness: Witness) -> None:
    year = clock.today().year + 1
    page.goto(f"/desk/calendar/?year={year}")
    page.get_by_text("整年的放假通知").click()
    form = page.locator("#add-year")
    form.get_by_label("每行一天或者一段").fill("1月1日至3日 休 元旦\n春节再说")
    form.get_by_label("依据").fill("国办通知（示例）")
    form.get_by_role("button", name="读出来看看").click()
    expect(page.get_by_role("alert")).to_contain_text("看不懂")
    witness.look(page, "calendar-refused")
    form = page.locator("#add-year")
    form.get_by_label("每行一天或者一段").fill("1月1日至3日 休 元旦\n2月20日 班 春节调休")
    form.get_by_role("button", name="读出来看看").click()
    witness.look(page, "calendar-read-back")
    page.get_by_role("button", name="就这样录").click()
    expect(page.locator("#own-days")).to_contain_text("春节调休")
    witness.look(page, "calendar-own-days")
    page.set_viewport_size(PHONE)
    witness.look(page, "calendar-on-a-phone")
    page.set_viewport_size({"width": 720, "height": 1040})
    page.emulate_media(media="print")
    witness.picture(page, "calendar-on-paper")
    page.emulate_media(media="screen")
    page.locator("#own-days input[type=checkbox]").first.check()
    page.get_by_role("button", name="撤回勾选的日子").click()
    expect(page.locator("#own-days input[type=checkbox]")).to_have_count(3)

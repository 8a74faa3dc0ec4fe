"""王奶奶 says it again: first joined to her own, then, the third time, one person for it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from lianxin.domain.cases.models import Case
from tests.cast import PASSWORD, Cast, dispatched, register
from tests.journeys.test_other_pages import log_in
from tests.journeys.witness import Witness

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_same_again_and_the_third_time(county: Cast, witness: Witness) -> None:
    phone = witness.phone()
    when_she_reports(phone)
    first = Case.objects.get()
    dispatched(county, first)
    phone.goto("/")
    when_she_reports(phone, send=False)
    expect(phone.locator("main")).to_contain_text("是不是这一件？")
    witness.look(phone, "again-phone-offered")
    phone.get_by_role("button", name="是同一件，添到那件上").click()
    expect(phone.locator("h1")).to_have_text("收到了！")
    phone.get_by_role("link", name="看办到哪了").click()
    expect(phone.locator("main")).to_contain_text("跟您先前报的那件一起办")
    witness.look(phone, "again-phone-joined")

    case = [register(reporter_phone="13841800007") for _ in range(3)][-1]
    desk = witness.desk()
    desk.goto("/desk/")
    log_in(desk, "dispatcher", PASSWORD)
    expect(desk.locator("h1")).to_have_text("待派")
    desk.goto(f"/desk/cases/{case.pk}/?do=dispatch")
    expect(desk.locator("main")).to_contain_text("报过，还在办")
    witness.look(desk, "again-desk-dispatch")
    dispatched(county, case)
    desk.goto(f"/desk/cases/{case.pk}/")
    witness.look(desk, "again-desk-asks-for-a-person")
    desk.set_viewport_size({"width": 390, "height": 844})
    desk.goto(f"/desk/cases/{case.pk}/")
    witness.look(desk, "again-desk-small")
    desk.get_by_role("button", name="大周", exact=True).click()
    expect(desk.locator("main")).to_contain_text("专人：大周")
    witness.look(desk, "again-desk-person-named")


def when_she_reports(page: Page, *, send: bool = True) -> None:
    page.goto("/report/")
    if page.get_by_role("button", name="卧凤沟乡", exact=True).count():
        page.get_by_role("button", name="卧凤沟乡", exact=True).click()
        page.get_by_role("button", name="小新立屯村", exact=True).click()
    page.locator(".actionbar .btn-primary").click()
    page.get_by_label("写几句话").fill("村口垃圾三天没清运了")
    page.locator(".actionbar .btn-primary").click()
    page.locator(".actionbar .btn-primary").click()
    page.locator("input[name=phone]").fill("13841800001")
    page.locator(".actionbar .btn-primary").click()
    if send:
        page.locator(".actionbar .btn-primary").click()
        expect(page.locator("h1")).to_have_text("收到了！")

"""An order that went to the wrong unit, and a villager who says that it is not good yet."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from lianxin.domain.cases.models import Case
from lianxin.domain.cases.services import tracking_code
from tests.cast import PASSWORD, Cast, closed, dispatched
from tests.journeys.test_other_pages import log_in
from tests.journeys.witness import Witness

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_order_is_sent_back_with_its_basis(county: Cast, witness: Witness) -> None:
    case = dispatched(county)
    handler = at_the_desk(witness, "handler", "待签收", case)
    when_the_unit_sends_it_back(handler, witness)
    assert Case.objects.get(pk=case.pk).state == "return_req"
    sister = at_the_desk(witness, "dispatcher", "待派", case)
    sister.keyboard.press("e")
    expect(sister.get_by_text("县职责清单第三十条").first).to_be_visible()
    sister.get_by_label("同意", exact=True).check()
    witness.look(sister, "desk-return-decide")
    sister.get_by_role("button", name="审完了").click()
    expect(sister.locator(".toast")).to_contain_text("审完了")
    witness.look(sister, "desk-returned")
    assert Case.objects.get(pk=case.pk).state == "registered"


def when_the_unit_sends_it_back(page: Page, witness: Witness) -> None:
    witness.expected.add(422)
    page.get_by_text("更多办法").click()
    page.get_by_role("link", name="申请退单").click()
    page.get_by_role("button", name="送去审").click()
    expect(page.locator("#return_ask")).to_have_attribute("open", "")
    expect(page.get_by_role("alert").first).to_be_visible()
    witness.look(page, "desk-return-without-basis")
    page.get_by_label("依据").fill("县职责清单第三十条")
    page.get_by_label("为什么不归你们").fill("这段路归交通运输局管。")
    page.get_by_role("button", name="送去审").click()
    expect(page.locator(".toast")).to_contain_text("送去审了")
    witness.look(page, "desk-return-asked")


def at_the_desk(witness: Witness, who: str, queue: str, case: Case) -> Page:
    page = witness.desk()
    page.goto("/desk/")
    log_in(page, who, PASSWORD)
    expect(page.locator("h1")).to_have_text(queue)
    page.goto(f"/desk/cases/{case.pk}/")
    return page


def test_王奶奶_says_that_it_is_not_good_yet(county: Cast, witness: Witness) -> None:
    case = closed(county)
    page = witness.phone()
    page.goto("/track/")
    page.get_by_label("编号").fill(case.no)
    page.get_by_label("查询码").fill(tracking_code(case))
    page.get_by_role("button", name="查").click()
    page.get_by_text("其实还没好？请接着办").click()
    page.get_by_label("哪里还没好").fill("又堆上了，比上回还多。")
    witness.look(page, "phone-not-good-yet")
    page.get_by_role("button", name="请接着办").click()
    expect(page.locator("main")).to_contain_text("接着办")
    witness.look(page, "phone-begun-again")
    assert Case.objects.get(pk=case.pk).state == "reopened"

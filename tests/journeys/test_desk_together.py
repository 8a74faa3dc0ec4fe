"""Several people at the desk at once, and one who was called away in the middle of a sentence."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from lianxin.domain.cases.models import Case
from lianxin.domain.users.services import account_create, role_assign
from lianxin.kernel.actor import system
from tests.cast import PASSWORD, TOWN, Cast, dispatched, register
from tests.journeys.witness import Witness, press_on, tab_to

pytestmark = pytest.mark.django_db(transaction=True)
TYPED = "孩子上学的路，请今天就去看看。"
NOTED = "下午两点和老吴一起去看过，车进不了胡同。"


def test_two_dispatchers_at_once(county: Cast, witness: Witness) -> None:
    """The second is told that somebody else is looking, and later that it has been done."""
    case = register()
    given_another_dispatcher()
    first = at_the_desk(witness, "dispatcher", case)
    second = at_the_desk(witness, "dispatcher2", case)
    expect(second.locator("#watching")).to_contain_text("孙姐 也在看这件事")
    witness.look(second, "desk-somebody-else-is-looking")
    when_both_write(first, second)
    send(first)
    expect(first.locator(".toast")).to_contain_text("派出去了")
    witness.expected.add(409)
    send(second)
    then_the_second_reads_what_happened(second)
    witness.look(second, "desk-somebody-was-faster")
    assert Case.objects.get(pk=case.pk).state == "dispatched"


def given_another_dispatcher() -> None:
    boss = system("test")
    user = account_create(
        actor=boss, username="dispatcher2", name="小孟", password=PASSWORD, area=TOWN
    )
    user.must_change_password = False
    user.save(update_fields=["must_change_password"])
    role_assign(actor=boss, user_id=user.pk, role="R11", area=TOWN, unit=None)


def when_both_write(*pages: Page) -> None:
    for page in pages:
        page.keyboard.press("d")
        tab_to(page, page.get_by_label("交代一句"))
        page.keyboard.type(TYPED)


def send(page: Page) -> None:
    press_on(page, page.locator(".fold[open] .sheet-foot button").first)


def then_the_second_reads_what_happened(page: Page) -> None:
    told = page.get_by_role("alert").first
    expect(told).to_contain_text("刚刚有别人办过这件事")
    expect(page.locator("main")).to_contain_text(TYPED)
    expect(page.locator(".case-marks")).to_contain_text("待签收")


def test_words_survive_an_expired_log_in(county: Cast, witness: Witness) -> None:
    """大周 is logged out while he writes; he logs in again and his words are in the form."""
    case = dispatched(county)
    page = at_the_desk(witness, "handler", case)
    page.keyboard.press("s")
    expect(page.locator(".toast")).to_contain_text("签收了")
    page.wait_for_load_state()
    page.keyboard.press("b")
    tab_to(page, page.get_by_label("做了什么"))
    page.keyboard.type(NOTED)
    page.context.clear_cookies(name="sessionid")
    send(page)
    expect(page).to_have_url(re.compile("/desk/login/"))
    witness.look(page, "desk-log-in-again")
    log_in(page, "handler")
    expect(page.locator("#note textarea")).to_have_value(NOTED)
    witness.look(page, "desk-words-are-back")
    send(page)
    expect(page.locator(".toast")).to_contain_text("记下了")
    expect(page.locator("main")).to_contain_text(NOTED)


def test_words_survive_a_closed_browser(county: Cast, witness: Witness) -> None:
    """What was typed and not sent lies in the form at the next visit, on any machine."""
    case = dispatched(county)
    page = at_the_desk(witness, "handler", case)
    page.keyboard.press("b")
    tab_to(page, page.get_by_label("做了什么"))
    page.keyboard.type(NOTED)
    expect(page.locator("#note [data-draft-state]")).to_contain_text("已自动存好")
    page.context.close()
    page = at_the_desk(witness, "handler", case)
    expect(page.locator("#note textarea")).to_have_value(NOTED)
    expect(page.locator("#note .draft-note")).to_contain_text("上次没写完")
    witness.look(page, "desk-half-written")


def test_a_caller_is_taken_in_by_keyboard(county: Cast, witness: Witness) -> None:
    """县台小冯 writes while she listens; 王奶奶 hears number and code at the end."""
    page = witness.desk()
    page.goto("/desk/")
    log_in(page, "desk")
    expect(page.locator("#list")).to_be_visible()
    page.keyboard.press("n")
    expect(page.locator("#f-reporter_phone")).to_be_focused()
    page.keyboard.type("13841800001")
    for field, words in (("reporter_name", "王桂兰"), ("place", "小新立屯")):
        tab_to(page, page.locator(f"#f-{field}"))
        page.keyboard.type(words)
    offered = page.get_by_role("option").filter(has_text="卧凤沟乡小新立屯村")
    expect(offered).to_be_visible()
    while offered.get_attribute("aria-selected") != "true":
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    tab_to(page, page.locator("#f-text"))
    page.keyboard.type("家里着火了，柴火垛烧着了！")
    expect(page.locator("#danger")).to_contain_text("119")
    witness.look(page, "desk-register-danger")
    page.keyboard.press("Control+Enter")
    expect(page.locator("h1")).to_have_text("登记好了")
    expect(page.locator(".read-out dd")).to_have_count(2)
    witness.look(page, "desk-registered")


def at_the_desk(witness: Witness, who: str, case: Case) -> Page:
    page = witness.desk()
    page.goto(f"/desk/cases/{case.pk}/")
    log_in(page, who)
    expect(page.locator(".case-head h1")).to_be_visible()
    page.wait_for_load_state("networkidle")
    return page


def log_in(page: Page, who: str) -> None:
    tab_to(page, page.locator("input[name=login]"))
    page.keyboard.type(who)
    tab_to(page, page.locator("input[name=password]"))
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/desk/(?!login)"))
    page.wait_for_load_state()

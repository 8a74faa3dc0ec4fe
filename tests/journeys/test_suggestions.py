"""The program suggests and a person decides: category, place, and reports that look alike."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from lianxin.domain.cases.models import Case
from tests.cast import OTHER_VILLAGE, Cast, register
from tests.journeys.test_desk_together import at_the_desk, log_in
from tests.journeys.witness import PHONE, Witness, tab_to

pytestmark = pytest.mark.django_db(transaction=True)
TOLD = "大板镇三家子村村口的垃圾箱满了，好些天没人来拉，苍蝇嗡嗡的。"


def test_a_caller_is_understood_while_speaking(county: Cast, witness: Witness) -> None:
    """县台小冯 types what she hears; place and category are offered, one key takes each."""
    known = register(area=OTHER_VILLAGE, text="村口垃圾箱满了没人拉", place_text="村口")
    register(area=OTHER_VILLAGE, text="机井坏了浇不上地", category="0703")
    page = witness.desk()
    page.goto("/desk/cases/new/")
    log_in(page, "desk")
    page.goto("/desk/cases/new/")
    tab_to(page, page.locator("#f-text"))
    page.keyboard.type(TOLD)
    advice = page.locator("#advice")
    expect(advice).to_contain_text("是不是大板镇三家子村？")
    expect(advice).to_contain_text("看着像同一件事")
    expect(advice.get_by_role("link")).to_have_attribute("href", f"/desk/cases/{known.pk}/")
    witness.look(page, "desk-suggestions")
    page.keyboard.press("Alt+1")
    expect(page.locator("#f-category")).to_have_value("垃圾清运（环境卫生）")
    expect(page.locator("#f-text")).to_have_value(TOLD)
    tab_to(page, page.locator("#advice").get_by_role("button", name="是", exact=True))
    page.keyboard.press("Enter")
    expect(page.locator("#f-place")).to_have_value("大板镇三家子村")
    expect(advice).not_to_contain_text("是不是")
    expect(advice.locator('[value="0402"]')).to_have_attribute("aria-pressed", "true")
    witness.look(page, "desk-suggestions-taken")
    page.locator("#f-reporter_phone").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("登记好了")
    case = Case.objects.exclude(text__startswith="机井").get(text=TOLD)
    assert (case.area_id, case.category) == (OTHER_VILLAGE, "0402")


def test_five_villages_of_one_name_are_asked(county: Cast, witness: Witness) -> None:
    """On a phone in the field: which 三家子 is meant, is chosen and not guessed."""
    page = witness.desk(viewport=PHONE)
    page.goto("/desk/cases/new/")
    log_in(page, "desk")
    page.goto("/desk/cases/new/")
    page.locator("#f-text").fill("三家子村东头的路灯不亮了，晚上看不见道。")
    asked = page.locator("#advice").get_by_role("button", name="三家子村")
    expect(asked).to_have_count(4)
    witness.look(page, "phone-which-village")
    asked.filter(has_text="大板镇").click()
    expect(page.locator("#f-place")).to_have_value("大板镇三家子村")
    expect(page.locator("#advice")).to_contain_text("路灯")


def test_without_script_nothing_typed_is_lost(county: Cast, witness: Witness) -> None:
    """An old browser: a press brings the form back with the suggestion in it."""
    page = witness.desk(java_script_enabled=False)
    page.goto("/desk/cases/new/")
    log_in(page, "desk")
    page.goto("/desk/cases/new/")
    page.locator("#f-reporter_name").fill("刘示例")
    page.locator("#f-text").fill(TOLD)
    page.get_by_role("button", name="看看系统建议").click()
    page.get_by_role("button", name="是", exact=True).click()
    page.get_by_role("button", name="垃圾清运").click()
    expect(page.locator("#f-category")).to_have_value("0402")
    expect(page.locator("#f-place")).to_have_value("大板镇三家子村")
    expect(page.locator("#f-reporter_name")).to_have_value("刘示例")
    expect(page.locator("#f-text")).to_have_value(TOLD)


def test_the_dispatcher_sees_the_same_suggestions(county: Cast, witness: Witness) -> None:
    """孙姐 opens a matter without a category; one key fills it in and the units follow."""
    register()
    case = register(category="", text="小新立屯村口垃圾箱满了没人拉，苍蝇嗡嗡的。")
    page = at_the_desk(witness, "dispatcher", case)
    page.keyboard.press("d")
    expect(page.get_by_text("系统建议，请您定")).to_be_visible()
    then_one_key_takes_the_first(page)
    witness.look(page, "desk-dispatch-suggestions")


def then_one_key_takes_the_first(page: Page) -> None:
    page.keyboard.press("Alt+1")
    expect(page.locator("#f-category")).to_have_value("垃圾清运（环境卫生）")
    expect(page.locator("#units .opt-first")).to_be_visible()

"""七条渠道: the county's desk opens its channels; 王奶奶 finds them in one tap, the clerk by key."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from lianxin.domain.cases.models import Case
from lianxin.domain.orgs.services import Wording, channel_add
from lianxin.kernel import ids
from lianxin.kernel.actor import system
from tests.cast import COUNTY, VILLAGE, Cast
from tests.journeys.test_desk_together import log_in as log_in_by_keyboard
from tests.journeys.witness import Witness

pytestmark = pytest.mark.django_db(transaction=True)
SIX = (
    ("wechat_code", "微信公众号", "示例县办事", "昼夜都能发", "也可以扫村部墙上的码"),
    ("mini_program", "微信小程序", "示例办事", "昼夜都能报", ""),
    ("sms", "短信", "10690418000123", "早八点到晚八点回", "写清村名和什么事"),
    ("email", "邮箱", "desk@example.com", "上班时间看", ""),
    ("letter_box", "信箱", "各村村部大门左边", "周一、周四开箱", "不留名也行"),
    ("wechat_group", "微信群", "示例随手拍", "早八点到晚八点有人看", "进群请找村干部"),
)


def test_seven_channels(county: Cast, witness: Witness) -> None:
    desk = witness.desk()
    desk.goto("/desk/")
    log_in_by_keyboard(desk, "desk")
    when_the_desk_opens_the_first(desk, witness)
    for kind, name, address, hours, remark in SIX:
        channel_add(
            actor=system("journey"), id=ids.new(), county=COUNTY[:6], kind=kind,
            wording=Wording(name, address, hours, remark),
        )  # fmt: skip
    when_the_order_changes_and_one_rests(desk, witness)
    then_王奶奶_finds_them_in_one_tap(witness)
    then_the_clerks_last_choice_stands(desk)


def when_the_desk_opens_the_first(page: Page, witness: Witness) -> None:
    page.goto("/desk/channels/")
    witness.look(page, "desk-channels-empty")
    page.get_by_role("link", name="加第一条").click()
    page.get_by_label("哪一种").select_option("phone")
    page.get_by_label("号码、名称或地方").fill("0418-12")
    page.get_by_label("什么时候有人").fill("昼夜有人接")
    witness.expected.add(422)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("电话号码不对")
    witness.look(page, "desk-channel-wrong")
    page.get_by_label("号码、名称或地方").fill("0418 8212345")
    page.keyboard.press("Control+Enter")
    expect(page.locator("main")).to_contain_text("0418-8212345")


def when_the_order_changes_and_one_rests(page: Page, witness: Witness) -> None:
    page.goto("/desk/channels/")
    page.get_by_role("button", name="上移 短信").click()
    page.get_by_role("button", name="停用 微信公众号").click()
    expect(page.locator("main")).to_contain_text("停用的")
    page.get_by_role("button", name="重新开 微信公众号").click()
    page.get_by_role("button", name="停用 微信公众号").click()
    page.get_by_role("link", name="改 邮箱").click()
    page.get_by_label("再说一句").fill("能带照片")
    witness.look(page, "desk-channel-change")
    page.get_by_role("button", name="存好").click()
    witness.look(page, "desk-channels")


def then_王奶奶_finds_them_in_one_tap(witness: Witness) -> None:
    phone = witness.phone()
    phone.goto("/")
    phone.context.add_cookies([{"name": "lx_village", "value": VILLAGE, "url": phone.url}])
    phone.goto("/")
    witness.look(phone, "phone-home-with-ways")
    phone.get_by_role("link", name="都在这里").click()
    expect(phone.locator("main")).to_contain_text("各村村部大门左边")
    assert phone.locator("a[href='tel:04188212345']").count() == 1
    assert phone.locator("a[href='sms:10690418000123']").count() == 1
    witness.look(phone, "phone-ways")
    phone.goto("/mode/?to=elder&next=/ways/")
    witness.look(phone, "phone-ways-large-type")
    sheet = witness.desk()
    sheet.goto(f"/ways/poster/?county={COUNTY[:6]}")
    expect(sheet.locator("svg.segno")).to_be_visible()
    witness.look(sheet, "poster-on-paper")
    small = witness.phone()
    small.goto(f"/ways/poster/?county={COUNTY[:6]}")
    witness.look(small, "phone-poster")


def then_the_clerks_last_choice_stands(page: Page) -> None:
    """Nothing is asked twice: the second letter of the morning is a letter already."""
    for n in range(2):
        page.goto("/desk/cases/new/")
        if n:
            expect(page.locator("#f-channel")).to_have_value("letter_box")
        else:
            page.locator("#f-channel").select_option("letter_box")
        page.locator("#f-place").fill("小新立屯")
        page.get_by_role("option").filter(has_text="卧凤沟乡小新立屯村").click()
        page.locator("#f-text").fill(f"第 {n} 封信：路灯不亮。")
        page.keyboard.press("Control+Enter")
        expect(page.locator("h1")).to_have_text("登记好了")
    assert set(Case.objects.values_list("channel", flat=True)) == {"letter_box"}

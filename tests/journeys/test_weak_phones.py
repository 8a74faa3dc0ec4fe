"""Old phones and thin networks: a report gets through, and only once."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from lianxin.domain.cases.models import Case
from tests.cast import Cast
from tests.journeys.pictures import rubbish
from tests.journeys.witness import Witness

pytestmark = pytest.mark.django_db(transaction=True)
SAID = "村口的路灯坏了，晚上看不见路。"
SLOW = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 400 * 1024 / 8,
    "uploadThroughput": 200 * 1024 / 8,
}
USABLE_SECONDS = 6.0


def test_report_without_script(county: Cast, witness: Witness) -> None:
    """A phone on which no script runs; every page is a plain form."""
    page = given_an_old_phone(witness)
    when_she_reports_the_street_lamp(page)
    page.set_input_files(
        "#f-photos", [{"name": "a.jpg", "mimeType": "image/jpeg", "buffer": rubbish()}]
    )
    go_on(page)
    page.get_by_label("手机号码").fill("13841800001")
    go_on(page)
    expect(page.locator(".photos img, .answer img")).to_have_count(1)
    witness.picture(page, "phone-read-it-over")
    go_on(page)
    no, code = number_and_code(page)
    witness.picture(page, "phone-received")
    page.goto("/track/")
    page.get_by_label("编号", exact=True).fill(no)
    page.get_by_label("查询码，或者报的时候留的电话").fill(code)
    page.get_by_role("button", name="查一查").click()
    expect(page.locator("main")).to_contain_text("村口的路灯坏了")
    assert Case.objects.count() == 1


def test_report_on_a_slow_network(county: Cast, witness: Witness) -> None:
    """400 kbit/s with 400 ms of delay: usable soon, and a double tap sends once."""
    page = witness.phone()
    thin = page.context.new_cdp_session(page)
    thin.send("Network.enable")
    thin.send("Network.emulateNetworkConditions", SLOW)
    page.goto("/", wait_until="domcontentloaded")
    expect(page.get_by_role("link", name="报个事").first).to_be_visible()
    ready = page.evaluate("performance.getEntriesByType('navigation')[0].domInteractive / 1000")
    assert ready < USABLE_SECONDS, f"usable after {ready:.1f} s"
    witness.picture(page, "phone-home")
    when_she_reports_the_street_lamp(page)
    go_on(page)
    go_on(page)
    expect(page.locator("h1")).to_contain_text("看一遍")
    page.wait_for_load_state()
    sent: list[str] = []
    page.on("request", lambda r: sent.append(r.url) if r.method == "POST" else None)
    page.locator(".actionbar .btn-primary").dblclick()
    expect(page.get_by_role("heading", name="收到了！")).to_be_visible(timeout=20_000)
    assert len(sent) == 1
    witness.picture(page, "phone-received")
    assert Case.objects.count() == 1


def given_an_old_phone(witness: Witness) -> Page:
    return witness.phone(java_script_enabled=False)


def when_she_reports_the_street_lamp(page: Page) -> None:
    page.goto("/report/")
    page.get_by_role("button", name="卧凤沟乡", exact=True).click()
    page.get_by_role("button", name="小新立屯村", exact=True).click()
    expect(page.locator(".spot-village")).to_contain_text("卧凤沟乡小新立屯村")
    go_on(page)
    page.get_by_label("写几句话").fill(SAID)
    go_on(page)


def go_on(page: Page) -> None:
    asked = page.locator("h1").inner_text()
    page.locator(".actionbar .btn-primary").click()
    expect(page.locator("h1")).not_to_have_text(asked, timeout=20_000)


def number_and_code(page: Page) -> tuple[str, str]:
    no, code = ("".join(words.split()) for words in page.locator(".number-big").all_inner_texts())
    return no, code

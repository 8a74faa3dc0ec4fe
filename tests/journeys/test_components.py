"""The shared components in a real browser, in every size and colour, with and without script."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.journeys.axe import assert_accessible

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def gallery(page: Page, live_server: Any) -> Iterator[Page]:
    """The components on a phone; nothing may be refused by the browser meanwhile."""
    complaints: list[str] = []
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: complaints.append(str(e)))
    page.goto(f"{live_server.url}/gallery/")
    yield page
    assert complaints == []


@pytest.mark.parametrize("mode", ["normal", "elder"])
@pytest.mark.parametrize("skin", ["green", "red", "blue"])
@pytest.mark.parametrize(("path", "width"), [("/gallery/", 390), ("/gallery/?desk=1", 1440)])
def test_components_are_for_everybody(
    page: Page, live_server: Any, mode: str, skin: str, path: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{live_server.url}/mode/?to={mode}&skin={skin}&next={path.replace('?', '%3F')}")
    assert page.url.endswith(path)
    assert_accessible(page)


@pytest.mark.parametrize("mode", ["normal", "elder"])
@pytest.mark.parametrize("path", ["/gallery/", "/gallery/?desk=1", "/desk/login/", "/nothing/"])
def test_nothing_sticks_out_of_the_narrowest_phone(
    page: Page, live_server: Any, mode: str, path: str
) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{live_server.url}/mode/?to={mode}")
    page.goto(live_server.url + path)
    assert_accessible(page)


def test_a_photo_is_made_small_and_can_be_taken_back(gallery: Page) -> None:
    gallery.set_input_files("#f-photos", [_photo("a.png", 3000, 2000), _photo("b.png", 800, 600)])
    expect(gallery.locator(".shot")).to_have_count(2)
    expect(gallery.locator(".shot-said").first).to_contain_text("好了")
    expect(gallery.locator(".shot-said").nth(1)).to_contain_text("好了")
    size = gallery.evaluate(
        """async () => { const f = document.getElementById('f-photos').files[0];
        const b = await createImageBitmap(f); return [f.type, b.width, b.height]; }"""
    )
    assert size == ["image/jpeg", 1600, 1067]
    gallery.get_by_role("button", name="去掉这张照片").first.click()
    expect(gallery.locator(".shot")).to_have_count(1)
    assert gallery.evaluate("document.getElementById('f-photos').files.length") == 1


def test_something_that_is_no_photo_is_refused_in_words(gallery: Page) -> None:
    bad = {"name": "x.jpg", "mimeType": "image/jpeg", "buffer": b"MZ this is a program"}
    gallery.set_input_files("#f-photos", [bad])
    expect(gallery.locator(".photos [data-state]")).to_have_text("这个不是照片，换一张吧")
    assert gallery.evaluate("document.getElementById('f-photos').files.length") == 0


def test_a_voice_note_is_recorded_and_can_be_deleted(gallery: Page) -> None:
    gallery.context.grant_permissions(["microphone"])
    gallery.get_by_role("button", name="按一下，开始说").click()
    gallery.wait_for_timeout(1200)
    gallery.get_by_role("button", name="停").click()
    expect(gallery.locator(".voice [data-state]")).to_have_text("录好了，可以听一遍")
    size = "document.getElementById('f-voice').files[0].size"
    assert gallery.evaluate(size) > 100
    gallery.get_by_role("button", name="删掉重录").click()
    assert gallery.evaluate("document.getElementById('f-voice').files.length") == 0


def test_the_phones_place_goes_into_the_form(gallery: Page) -> None:
    gallery.get_by_role("button", name="我就在这里").click()
    expect(gallery.locator(".locate [data-state]")).to_contain_text("找到了")
    assert gallery.locator("[name=lon]").input_value() == "121.657300"


def test_the_map_takes_a_place_by_finger_and_by_keyboard(gallery: Page) -> None:
    box = gallery.locator(".map-box")
    box.scroll_into_view_if_needed()
    expect(gallery.locator(".map")).to_contain_text("示意边界（合成）")
    expect(gallery.locator(".map")).to_contain_text("审图号")
    box.click(position={"x": 60, "y": 250})
    expect(gallery.locator(".map-said")).to_contain_text("甲村")
    lon = gallery.locator("[name=lon]").input_value()
    box.focus()
    gallery.keyboard.press("Enter")
    assert gallery.locator("[name=lon]").input_value() != lon


def test_a_press_that_cannot_be_undone_asks_once_more(gallery: Page) -> None:
    gallery.get_by_role("button", name="撤回").click()
    expect(gallery.locator("#confirm")).to_contain_text("真的要撤回这件事吗？")
    gallery.get_by_role("button", name="再想想").click()
    expect(gallery.locator("#confirm")).to_be_hidden()


def test_the_page_is_read_in_order_and_can_be_stopped(page: Page, live_server: Any) -> None:
    page.add_init_script(
        """window.said = [];
        Object.defineProperty(window, 'speechSynthesis', {value: {
          getVoices: () => [{lang: 'zh-CN'}], cancel: () => {},
          speak: u => { said.push(u.text); document.title = `${said.length}`;
            if (said.length < 3) setTimeout(() => u.onend(), 20); }}});
        window.SpeechSynthesisUtterance = function (text) { this.text = text; };"""
    )
    page.goto(f"{live_server.url}/gallery/")
    page.get_by_role("button", name="朗读").click()
    expect(page.locator(".is-read")).to_have_count(1)
    expect(page).to_have_title("3")
    assert page.evaluate("said")[0] == "正在办的事"
    page.get_by_role("button", name="停", exact=True).first.click()
    expect(page.locator(".is-read")).to_have_count(0)


def test_what_was_typed_is_back_when_the_page_is_opened_again(page: Page, live_server: Any) -> None:
    page.goto(f"{live_server.url}/gallery/?empty=1")
    page.fill("#f-text", "水井抽水泵坏了，十二户没水吃")
    page.wait_for_timeout(1500)
    page.goto(f"{live_server.url}/gallery/?empty=1")
    assert page.locator("#f-text").input_value() == "水井抽水泵坏了，十二户没水吃"


def test_the_desk_is_worked_by_keyboard(page: Page, live_server: Any) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{live_server.url}/gallery/?desk=1")
    page.keyboard.press("/")
    expect(page.locator("#f-q")).to_be_focused()
    page.keyboard.type("dj")
    assert page.locator("#f-q").input_value() == "dj"
    page.locator("#main").focus()
    page.keyboard.press("j")
    expect(page.locator("[data-row] a").nth(1)).to_be_focused()
    page.keyboard.press("d")
    expect(page.locator("#dispatch")).to_have_attribute("open", "")
    expect(page.locator("#f-unit")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#dispatch summary")).to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="用键盘办事")).to_be_visible()
    page.uncheck("#keys-switch")
    page.keyboard.press("Escape")
    page.keyboard.press("d")
    expect(page.locator("#dispatch")).not_to_have_attribute("open", "")


def test_answers_of_the_server_come_as_toasts(page: Page, live_server: Any) -> None:
    page.goto(f"{live_server.url}/gallery/?desk=1")
    page.evaluate(
        "document.body.dispatchEvent(new CustomEvent('toast', "
        "{bubbles: true, detail: {kind: 'success', text: '已派给环卫所'}}))"
    )
    expect(page.get_by_role("status").filter(has_text="已派给环卫所")).to_be_visible()


def test_everything_can_be_filled_in_without_script(browser: Browser, live_server: Any) -> None:
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{live_server.url}/gallery/")
    expect(page.locator("#f-photos")).to_be_visible()
    expect(page.locator("#f-voice")).to_be_visible()
    expect(page.get_by_role("button", name="按一下，开始说")).to_be_hidden()
    expect(page.get_by_role("button", name="朗读")).to_be_hidden()
    page.get_by_role("link", name="长辈版").click()
    expect(page.locator("html")).to_have_attribute("data-mode", "elder")
    context.close()


def _photo(name: str, width: int, height: int) -> Any:
    out = io.BytesIO()
    Image.effect_noise((width, height), 20).save(out, "PNG")
    return {"name": name, "mimeType": "image/png", "buffer": out.getvalue()}

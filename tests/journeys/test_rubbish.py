"""The rubbish of 小新立屯村: from 王奶奶's phone to the sanitation station and back to her."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from lianxin.domain.cases.models import Case
from tests.cast import PASSWORD, Cast, replied
from tests.journeys.pictures import rubbish
from tests.journeys.witness import Witness, choose, press_on, tab_to

pytestmark = pytest.mark.django_db(transaction=True)
SAID = "村口垃圾点三天没清运了，味儿大得呛人，孩子上学从那儿过。"
ANSWER = "环卫站老吴今天下午开车去清运了村口垃圾点，撒了石灰。以后每周二、五来拉。不满意请打 0418-8800123。"
PHOTO = {"name": "IMG_0421.jpg", "mimeType": "image/jpeg"}


class Tale:
    """The journey, told in its steps. `mode`: the type size of the villager's phone."""

    def __init__(self, witness: Witness, mode: str) -> None:
        self.witness = witness
        self.mode = mode
        self.phone = witness.phone(has_touch=True)
        self.no = self.code = ""

    # --- the villager's phone -----------------------------------------------------------------

    def given_王奶奶_opens_the_first_page(self) -> None:
        self.phone.goto("/")
        if self.mode == "elder":
            self.phone.get_by_role("link", name="长辈版").click()
            expect(self.phone.locator("html")).to_have_attribute("data-mode", "elder")
        self._look("home")

    def when_she_says_where(self) -> None:
        self.phone.get_by_role("link", name=re.compile("报个事")).click()
        expect(self._question).to_contain_text("事情在哪个村")
        self._look("where-township")
        self.phone.get_by_role("button", name="卧凤沟乡", exact=True).click()
        expect(self._question).to_contain_text("卧凤沟乡的哪个村")
        self._look("where-village")
        self.phone.get_by_role("button", name="小新立屯村", exact=True).click()
        expect(self.phone.locator(".spot-village")).to_contain_text("卧凤沟乡小新立屯村")
        self.phone.get_by_label("具体地方").fill("村口小卖部旁边")
        self._look("where-spot")
        self._on()

    def and_what(self) -> None:
        self.phone.get_by_label("写几句话").fill(SAID)
        self._look("what")
        self._on()
        self.phone.set_input_files("#f-photos", [{**PHOTO, "buffer": rubbish()}])
        expect(self.phone.locator(".shot-said")).to_contain_text("好了")
        self.phone.get_by_role("radio", name="垃圾、环境").check()
        self._look("photo-and-kind")
        self._on()

    def and_who_she_is(self) -> None:
        self.phone.get_by_label("手机号码").fill("13841800001")
        self.phone.get_by_label("怎么称呼您").fill("王桂兰")
        self._look("who")
        self._on()

    def then_she_reads_who_gets_it_and_sends_it(self) -> None:
        expect(self.phone.locator(".gets")).to_contain_text("卧凤沟乡")
        expect(self.phone.locator(".said")).to_have_text(SAID)
        self._look("read-it-over")
        self._on()
        expect(self.phone.get_by_role("heading", name="收到了")).to_be_visible()
        numbers = self.phone.locator(".number-big").all_inner_texts()
        self.no, self.code = ("".join(words.split()) for words in numbers)
        assert re.fullmatch(r"\d{18,20}", self.no)
        self._look("received")

    def when_she_asks_on_another_phone(self) -> None:
        self.phone.context.close()
        self.phone = self.witness.phone(has_touch=True)
        self.phone.goto(f"/mode/?to={self.mode}&next=/track/")
        self.phone.get_by_label("编号", exact=True).fill(self.no)
        self.phone.get_by_label("查询码，或者报的时候留的电话").fill(self.code.lower())
        self._look("track")
        self.phone.get_by_role("button", name="查一查").click()
        expect(self.phone.get_by_role("heading", name="经过")).to_be_visible()

    def then_she_sees(self, name: str, *words: str) -> None:
        self.phone.reload()
        for said in words:
            expect(self.phone.locator("main")).to_contain_text(said)
        self._look(name)

    def then_the_photo_of_the_answer_stands_under_it(self) -> None:
        answer = self.phone.locator("section", has=self.phone.get_by_role("heading", name="答复"))
        expect(answer.locator("img")).to_have_count(1)
        expect(self.phone.locator("main a:has(img)")).to_have_count(2)

    def when_she_says_that_it_is_solved(self) -> None:
        card = self.phone.locator("#rate")
        card.get_by_role("radio", name="解决了", exact=True).check()
        card.get_by_role("radio", name="很满意", exact=True).check()
        card.get_by_label("还想说点什么").fill("说到做到，谢谢。")
        self._look("rate")
        card.get_by_role("button", name="就这么说").click()
        expect(self.phone.locator("main")).to_contain_text("您说：解决了")

    def and_she_finds_help_and_numbers_to_ring(self) -> None:
        for address, name in (("/", "home-with-own"), ("/mine/", "mine"), ("/people/", "people")):
            self.phone.goto(address)
            self._look(name)

    # --- the desk, by keyboard alone ------------------------------------------------------------

    def log_in(self, who: str, queue: str) -> Page:
        """Somebody sits down at the desk; nobody touches a mouse."""
        page = self.witness.desk()
        page.goto("/desk/")
        tab_to(page, page.locator("input[name=login]"))
        page.keyboard.type(who)
        page.keyboard.press("Tab")
        tab_to(page, page.locator("input[name=password]"))
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text(queue)
        return page

    def open_first(self, page: Page, name: str) -> None:
        expect(page.locator("#list [data-row]").first).to_contain_text("小新立屯村")
        expect(page.locator("#detail")).to_contain_text(self.no)
        page.keyboard.press("ArrowDown")
        expect(page.locator("#list [data-row] a").first).to_be_focused()
        self.witness.look(page, f"desk-{name}-queue")
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_contain_text("村口垃圾点")
        expect(page.locator(".thumbs-large img")).to_have_count(1)
        self.witness.look(page, f"desk-{name}-case")

    def sheet(self, page: Page, key: str, verb: str, fill: Callable[[], None]) -> None:
        """A hotkey opens the form; it is filled in; its own button sends it."""
        page.wait_for_load_state()
        page.keyboard.press(key)
        expect(page.locator(f"#{verb}")).to_have_attribute("open", "")
        expect(page.locator(f"#{verb} .fold-body :focus")).to_have_count(1)
        fill()
        self.witness.look(page, f"desk-{verb}")
        press_on(page, page.locator(f"#{verb} .sheet-foot button").first)
        expect(page.locator(".toast")).to_be_visible()

    def when_孙姐_sends_it_to_the_sanitation_station(self) -> None:
        page = self.log_in("dispatcher", "待派")
        self.open_first(page, "dispatcher")

        def fill() -> None:
            page.keyboard.type("垃圾清运")
            expect(page.locator("#dispatch [role=option]").first).to_contain_text("垃圾")
            page.keyboard.press("Enter")
            expect(page.locator("#units input:checked + label")).to_contain_text("环卫站")
            tab_to(page, page.get_by_label("交代一句"))
            page.keyboard.type("孩子上学的路，请今天去。")

        self.sheet(page, "d", "dispatch", fill)
        self.witness.look(page, "desk-dispatched")
        page.context.close()

    def and_大周_takes_it_and_rings_her(self) -> None:
        self.handler = page = self.log_in("handler", "待签收")
        self.open_first(page, "handler")
        page.keyboard.press("s")
        expect(page.locator(".toast")).to_contain_text("签收了")

        def fill() -> None:
            page.keyboard.press("Space")
            tab_to(page, page.get_by_label("做了什么"))
            page.keyboard.type("已给王奶奶打电话，下午派车。")

        self.sheet(page, "b", "note", fill)
        self.witness.look(page, "desk-working")

    def and_he_answers(self) -> None:
        page = self.handler

        def fill() -> None:
            choose(page, page.locator("#reply input[name=outcome]").first)
            tab_to(page, page.locator("#reply textarea"))
            page.keyboard.type(ANSWER)
            press_on(page, page.locator("#reply details.more summary"))
            page.set_input_files("#reply [name=photos]", [{**PHOTO, "buffer": rubbish()}])
            expect(page.locator("#reply .shot-said")).to_contain_text("好了")

        self.sheet(page, "r", "reply", fill)
        expect(page.locator(".line .shots img")).to_have_count(1)
        self.witness.look(page, "desk-replied")
        page.context.close()

    def and_老李_goes_to_look(self) -> None:
        page = self.log_in("grid", "待核实")
        self.open_first(page, "grid")

        def fill() -> None:
            choose(page, page.locator("#verify input[name=is_passed][value='1']"))
            tab_to(page, page.locator("#verify textarea"))
            page.keyboard.type("去看了，垃圾点清干净了。")

        self.sheet(page, "e", "verify", fill)
        self.witness.look(page, "desk-verified")
        page.context.close()

    def and_小何_rings_back(self) -> None:
        page = self.log_in("caller", "待回访")
        self.open_first(page, "caller")

        def fill() -> None:
            choose(page, page.locator("#call_back input[name=reached][value='1']"))
            choose(page, page.locator("#call_back input[name=contacted][value='1']"))
            choose(page, page.locator("#call_back input[name=solved][value=yes]"))

        self.sheet(page, "h", "call_back", fill)
        expect(page.locator(".case-marks")).to_contain_text("办结")
        self.witness.look(page, "desk-closed")
        page.context.close()

    # --- small things -----------------------------------------------------------------------------

    @property
    def _question(self) -> Locator:
        return self.phone.locator("h1")

    def _on(self) -> None:
        asked = self.phone.locator("h1").inner_text()
        self.phone.locator(".actionbar .btn-primary").click()
        expect(self.phone.locator("h1")).not_to_have_text(asked)

    def _look(self, name: str) -> None:
        self.witness.look(self.phone, f"phone-{name}")


def test_rubbish_goes_round_the_loop(county: Cast, witness: Witness) -> None:
    tale = Tale(witness, "normal")
    tale.given_王奶奶_opens_the_first_page()
    tale.when_she_says_where()
    tale.and_what()
    tale.and_who_she_is()
    tale.then_she_reads_who_gets_it_and_sends_it()
    tale.when_she_asks_on_another_phone()
    tale.then_she_sees("case-received", "收到了")
    tale.when_孙姐_sends_it_to_the_sanitation_station()
    tale.then_she_sees("case-sent", "环卫站", "示例副乡长")
    tale.and_大周_takes_it_and_rings_her()
    tale.then_she_sees("case-in-hand", "下午派车")
    tale.and_he_answers()
    tale.then_she_sees("case-answered", "每周二、五来拉")
    tale.then_the_photo_of_the_answer_stands_under_it()
    tale.and_老李_goes_to_look()
    tale.and_小何_rings_back()
    tale.then_she_sees("case-closed", "办结")
    tale.when_she_says_that_it_is_solved()
    tale.then_she_sees("case-rated", "您说：解决了，很满意")
    then_no_photo_tells_where_it_was_taken(tale.phone)


def test_rubbish_in_large_type(county: Cast, witness: Witness) -> None:
    """王奶奶 reports, follows and judges in 长辈版; the desk does its part meanwhile."""
    tale = Tale(witness, "elder")
    tale.given_王奶奶_opens_the_first_page()
    tale.when_she_says_where()
    tale.and_what()
    tale.and_who_she_is()
    tale.then_she_reads_who_gets_it_and_sends_it()
    tale.when_she_asks_on_another_phone()
    tale.then_she_sees("case-received", "收到了")
    replied(county, Case.objects.get(no=tale.no))
    tale.then_she_sees("case-answered", "每周二、五来拉")
    tale.when_she_says_that_it_is_solved()
    tale.then_she_sees("case-rated", "您说：解决了，很满意")
    tale.and_she_finds_help_and_numbers_to_ring()


def then_no_photo_tells_where_it_was_taken(phone: Page) -> None:
    for link in phone.locator("main a:has(img)").all():
        answer = phone.request.get(str(link.get_attribute("href")))
        assert answer.ok
        with Image.open(io.BytesIO(answer.body())) as kept:
            assert dict(kept.getexif()) == {}
            assert max(kept.size) <= 1600

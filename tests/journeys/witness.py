"""Somebody who looks at every page of a journey: axe, the narrowest phone, a picture for people."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request, expect

from tests.journeys.axe import assert_accessible

PICTURES = Path(__file__).parents[2] / "build" / "journeys"
NARROWEST = 320
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
TELL_REFUSALS = """document.addEventListener('securitypolicyviolation',
  e => console.error(`refused by the policy: ${e.violatedDirective} at ${e.sourceFile}:${e.lineNumber}`));"""
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}


@dataclass
class Witness:
    """Watches the browsers of one journey. Pictures are numbered in the order of the story."""

    browser: Browser
    settings: dict[str, Any]
    address: str
    journey: str
    complaints: list[str] = field(default_factory=list)
    expected: set[int] = field(default_factory=set)
    taken: int = 0

    def __post_init__(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)

    @property
    def folder(self) -> Path:
        """Where the pictures of this journey are kept."""
        return PICTURES / self.journey

    def phone(self, **more: Any) -> Page:
        """A villager's phone, fresh from the shop."""
        return self._open(PHONE, **more)

    def desk(self, **more: Any) -> Page:
        """A workplace at the desk, with a browser of its own."""
        return self._open(DESK, **more)

    def _open(self, size: dict[str, int], **more: Any) -> Page:
        given = {**self.settings, "viewport": size, "base_url": self.address, **more}
        context: BrowserContext = self.browser.new_context(**given)
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.add_init_script(TELL_REFUSALS)
        page.on("console", lambda m: self._complain(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda e: self._complain(f"{page.url}: {e}"))
        page.on("requestfailed", self._lost)
        return page

    def _complain(self, words: str) -> None:
        if not any(f"status of {code}" in words for code in self.expected):
            self.complaints.append(words)

    def _lost(self, request: Request) -> None:
        if request.failure and "ERR_ABORTED" not in request.failure:
            self.complaints.append(f"{request.url}: {request.failure}")

    def look(self, page: Page, name: str) -> None:
        """A picture of the page; it must be usable by everybody, also on the narrowest phone."""
        page.wait_for_load_state("networkidle")
        assert_accessible(page)
        self.picture(page, name)
        size = page.viewport_size or PHONE
        page.set_viewport_size({"width": NARROWEST, "height": 640})
        assert page.evaluate(SIDEWAYS) <= 0, f"{name}: scrolls sideways at {NARROWEST} px"
        page.set_viewport_size(size)

    def picture(self, page: Page, name: str) -> None:
        """Only the picture: of the whole page, as on a screen that is tall enough for it.

        The caret stays: hiding it would write styles into the fields, which the policy refuses.
        """
        self.taken += 1
        path = self.folder / f"{self.taken:02}-{name}.png"
        size = page.viewport_size or PHONE
        tall = max(size["height"], int(page.evaluate("document.documentElement.scrollHeight")))
        page.set_viewport_size({"width": size["width"], "height": tall})
        page.screenshot(path=path, animations="disabled", caret="initial")
        page.set_viewport_size(size)

    def assert_no_complaint(self) -> None:
        """No browser has complained of anything, and nothing was refused by the policy."""
        assert self.complaints == [], "\n".join(self.complaints)


def watching(
    browser: Browser, settings: dict[str, Any], address: str, name: str
) -> Iterator[Witness]:
    """A witness for one journey, who closes the browsers and says at the end what was wrong."""
    witness = Witness(browser, settings, address, name)
    before = set(browser.contexts)
    yield witness
    for context in set(browser.contexts) - before:
        context.close()
    witness.assert_no_complaint()


def tab_to(page: Page, target: Locator, most: int = 120) -> None:
    """Go to something with the Tab key alone, and see that it is marked as reached."""
    for _step in range(most):
        if target.evaluate("e => e === document.activeElement"):
            expect(target).to_be_in_viewport()
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"not reached with {most} tabs: {target}")


def press_on(page: Page, target: Locator, key: str = "Enter") -> None:
    """Go to something with Tab and press it."""
    tab_to(page, target)
    page.keyboard.press(key)


def choose(page: Page, target: Locator) -> None:
    """Choose one of several radio buttons: Tab to the group, then the arrows or Space."""
    name = target.get_attribute("name")
    group = page.locator(f'input[type=radio][name="{name}"]:not([disabled])')
    in_group = f"document.activeElement && document.activeElement.name === '{name}'"
    for _step in range(120):
        if page.evaluate(in_group):
            break
        page.keyboard.press("Tab")
    for _step in range(group.count() + 1):
        if target.evaluate("e => e === document.activeElement"):
            if not target.is_checked():
                page.keyboard.press("Space")
            expect(target).to_be_checked()
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"not reached with the arrows: {target}")

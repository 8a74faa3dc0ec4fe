"""Accessibility of a page in a real browser: axe, targets, sideways scroll."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SMALL = """least => [...document.querySelectorAll('a,button,input,select,textarea,summary')]
  .filter(e => {
    const box = e.getBoundingClientRect();
    if (!e.offsetParent || box.width < 2 || getComputedStyle(e).opacity === '0') return false;
    if (e.closest('p, li, dd, td, .check, .leaflet-container')) return false;
    return box.height < least - 0.5;
  })
  .map(e => `${e.tagName} ${e.className} ${e.textContent.trim().slice(0, 12)}`)"""


TWICE = """() => [...document.querySelectorAll('[id]')].map(e => e.id)
  .filter((id, at, all) => all.indexOf(id) !== at)"""


def violations(page: Page) -> list[str]:
    """What axe objects to, one line each; empty when all is well."""
    page.evaluate(AXE)
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    return [
        f"{v['id']}: {node['html'][:120]} {node.get('failureSummary', '')[:200]}"
        for v in found["violations"]
        for node in v["nodes"]
    ]


def assert_accessible(page: Page) -> None:
    """No finding of axe, no id twice, no scrolling sideways, targets large enough for the mode."""
    found = violations(page)
    assert found == [], "\n".join(found)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert page.evaluate(TWICE) == []
    elder = page.evaluate("document.documentElement.dataset.mode") == "elder"
    small = page.evaluate(SMALL, 60 if elder else 44)
    assert small == [], small

"""Service cards on paper: large, whole, each sign there, and whatever is typed is only words."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import typst

from lianxin.domain.orgs.rules import Line
from lianxin.domain.orgs.selectors import CardGroup, CardView
from lianxin.entrypoints.shared.paper import CardPaper, Size, cards_pdf, lacking, unprintable
from lianxin.entrypoints.shared.paper import font as fonts
from lianxin.entrypoints.shared.paper.card import TEMPLATE, inputs
from lianxin.kernel.errors import RuleViolation

SHOP = Line("SC6", "利民超市", "粮油", ("0418-8212345",), "早八点到晚八点")
NASTY = [
    '#panic("x")', "[利民]", "\\u{41}\\", '"引号"', "$x$", "*粗* _斜_", "<entry>", "@here", "// 没了",
    "/* 没了", "`raw`", "#import \"/etc/passwd\": *", "= 标题", "{{ data }}", "https://example.com/",
]  # fmt: skip


def paper(*lines: Line, own: tuple[Line, ...] = (), n: int = 3) -> CardPaper:
    """A card with these lines in one group."""
    group = CardGroup("SC6", "生活", "storefront", "", lines or (SHOP,))
    empty = CardGroup("SC7", "银行、信用社", "money", "", ())
    view = CardView("210921203203", "小新立屯村", n, None, (group, empty))
    title = "您家的联系人" if own else ""
    return CardPaper(view, "https://example.com/card/210921203203/", date(2026, 3, 2), own, title)


def found(selector: str, *papers: CardPaper, size: Size = Size.A5) -> list[Any]:
    """What stands on the pages, as the typesetter understood it."""
    told = typst.query(
        TEMPLATE.read_bytes(), selector, font_paths=fonts.fonts(), sys_inputs=inputs(papers, size)
    )
    rows: list[Any] = json.loads(told)
    return rows


def texts(node: Any) -> list[str]:
    """All words below a node, in order."""
    if isinstance(node, dict):
        own = [node["text"]] if node.get("func") == "text" and "text" in node else []
        return own + [t for key, value in node.items() if key != "text" for t in texts(value)]
    return [t for value in node for t in texts(value)] if isinstance(node, list) else []


def pages(size: Size, *papers: CardPaper) -> int:
    """How many pages it takes."""
    made: Any = typst.compile(
        TEMPLATE.read_bytes(), font_paths=fonts.fonts(), sys_inputs=inputs(papers, size),
        format="svg",
    )  # fmt: skip
    return len(made) if isinstance(made, list) else 1


@pytest.mark.parametrize("nasty", NASTY)
def test_whatever_is_typed_is_printed_as_it_is_and_never_obeyed(nasty: str) -> None:
    line = replace(SHOP, name=nasty, duty=nasty, hours=nasty)
    (entry,) = found("<entry>", paper(line))
    assert "".join(texts(entry)).replace(" ", "") == f"{nasty}0418-8212345{nasty}　{nasty}".replace(
        " ", ""
    )
    assert cards_pdf([paper(line)], Size.A5).startswith(b"%PDF-")


def test_a_group_without_lines_has_no_heading() -> None:
    assert [h["body"]["text"] for h in found("heading", paper())] == ["生活"]


def test_version_day_and_address_stand_on_the_card() -> None:
    given = json.loads(inputs([paper(n=7)], Size.A5)["data"])
    (card,) = given["cards"]
    assert card["foot"] == "第 7 版　2026-03-02"
    assert card["title"] == "小新立屯村便民服务卡"
    assert card["code"].startswith("<?xml")
    assert "<svg" in card["code"]


def test_nothing_is_smaller_than_sixteen_points() -> None:
    sizes = [
        int(n) for n in re.findall(r"(\d+)pt", re.sub(r"stroke:[^,)]*", "", TEMPLATE.read_text()))
    ]
    assert min(sizes) >= 16
    assert 26 in sizes


def test_a_whole_village_is_one_file_and_each_card_begins_a_page() -> None:
    own = (Line("", "老李", "您家的网格员", ("13841800002",)),)
    many = [paper(own=own)] * 3
    assert pages(Size.A5, *many) == 3
    assert len(found("<own>", *many)) == 3
    assert found("<own>", paper()) == []
    assert cards_pdf(many, Size.A4).startswith(b"%PDF-")


@pytest.mark.parametrize("size", list(Size))
def test_a_long_card_goes_on_to_the_next_page_and_parts_no_line(size: Size) -> None:
    lines = [replace(SHOP, name=f"{n}店", duty="很长的一句话" * 6) for n in range(30)]
    given = paper(*lines)
    assert pages(size, given) > 1
    entries = found("<entry>", given, size=size)
    assert len(entries) == 30
    assert all(entry["breakable"] is False for entry in entries)
    assert found("heading", given)[0]["func"] == "heading"


def test_a_sign_that_the_font_lacks_is_named_and_never_printed_as_a_box() -> None:
    assert lacking("小新立屯村 110 龘犇䶮—“”　。") == ""
    assert lacking("𠮷😀吉𠮷") == "𠮷😀"
    rare = paper(replace(SHOP, name="𠮷祥超市"), own=(replace(SHOP, name="王😀"),))
    assert unprintable(rare) == [("王😀", "😀"), ("𠮷祥超市", "𠮷")]
    with pytest.raises(RuleViolation, match="“王😀”里的“😀”印不出来") as lost:
        cards_pdf([paper(), rare], Size.A5)
    assert lost.value.code == "font"
    assert unprintable(paper()) == []


def test_the_font_is_the_programs_own_and_is_embedded() -> None:
    assert fonts.family() == "Noto Sans SC"
    assert b"NotoSansSC" in cards_pdf([paper()], Size.A5)

"""Service cards on paper: A5 for a household's door, A4 for the wall; any number in one file.

Words reach the page as data (one JSON text), so nothing that somebody typed is ever read as markup.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import segno
import typst
from django.utils.translation import gettext as _

from lianxin.domain.orgs.rules import Line
from lianxin.domain.orgs.selectors import CardView
from lianxin.entrypoints.shared.paper import font
from lianxin.kernel.errors import RuleViolation

TEMPLATE = Path(__file__).parent / "card.typ"
SHOWN_SIGNS = 8


class Size(StrEnum):
    """The sheets that a card is printed on."""

    A5 = "a5"
    A4 = "a4"


@dataclass(frozen=True)
class CardPaper:
    """One card to print. `own`: the lines that stand on top in a frame, under `own_title`; a card
    for everybody has none. `address`: what its code opens; `on`: the day of its version.
    """

    card: CardView
    address: str
    on: date
    own: tuple[Line, ...] = ()
    own_title: str = ""


def unprintable(paper: CardPaper) -> list[tuple[str, str]]:
    """Which signs of which line the font lacks: (the line's name, the signs)."""
    found = []
    for where, words in _words(paper):
        if signs := font.lacking(words):
            found.append((where, signs))
    return found


def cards_pdf(papers: Sequence[CardPaper], size: Size) -> bytes:
    """Cards as one PDF, each on pages of its own; nothing is written to the disk.

    Raises: RuleViolation, if a sign would be printed as an empty box.
    """
    lost = [row for paper in papers for row in unprintable(paper)]
    if lost:
        raise RuleViolation(sentence(lost[0]), code="font")
    return typst.compile(
        _template(), font_paths=font.fonts(), sys_inputs=inputs(papers, size), format="pdf"
    )


def sentence(lost: tuple[str, str]) -> str:
    """What to tell whoever keeps the card."""
    where, signs = lost
    said = _("“%(where)s”里的“%(signs)s”印不出来，请换一个常用的写法，再打印。")
    return said % {"where": where, "signs": signs[:SHOWN_SIGNS]}


def inputs(papers: Sequence[CardPaper], size: Size) -> dict[str, str]:
    """What the template is given: one JSON text."""
    cards = [_card(paper) for paper in papers]
    title = cards[0]["title"] if cards else ""
    data = {"size": size.value, "font": font.family(), "title": title, "cards": cards}
    return {"data": json.dumps(data, ensure_ascii=False)}


@cache
def _template() -> bytes:
    return TEMPLATE.read_bytes()


def _card(paper: CardPaper) -> dict[str, Any]:
    foot = _("第 %(n)s 版　%(day)s") % {"n": paper.card.number, "day": f"{paper.on:%Y-%m-%d}"}
    groups = [
        {"name": group.name, "lines": _lines(group.lines)}
        for group in paper.card.groups
        if group.lines
    ]
    return {
        "title": _("%(village)s便民服务卡") % {"village": paper.card.village_name},
        "say": _("手机扫一扫，号码都是最新的"), "foot": foot, "code": _qr(paper.address),
        "own_title": paper.own_title, "own": _lines(paper.own), "groups": groups,
    }  # fmt: skip


def _lines(lines: Iterable[Line]) -> list[dict[str, Any]]:
    return [
        {"name": x.name, "duty": x.duty, "hours": x.hours, "phones": list(x.phones)} for x in lines
    ]


def _words(paper: CardPaper) -> Iterator[tuple[str, str]]:
    card = _card(paper)
    yield card["title"], card["title"] + card["own_title"]
    for name in (group.name for group in paper.card.groups):
        yield name, name
    for line in (*paper.own, *(x for group in paper.card.groups for x in group.lines)):
        yield line.name, "".join((line.name, line.duty, line.hours, *line.phones))


@lru_cache(maxsize=1024)
def _qr(address: str) -> str:
    """A code that a worn print still opens: a quarter of it may be missing."""
    out = io.BytesIO()
    segno.make(address, error="q", micro=False).save(out, kind="svg", border=1, scale=4)
    return out.getvalue().decode()

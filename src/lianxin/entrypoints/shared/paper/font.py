"""The font of printed cards, and which signs it does not have.

It comes as a wheel with the other parts of the program, so a bare machine prints what any other prints.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pylopdf_fonts_zh_cn
import typst
from fontTools.ttLib import TTFont


def path() -> Path:
    """Where the font lies."""
    return pylopdf_fonts_zh_cn.sans_path()


@cache
def fonts() -> typst.Fonts:
    """What may be printed with: neither fonts of the system nor those of the typesetter."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[path().parent]
    )


@cache
def family() -> str:
    """The name by which a page asks for it."""
    names = {font.family for font in fonts().fonts() if Path(font.path or "") == path()}
    return min(names)


@cache
def _signs() -> frozenset[int]:
    with TTFont(path(), lazy=True) as font:
        return frozenset(font.getBestCmap())


def lacking(text: str) -> str:
    """The signs of a text that the font cannot show, each once, in their order 印不出来的字."""
    known = _signs()
    return "".join(dict.fromkeys(s for s in text if not s.isspace() and ord(s) not in known))

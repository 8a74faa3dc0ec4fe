"""How places are called in running speech, and when a word only looks like a place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from lianxin.domain.places.rules.codes import Level
from lianxin.domain.places.rules.names import core_name

VILLAGE_ENDS = ("村", "屯")
SHORTEST_BARE = 3
# Before a name these make another, smaller place of it: 上三家子, 东苍土, 二十家子.
BEFORE = frozenset("上下东西南北前后大小新老旧中里外腰一二两三四五六七八九十百")
# After a name without 村 these make a road, a stream or another hamlet of it: 三家子沟.
AFTER_BARE = frozenset("路街巷河沟山洼岭坡泡桥湖岗店营堡台坝库湾")
# 同意村里的安排, 集中村民开会: two signs and 村 need not be a name.
AFTER_SHORT = frozenset("里民口部委干头规貌史志道集")
COUNTED = re.compile("^[一二两三四五六七八九十百半几]+[棵间块座条个口根截道]")
ORDINARY = frozenset(
    ["新房子", "大伙房", "马架子", "满堂红", "土城子", "新屯子", "老爷庙", "娘娘庙", "水泉子"]
    + ["双井子", "葫芦汤", "大岗岗", "木头", "石头", "一棵树", "自然"]
)


class Said(IntEnum):
    """How near a form is to the official name; the smaller, the nearer."""

    EXACT = 0
    SHORTENED = 1
    CHANGED = 2


@dataclass(frozen=True)
class Form:
    """One way to say a place. `is_bare`: without 村 or 镇; `is_whole`: with the place above."""

    text: str
    said: Said
    is_bare: bool = False
    is_whole: bool = False


def forms_of(short: str, level: str, *, is_rural: bool, above: str = "") -> Iterator[Form]:
    """The forms in which people say a place; `above`: the short name of its township 别称."""
    if level == Level.COUNTY:
        yield from (Form(text, said) for text, said in _county(short))
        return
    if level != Level.VILLAGE:
        yield Form(short, Said.EXACT)
        core = core_name(short)
        if len(core) >= SHORTEST_BARE and not _is_ordinary(core):
            yield Form(core, Said.SHORTENED, is_bare=True)
        return
    for form in _village(short, is_rural=is_rural):
        core = core_name(short)
        if not form.is_bare or len(core) >= SHORTEST_BARE and not _is_ordinary(core):
            yield form
        for town in filter(None, (above, core_name(above))):
            text = town + form.text
            # 平安建设: two words of two signs each are no place.
            if not form.is_bare or town == above or len(text) >= 5:
                yield Form(text, form.said, is_whole=True)


def _village(short: str, *, is_rural: bool) -> Iterator[Form]:
    core = core_name(short)
    yield Form(short, Said.EXACT, is_bare=not short.endswith(("村", "屯", "社区")))
    if not is_rural:
        return
    seen = {short}
    stem = short.removesuffix("村")
    for text, said in (
        (stem, Said.SHORTENED),
        *((core + end, Said.CHANGED) for end in VILLAGE_ENDS),
        (core, Said.CHANGED),
    ):
        if text not in seen and len(text) > 1:
            seen.add(text)
            yield Form(text, said, is_bare=not text.endswith(VILLAGE_ENDS))


def _county(short: str) -> Iterator[tuple[str, Said]]:
    """阜新蒙古族自治县 is 阜新县 or 阜蒙县 to everybody who lives there."""
    yield short, Said.EXACT
    autonomous = re.match(r"^(\w{2,4}?)(\w{1,4}族)+自治县$", short)
    if autonomous:
        place, people = autonomous[1], short[len(autonomous[1])]
        yield f"{place}县", Said.SHORTENED
        yield f"{place[0]}{people}县", Said.SHORTENED


def _is_ordinary(core: str) -> bool:
    return core in ORDINARY or bool(COUNTED.match(core))


def is_doubtful(text: str, start: int, end: int, *, is_bare: bool, is_whole: bool) -> bool:
    """May the words at this spot be something else than the place? Then one asks."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if is_whole:
        return is_bare and after in AFTER_BARE
    if before in BEFORE and before:
        return True
    if is_bare:
        return after in AFTER_BARE and after != ""
    return end - start <= SHORTEST_BARE and after in AFTER_SHORT and after != ""

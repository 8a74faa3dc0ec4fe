"""How places are named, so that no two are taken for one another."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from lianxin.domain.places.rules.codes import Level

COMMITTEES = {
    "村民委员会": "村",
    "村委会": "村",
    "社区居民委员会": "社区",
    "社区居委会": "社区",
    "居民委员会": "社区",
    "居委会": "社区",
}
SUFFIXES = (*COMMITTEES, "社区", "街道", "村", "屯", "镇", "乡")
DIGIT_WORDS = "零一二三四五六七八九"


@dataclass(frozen=True)
class Named:
    """What is needed to name a place: its level, the place above, and its short name."""

    level: str
    parent: str
    short_name: str


def short_name_of(name: str, level: Level) -> str:
    """How people call a place: the village, not its committee 简称."""
    if level is not Level.VILLAGE:
        return name
    for committee, plain in COMMITTEES.items():
        stem = name.removesuffix(committee)
        if stem and stem != name:
            return stem if stem.endswith(plain) else stem + plain
    return name


def full_names(places: Mapping[str, Named], became: Mapping[str, str]) -> dict[str, str]:
    """A name for each place that cannot be taken for another 全称.

    A village always carries its township (卧凤沟乡小新立屯村), anything else its own name; where
    two are still alike, the county and then the city go before, and where a merger left two of one
    name in one township, the code behind. `became`: the last successor of an ended code, which is
    the same place and needs no telling apart.
    """
    usual = _usual_depths(places)
    depth = dict(usual)
    names = {code: full_name(code, places, depth[code]) for code in places}
    unclear = set(places)
    while unclear:
        alike: dict[str, set[str]] = defaultdict(set)
        for code, name in names.items():
            alike[name].add(became.get(code, code))
        unclear = {c for c in unclear if len(alike[names[c]]) > 1}
        for code in list(unclear):
            depth[code] += 1
            longer = full_name(code, places, depth[code])
            if longer == names[code]:
                unclear.discard(code)
                longer = f"{full_name(code, places, usual[code])}（{code}）"
            names[code] = longer
    return names


def _usual_depths(places: Mapping[str, Named]) -> dict[str, int]:
    return {code: 2 if it.level == Level.VILLAGE else 1 for code, it in places.items()}


def full_name(code: str, places: Mapping[str, Named], depth: int) -> str:
    """The short names of a place and those above it, `depth` in all, from the top."""
    parts: list[str] = []
    while code in places and len(parts) < depth:
        parts.append(places[code].short_name)
        code = places[code].parent
    return "".join(reversed(parts))


def core_name(text: str) -> str:
    """A name without what people leave out or mix up: 村, 屯, 社区, committees, spaces 名称主干."""
    core = "".join(unicodedata.normalize("NFKC", text).split()).lower()
    shorter = True
    while shorter:
        shorter = False
        for suffix in SUFFIXES:
            if core.endswith(suffix) and len(core) > len(suffix):
                core, shorter = core.removesuffix(suffix), True
                break
    return core


def group_name(n: int) -> str:
    """The name of the n-th villagers' group: 一组, 十二组 (1 to 99)."""
    tens, ones = divmod(n, 10)
    ten = {0: "", 1: "十"}.get(tens, DIGIT_WORDS[tens] + "十")
    return f"{ten}{DIGIT_WORDS[ones] if ones else ''}组"

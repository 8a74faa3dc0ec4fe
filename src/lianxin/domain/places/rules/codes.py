"""How places are coded. Codes are strings of digits.

A code has 12 digits: 2 province, 2 city, 2 county, 3 town, 3 village. A group adds 2 digits, a
grid adds 3.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from enum import StrEnum

CODE_DIGITS = 12
GROUP_DIGITS = CODE_DIGITS + 2
GRID_DIGITS = CODE_DIGITS + 3
DIGITS = re.compile(r"[0-9]+")


class Level(StrEnum):
    """A step of the area tree, from the top."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWN = "town"
    VILLAGE = "village"


class CodeSystem(StrEnum):
    """Whose list a code comes from; the two lists give some codes to different towns."""

    STATISTICS = "stats"
    CIVIL_AFFAIRS = "civil"


class Closing(StrEnum):
    """Why a code is no longer in force."""

    NONE = ""
    MERGED = "merged"
    MOVED = "moved"


WIDTH = {
    Level.PROVINCE: 2,
    Level.CITY: 4,
    Level.COUNTY: 6,
    Level.TOWN: 9,
    Level.VILLAGE: 12,
}
WORD = {
    Level.PROVINCE: "省",
    Level.CITY: "市",
    Level.COUNTY: "县（区）",
    Level.TOWN: "乡镇（街道）",
    Level.VILLAGE: "村（社区）",
}
ABOVE = dict(zip(list(Level)[1:], list(Level), strict=False))
BETWEEN_CITY_AND_TOWN = slice(4, 6)


def is_code(text: str) -> bool:
    """Is this a code of the area tree at all?"""
    return len(text) == CODE_DIGITS and DIGITS.fullmatch(text) is not None and text[:2] != "00"


def level_of(code: str) -> Level | None:
    """The level that a code's own zeros tell 由代码看级别; None where they contradict.

    A town may stand directly under a city that has no counties (digits 5 and 6 are 00).

    Basis: domain.md §3.2 统计用区划代码.
    """
    _, city, county, town, village = code[:2], code[2:4], code[4:6], code[6:9], code[9:12]
    if village != "000":
        return Level.VILLAGE if town != "000" and city != "00" else None
    if town != "000":
        return Level.TOWN if city != "00" else None
    if county != "00":
        return Level.COUNTY if city != "00" else None
    return Level.CITY if city != "00" else Level.PROVINCE


def prefix_of(code: str) -> str:
    """The digits that everything inside a place has in common 区划前缀.

    A code longer than 12 digits (group, grid) is its own prefix; "" is everywhere.
    """
    level = level_of(code) if len(code) == CODE_DIGITS else None
    return code[: WIDTH[level]] if level else code


def in_prefix(prefix: str) -> tuple[str, str]:
    """The half-open range of codes inside a prefix, for an index in C collation: gte, lt."""
    return prefix, prefix[:-1] + chr(ord(prefix[-1]) + 1) if prefix else ":"


def is_inside(code: str, ancestor: str) -> bool:
    """Is a place the other one itself, or a part of it?"""
    return code.startswith(prefix_of(ancestor))


def county_of(code: str) -> str:
    """The six digits of the county, "" above counties.

    A city without counties is its own county: 441900 for its towns.
    """
    return code[:6] if level_of(code) not in (Level.PROVINCE, Level.CITY, None) else ""


def parent_of(code: str) -> str:
    """The code of the place directly above; "" for a province or what is no code."""
    level = level_of(code)
    if level is None or level is Level.PROVINCE:
        return ""
    return prefix_of(code)[: WIDTH[_level_above(code, level)]].ljust(CODE_DIGITS, "0")


def _level_above(code: str, level: Level) -> Level:
    has_no_county = level is Level.TOWN and code[BETWEEN_CITY_AND_TOWN] == "00"
    return Level.CITY if has_no_county else ABOVE[level]


def parent_problem(code: str, level: Level, parent: str) -> str:
    """Why this cannot be the place above, as a sentence; "" if it can be 上级核对."""
    if level is Level.PROVINCE:
        return "省一级没有上级，parent 要空着。" if parent else ""
    if not parent:
        return "缺上级代码（parent）。"
    if not is_code(parent):
        return f"上级代码“{parent}”不是 12 位数字。"
    above = level_of(parent)
    wanted = _level_above(code, level)
    if above is not wanted:
        return f"{WORD[level]}的上级要是{WORD[wanted]}，{parent} 不是。"
    if is_inside(code, parent):
        return ""
    if code[:6] != parent[:6] and level in (Level.TOWN, Level.VILLAGE):
        return f"上级 {parent} 在另一个县（区），和代码 {code} 对不上。"
    return f"上级 {parent} 和代码 {code} 对不上，前几位应当相同。"


def in_force(valid_from: date | None, valid_to: date | None, day: date) -> bool:
    """A code counts from its first day up to, but not on, the day it ends 有效期."""
    return (valid_from is None or valid_from <= day) and (valid_to is None or day < valid_to)


def next_serial(taken: Collection[int], *, first: int, last: int) -> int | None:
    """The lowest number above all that were ever given; codes are not used twice 顺序码.

    None when the numbers are used up.
    """
    number = max((n for n in taken if first <= n <= last), default=first - 1) + 1
    return number if number <= last else None


def village_serials(code: str) -> tuple[int, int]:
    """Which last three digits a village's new code may have: 001–199 居委会, 200–399 村委会.

    Basis: domain.md §3.2 统计用区划代码.
    """
    return (1, 199) if int(code[9:12]) < 200 else (200, 399)

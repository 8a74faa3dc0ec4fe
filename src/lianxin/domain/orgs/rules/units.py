"""Units, and the three-level duty of S23: 片 leaders hold areas, 线 deputies lines of work, 点 units."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum

from lianxin.kernel.errors import Invalid, RuleViolation

NAME_LENGTH = 60
SHORT_NUMBER = re.compile(r"1[0-9]{2,4}|9[0-9]{4}", re.ASCII)
USCC_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_LENGTH = 18


class Duty(StrEnum):
    """Kinds of responsibility."""

    AREA = "area"
    LINE = "line"
    SITE = "site"


class Level(StrEnum):
    """Where a unit stands; the same words as for places."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWN = "town"
    VILLAGE = "village"


class Kind(StrEnum):
    """What sort of unit it is.

    Basis: domain.md §4.2 `org`.
    """

    PARTY = "party"
    GOVERNMENT = "government"
    DEPARTMENT = "department"
    STATION = "station"
    VILLAGE = "village"
    SUPERVISION = "supervision"
    COLLECTIVE = "collective"
    MEDIATION = "mediation"
    SOCIETY = "society"
    COMPANY = "company"
    COOPERATIVE = "cooperative"


KIND_NAMES = {
    Kind.PARTY: "党委", Kind.GOVERNMENT: "政府", Kind.DEPARTMENT: "部门", Kind.STATION: "站所",
    Kind.VILLAGE: "村两委", Kind.SUPERVISION: "村务监督委员会", Kind.COLLECTIVE: "集体经济组织",
    Kind.MEDIATION: "调解委员会", Kind.SOCIETY: "社会组织", Kind.COMPANY: "企业",
    Kind.COOPERATIVE: "合作社",
}  # fmt: skip
MAY_BE_SENT_TO = frozenset(
    {Kind.PARTY, Kind.GOVERNMENT, Kind.DEPARTMENT, Kind.STATION, Kind.VILLAGE}
)
"""A matter is given to an office that owes the work, never to an association or a company."""
ORDER = (Level.TOWN, Level.COUNTY, Level.VILLAGE)
"""The township's own first, then the county's; the village last, it rarely is the main handler."""


def check_unit(*, name: str, kind: str, level: str, level_of_area: str) -> None:
    """A unit has a name and a kind, and stands at the level of the place it serves 单位.

    Raises: Invalid.
    """
    if not 0 < len(name) <= NAME_LENGTH:
        said = f"请写单位名称，最多 {NAME_LENGTH} 个字。"
        raise Invalid(said, fields={"name": said})
    if kind not in list(Kind):
        said = "请选单位的类型。"
        raise Invalid(said, fields={"kind": said})
    if level != level_of_area:
        said = "单位的层级和它管的地方对不上，请重新选。"
        raise Invalid(said, fields={"area": said})


def check_duty(kind: Duty, *, category: str, has_post: bool, has_unit: bool) -> None:
    """片 and 线 name a person, 点 names a unit; 线 and 点 say for which work, 片 is for all.

    Basis: S23. Raises: RuleViolation.
    """
    if kind is Duty.SITE and not has_unit:
        raise RuleViolation("“点”要指定责任单位。")
    if kind is not Duty.SITE and not has_post:
        raise RuleViolation("“片”和“线”要指定负责人。")
    if kind is not Duty.AREA and not category:
        raise RuleViolation("“线”和“点”要指定哪一类事。")
    if kind is Duty.AREA and category:
        raise RuleViolation("“片”管这个地方的所有事，不分类别。")


def is_held(from_on: date, to_on: date | None, day: date) -> bool:
    """An office is held from its first day up to, but not on, the day it ends 任期."""
    return from_on <= day and (to_on is None or day < to_on)


def is_short_number(text: str) -> bool:
    """Is this one of the numbers that everybody knows: 110, 12345, 95598? 短号."""
    return SHORT_NUMBER.fullmatch(text) is not None


def is_uscc(text: str) -> bool:
    """Is this a unified social credit code, with its check sign right? 统一社会信用代码.

    Basis: GB 32100-2015: signs times powers of 3, modulo 31.
    """
    if len(text) != USCC_LENGTH or any(sign not in USCC_SIGNS for sign in text):
        return False
    total = sum(USCC_SIGNS.index(sign) * pow(3, n, 31) for n, sign in enumerate(text[:-1]))
    return USCC_SIGNS[-total % 31] == text[-1]


HEADS = (
    "书记",
    "主任",
    "站长",
    "所长",
    "局长",
    "队长",
    "乡长",
    "镇长",
    "区长",
    "县长",
    "院长",
    "场长",
    "经理",
)


def head_rank(title: str) -> int:
    """Who of a unit is named first: its head (0), a deputy (1), whoever else is in office (2) 点.

    Basis: S23.
    """
    if not title.endswith(HEADS):
        return 2
    return 1 if "副" in title else 0


def serves(line: str, name: str, word: str) -> bool:
    """Does a unit with this line of work and name do what the category's word asks for? 条线对应.

    "环卫" is served by a unit whose line is 环卫, or whose name says it: 卧凤沟乡环卫站.
    """
    return bool(word) and (line == word or word in name)

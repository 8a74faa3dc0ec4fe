"""Difficulties 困难类别: on what basis they stand, how long, and how much care they ask for. Pure.

Which there are is the code table `difficulty`; what each asks for stands in its `extra`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum

from lianxin.kernel.errors import Invalid


class Basis(StrEnum):
    """On what a difficulty is entered 依据. Nobody is one because somebody thinks so."""

    LIST = "list"
    REVIEW = "review"
    SELF = "self"


class Care(StrEnum):
    """How much somebody is looked after; what each level is called and asks for says the code table `care`."""

    NONE = ""
    GENERAL = "general"
    KEY = "key"
    HIGH = "high"


class Kind(StrEnum):
    """Who may know of a difficulty: anybody who sees the household, or fewer."""

    PLAIN = "plain"
    HEALTH = "health"
    HIDDEN = "hidden"


BASES: Mapping[Basis, str] = {
    Basis.LIST: "部门名单", Basis.REVIEW: "村里评议", Basis.SELF: "本人申报",
}  # fmt: skip
CARE_ORDER = (Care.NONE, Care.GENERAL, Care.KEY, Care.HIGH)


def care_of(asked: Iterable[str]) -> Care:
    """The most that any of its difficulties asks for 关爱等级. Basis: domain.md §4.5."""
    return max((Care(care) for care in asked), key=CARE_ORDER.index, default=Care.NONE)


def check_period(from_on: date, until_on: date | None, today: date) -> None:
    """It begins before it ends, and not in days to come.

    Raises: Invalid.
    """
    if from_on > today:
        said = "开始日期还没有到。"
        raise Invalid(said, fields={"from_on": said})
    if until_on is not None and until_on <= from_on:
        said = "有效期要晚于开始日期。"
        raise Invalid(said, fields={"until_on": said})

"""How often to look in, when it is due, and why: in plain words. Pure.

Basis: domain.md §4.5 探访关爱 (weekly, monthly, quarterly by need); the numbers are the code table
`care`, which a county may set for itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from lianxin.kernel.errors import Invalid, RuleViolation


class Purpose(StrEnum):
    """Why somebody went 走访目的."""

    DAILY = "daily"
    CARE = "care"
    EXPLAIN = "explain"
    SURVEY = "survey"
    CONDOLE = "condole"
    ERRAND = "errand"
    FOLLOW_UP = "follow_up"
    CHECK = "check"
    SORTING = "sorting"
    EMERGENCY = "emergency"


class Mode(StrEnum):
    """How they met 走访方式."""

    HOME = "home"
    PHONE = "phone"
    VIDEO = "video"
    CHANCE = "chance"


PURPOSES: Mapping[Purpose, str] = {
    Purpose.DAILY: "日常走访", Purpose.CARE: "探访关爱", Purpose.EXPLAIN: "政策宣讲",
    Purpose.SURVEY: "调查", Purpose.CONDOLE: "慰问", Purpose.ERRAND: "代办",
    Purpose.FOLLOW_UP: "回访", Purpose.CHECK: "核实", Purpose.SORTING: "垃圾分类指导",
    Purpose.EMERGENCY: "应急",
}  # fmt: skip
MODES: Mapping[Mode, str] = {
    Mode.HOME: "上门", Mode.PHONE: "打电话", Mode.VIDEO: "视频", Mode.CHANCE: "路上遇到",
}  # fmt: skip
FARTHEST = 366
"""A next visit is promised for at most so many days ahead."""


@dataclass(frozen=True)
class Due:
    """When somebody is to look in, and the sentence that says why 该看望."""

    on: date
    why: str

    def days_late(self, today: date) -> int:
        """How many days it has been due; 0 on the day, below 0 before it."""
        return (today - self.on).days


def due(
    *, care: str, name: str, every: int | None, since: date, last: date | None,
    promised: date | None, today: date,
) -> Due | None:  # fmt: skip
    """When this household is due, or None if nobody asked for visits.

    `name`: what its level of care is called; `every`: days between visits for it, None without;
    `since`: since when it has that level; `promised`: the next day that was agreed on at the last
    visit. What was promised comes first, but the care asked for is not put off by a later promise.
    """
    regular = _regular(name, every, since, last, today) if care and every else None
    if promised is not None and (last is None or promised > last):
        agreed = Due(promised, f"上次说好{promised.month}月{promised.day}日再来")
        if regular is None or promised <= regular.on:
            return agreed
    return regular


def _regular(name: str, every: int | None, since: date, last: date | None, today: date) -> Due:
    assert every is not None
    if last is None or last < since:
        return Due(since + timedelta(days=min(every, 1)), f"{name}，登记以后还没有去看过")
    on = last + timedelta(days=every)
    gone = (today - last).days
    return Due(on, f"{name}，上次是 {gone} 天前")


def check_next(next_on: date | None, today: date) -> None:
    """A promise lies ahead, and within a year.

    Raises: Invalid.
    """
    if next_on is None:
        return
    if next_on <= today or (next_on - today).days > FARTHEST:
        said = "下次的日期要在明天到一年之内。"
        raise Invalid(said, fields={"next_on": said})


def check_undo(made_on: date, today: date, *, is_own: bool, has_case: bool) -> None:
    """A slip is taken back on the day, by who made it; a matter that was taken in stays.

    Raises: RuleViolation.
    """
    if not is_own:
        raise RuleViolation("只有记录的人自己能撤回。")
    if made_on != today:
        raise RuleViolation("只能在当天撤回。记错了请再记一条，写明更正。")
    if has_case:
        raise RuleViolation("这次走访已经报了一件事，不能撤回；请到那件事里说明。")

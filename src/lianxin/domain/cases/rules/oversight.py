"""Supervision: how loudly a case is asked about, and by which rule.

Basis: domain.md §2.4 (黄牌 one working day before, 红牌 after; 问题工单), §2.7 cross-cutting.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum, StrEnum

from lianxin.domain.cases.rules.marks import Mark
from lianxin.domain.cases.rules.people import (
    PASSED_ON_SUPERVISED,
    REDO_ESCALATED,
    REDO_SUPERVISED,
)


class Watch(IntEnum):
    """How far supervision has risen 督办级别."""

    NONE = 0
    NOTICE = 1
    YELLOW = 2
    RED = 3
    ESCALATED = 4
    JOINT = 5


WATCH_NAMES: Mapping[Watch, str] = {
    Watch.NONE: "",
    Watch.NOTICE: "提醒",
    Watch.YELLOW: "黄牌督办",
    Watch.RED: "红牌督办",
    Watch.ESCALATED: "提级督办",
    Watch.JOINT: "联席会议",
}


class Why(StrEnum):
    """By which rule supervision rose."""

    NEAR = "near"
    LATE = "late"
    STILL_LATE = "still_late"
    REDONE = "redone"
    REDONE_AGAIN = "redone_again"
    PASSED_ON = "passed_on"
    REPEATED = "repeated"
    GROUP = "group"
    LEADER = "leader"
    MEETING = "meeting"
    JOINT = "joint"
    HAND = "hand"


WHY_NAMES: Mapping[Why, str] = {
    Why.NEAR: "还有一个工作日到期",
    Why.LATE: "超期没有答复",
    Why.STILL_LATE: "超期以后仍没有答复",
    Why.REDONE: f"重办 {REDO_SUPERVISED} 次",
    Why.REDONE_AGAIN: f"重办 {REDO_ESCALATED} 次还没解决",
    Why.PASSED_ON: f"转了 {PASSED_ON_SUPERVISED} 家单位没人牵头",
    Why.REPEATED: "同一个人反复反映",
    Why.GROUP: "多人反映同一件事",
    Why.LEADER: "领导批示",
    Why.MEETING: "现场办公会提级",
    Why.JOINT: "联席会议议定",
    Why.HAND: "人工督办",
}


BY_MARK: Mapping[Mark, tuple[Watch, Why]] = {
    Mark.YELLOW: (Watch.YELLOW, Why.NEAR),
    Mark.RED: (Watch.RED, Why.LATE),
    Mark.ESCALATE: (Watch.ESCALATED, Why.STILL_LATE),
}
"""Which mark of the result clock raises supervision, and to what."""


def watch_of_redo(times: int) -> tuple[Watch, Why] | None:
    """Twice redone is supervised, three times goes to the level above 重办两次督办、三次提级.

    Basis: domain.md §2.7 `redo`; 巴彦淖尔 (问题工单).
    """
    if times >= REDO_ESCALATED:
        return Watch.ESCALATED, Why.REDONE_AGAIN
    return (Watch.YELLOW, Why.REDONE) if times >= REDO_SUPERVISED else None


def watch_of_repeat() -> tuple[Watch, Why]:
    """Whoever comes a third time is heard by more than the unit; it is no card against it 反复反映.

    Basis: domain.md §2.9 repeat callers.
    """
    return Watch.NOTICE, Why.REPEATED


def watch_of_passing(dispatches: int) -> tuple[Watch, Why] | None:
    """An order that went to three units without one that leads is supervised 多次转派.

    Basis: domain.md §2.4 巴彦淖尔.
    """
    return (Watch.RED, Why.PASSED_ON) if dispatches >= PASSED_ON_SUPERVISED else None

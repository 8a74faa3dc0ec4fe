"""The two meetings over cases: who meets, what belongs on the table, how an item ends.

Basis: S24 (the weekly meeting on the spot); domain.md §2.7 cross-cutting (督办's last level is the
joint meeting), §2.9 repeat callers, §2.4 巴彦淖尔 (passed to three units without one that leads).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from lianxin.domain.cases.rules.oversight import Watch
from lianxin.domain.cases.rules.people import PASSED_ON_SUPERVISED, is_repeated
from lianxin.domain.cases.rules.states import ANSWERED, ENDED, State
from lianxin.kernel.errors import Invalid
from lianxin.kernel.workdays import Calendar

DAYS_OF_WEEK = 7


class Ending(StrEnum):
    """How an item of a meeting ends."""

    HERE = "here"
    DATED = "dated"
    ESCALATED = "escalated"


ENDING_NAMES: Mapping[Ending, str] = {
    Ending.HERE: "当场解决",
    Ending.DATED: "限期",
    Ending.ESCALATED: "提级",
}


@dataclass(frozen=True)
class MeetingKind:
    """What one kind of meeting differs in; everything else is the same.

    `digits`: of the code of the place that meets. `named`: endings that need a unit and a day.
    `calls_units`: the units of what lies on the table are called by name. `watch`: how far
    supervision rises with what the meeting has not settled, if it does with all of it.
    """

    code: str
    name: str
    digits: int
    endings: Mapping[Ending, str]
    named: frozenset[Ending]
    calls_units: bool = False
    watch: Watch | None = None


WEEKLY = MeetingKind("weekly", "现场办公会", 9, ENDING_NAMES, frozenset({Ending.DATED}))
JOINT = MeetingKind(
    "joint", "联席会议", 6, {**ENDING_NAMES, Ending.ESCALATED: "报上级"},
    frozenset({Ending.DATED, Ending.ESCALATED}), calls_units=True, watch=Watch.JOINT,
)  # fmt: skip
MEETING_KINDS: Mapping[str, MeetingKind] = {kind.code: kind for kind in (WEEKLY, JOINT)}


class OnTable(StrEnum):
    """Why a matter lies on the table of a meeting."""

    LAST = "last"
    ESCALATED = "escalated"
    PASSED_ON = "passed_on"
    REPEATED = "repeated"
    WHISTLE = "whistle"
    OVERDUE = "overdue"
    HOLD = "hold"
    ADDED = "added"


ON_TABLE_NAMES: Mapping[str, str] = {
    OnTable.LAST: "上次会留下的",
    OnTable.ESCALATED: "提级督办，还没办结",
    OnTable.PASSED_ON: f"转了 {PASSED_ON_SUPERVISED} 家单位没人牵头",
    OnTable.REPEATED: "同一个人反复反映",
    OnTable.WHISTLE: "吹着哨",
    OnTable.OVERDUE: "已超期",
    OnTable.HOLD: "挂账快到复查日",
    OnTable.ADDED: "会上加的",
}


@dataclass(frozen=True)
class Matter:
    """What of a case says whether the joint meeting has to talk about it.

    `times`: how often the same person brought it, this one counted. `is_spoken`: a joint meeting
    has decided on it before.
    """

    state: State
    watch: Watch
    dispatches: int = 0
    times: int = 1
    is_spoken: bool = False


def joint_why(matter: Matter) -> OnTable | None:
    """What was escalated and still stands; once, what nobody leads or comes a third time 联席会.

    What is answered waits for the reporter, not for a meeting.
    Basis: domain.md §2.7 cross-cutting, §2.4 巴彦淖尔, §2.9 repeat callers.
    """
    if matter.state in ENDED | ANSWERED:
        return None
    if matter.watch >= Watch.ESCALATED:
        return OnTable.ESCALATED
    if matter.is_spoken:
        return None
    if matter.dispatches >= PASSED_ON_SUPERVISED:
        return OnTable.PASSED_ON
    return OnTable.REPEATED if is_repeated(matter.times) else None


def check_ending(
    ending: Ending, *, kind: MeetingKind, has_owner: bool, due_on: date | None, today: date
) -> None:
    """A date without a name, or a name without a date, is no decision 要有人有日子.

    Basis: S24. Raises: Invalid.
    """
    if ending not in kind.named:
        return
    name = kind.endings[ending]
    if not has_owner:
        raise Invalid(f"{name}办的，请选哪个单位负责。", fields={"owner": "请选负责的单位。"})
    if due_on is None or due_on < today:
        said = f"{name}办的，请选今天以后的日子。"
        raise Invalid(said, fields={"due_on": said})


def week_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def first_workday(week: date, calendar: Calendar) -> date | None:
    """The first working day of a week, given by its Monday; none in a week of holidays."""
    day = calendar.next_workday(week)
    return day if day < week + timedelta(days=DAYS_OF_WEEK) else None

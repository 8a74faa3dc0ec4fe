"""The closed loop's own law: states, moves, clocks. Decided from values alone.

Basis: domain.md §2.7 (states), §2.8 (clocks), §2.9 (rules).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from lianxin.kernel.errors import RuleViolation
from lianxin.kernel.workdays import Calendar, add_days, add_hours, add_office_hours, add_workdays


class State(StrEnum):
    """Where a case stands 状态."""

    REGISTERED = "registered"
    DISPATCHED = "dispatched"
    SIGNED = "signed"
    WORKING = "working"
    REPLIED = "replied"
    REDO = "redo"
    CLOSED = "closed"
    NOT_ACCEPTED = "not_accepted"
    WITHDRAWN = "withdrawn"


class Verb(StrEnum):
    """What can be done to a case; each is one service."""

    REGISTER = "register"
    DISPATCH = "dispatch"
    DECLINE = "decline"
    SIGN = "sign"
    NOTE = "note"
    CONTACT = "contact"
    REPLY = "reply"
    CALL_BACK = "call_back"
    RATE = "rate"
    WITHDRAW = "withdraw"
    APPEAL = "appeal"


class Level(IntEnum):
    """How pressing a matter is 紧急程度: ①–⑤, and 0 for a question."""

    QUESTION = 0
    EMERGENCY = 1
    URGENT = 2
    ORDINARY = 3
    COMPLEX = 4
    STATUTORY = 5


class Clock(StrEnum):
    """The clocks that may run on a case, in the order of its life."""

    DISPATCH = "dispatch"
    SIGN = "sign"
    CONTACT = "contact"
    RESULT = "result"
    CALL_BACK = "call_back"


class Word(StrEnum):
    """The four words in which a villager sees the whole loop."""

    RECEIVED = "received"
    DISPATCHED = "dispatched"
    HANDLING = "handling"
    RESULT = "result"


class Confidentiality(StrEnum):
    """Who may know the reporter: the handling unit, only the centre, or nobody."""

    OPEN = "open"
    CONFIDENTIAL = "confidential"
    ANONYMOUS = "anonymous"


class Solved(StrEnum):
    """The reporter's own answer to 解决了没有."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


NEXT: Mapping[State, frozenset[State]] = {
    State.REGISTERED: frozenset({State.DISPATCHED, State.NOT_ACCEPTED, State.WITHDRAWN}),
    State.DISPATCHED: frozenset({State.SIGNED, State.WITHDRAWN}),
    State.SIGNED: frozenset({State.WORKING, State.REPLIED, State.WITHDRAWN}),
    State.WORKING: frozenset({State.REPLIED, State.WITHDRAWN}),
    State.REPLIED: frozenset({State.CLOSED, State.REDO}),
    State.REDO: frozenset({State.WORKING, State.REPLIED}),
    State.NOT_ACCEPTED: frozenset({State.REGISTERED}),
    State.CLOSED: frozenset(),
    State.WITHDRAWN: frozenset(),
}
ENDED = frozenset({State.CLOSED, State.NOT_ACCEPTED, State.WITHDRAWN})
HANDLING = frozenset({State.SIGNED, State.WORKING, State.REDO})

STATE_NAMES: Mapping[State, str] = {
    State.REGISTERED: "待派单",
    State.DISPATCHED: "待签收",
    State.SIGNED: "已签收",
    State.WORKING: "办理中",
    State.REPLIED: "待回访",
    State.REDO: "重办中",
    State.CLOSED: "已办结",
    State.NOT_ACCEPTED: "不予受理",
    State.WITHDRAWN: "已撤回",
}
LEVEL_NAMES: Mapping[Level, str] = {
    Level.EMERGENCY: "①紧急",
    Level.URGENT: "②急",
    Level.ORDINARY: "③一般",
    Level.COMPLEX: "④复杂",
    Level.STATUTORY: "⑤法定",
    Level.QUESTION: "咨询",
}

MAX_TEXT = 2000
MAX_PHOTOS = 9
CALL_BACK_TRIES = 3
RATE_DAYS = 15


def check_move(now: State, then: State) -> None:
    """No state is skipped silently 不得跳步.

    Raises: RuleViolation.
    """
    if then not in NEXT[now]:
        raise RuleViolation(
            f"这件事现在是“{STATE_NAMES[now]}”，不能直接变成“{STATE_NAMES[then]}”。"
        )


def word_of(state: State) -> Word:
    """Which of the four words a state belongs to."""
    if state is State.REGISTERED:
        return Word.RECEIVED
    if state is State.DISPATCHED:
        return Word.DISPATCHED
    if state in HANDLING:
        return Word.HANDLING
    return Word.RESULT


@dataclass(frozen=True)
class Span:
    """A length of time as law and practice write it: 2 hours, 7 days, 15 working days."""

    n: int
    unit: str

    def after(self, start: datetime, calendar: Calendar) -> datetime:
        """The moment when this span, begun at `start`, has run out."""
        return UNITS[self.unit](start, self.n, calendar)


UNITS: Mapping[str, Callable[[datetime, int, Calendar], datetime]] = {
    "minute": lambda start, n, _: start + timedelta(minutes=n),
    "hour": lambda start, n, _: add_hours(start, n),
    "office_hour": add_office_hours,
    "day": lambda start, n, _: add_days(start, n),
    "workday": add_workdays,
}


@dataclass(frozen=True)
class Clocks:
    """The spans of one level, from one version of the clock table 时限."""

    version: str
    dispatch: Span
    sign: Span
    contact: Span
    result: Span
    call_back: Span
    redo: Span


@dataclass(frozen=True)
class Dues:
    """Until when the handling unit must sign, make contact and answer."""

    sign: datetime
    contact: datetime
    result: datetime


def dues(clocks: Clocks, dispatched_at: datetime, calendar: Calendar) -> Dues:
    """Every clock of the handling unit starts at dispatch, not when it signs 派单起算.

    Basis: domain.md §2.8, §5 痛点5.
    """
    return Dues(
        sign=clocks.sign.after(dispatched_at, calendar),
        contact=clocks.contact.after(dispatched_at, calendar),
        result=clocks.result.after(dispatched_at, calendar),
    )


def running_clock(
    state: State,
    *,
    contacted: bool,
    due_of: Mapping[Clock, datetime | None],
) -> tuple[Clock, datetime] | None:
    """An open case always has exactly one next clock; an ended one has none."""
    if state in ENDED:
        return None
    if state is State.REGISTERED:
        candidates = [Clock.DISPATCH]
    elif state is State.DISPATCHED:
        candidates = [Clock.SIGN]
    elif state is State.REPLIED:
        candidates = [Clock.CALL_BACK]
    else:
        candidates = [Clock.RESULT] if contacted else [Clock.CONTACT, Clock.RESULT]
    running = [(due, clock) for clock in candidates if (due := due_of.get(clock)) is not None]
    if not running:
        raise RuleViolation("这件事没有时限，请联系管理员。", code="no_clock")
    due, clock = min(running)
    return clock, due


class Lateness(StrEnum):
    """How a running clock looks 时限状态."""

    FINE = "ok"
    SOON = "soon"
    LATE = "late"
    DONE = "done"


SOON_SHARE = 0.8


def lateness(started: datetime, due: datetime, now: datetime) -> Lateness:
    """Yellow when four fifths of the time are gone, red after the end 黄 · 红."""
    if now > due:
        return Lateness.LATE
    return Lateness.SOON if now >= soon_at(started, due) else Lateness.FINE


def soon_at(started: datetime, due: datetime) -> datetime:
    """The moment from which a clock counts as nearly run out 将到期."""
    return started + (due - started) * SOON_SHARE


def check_call_back_by(actor_id: str, handled_by: set[str]) -> None:
    """Whoever handled a matter does not ask whether it was handled well 回访与办理分开.

    Basis: domain.md §2.7 `callback`, §5 痛点7.
    Raises: RuleViolation.
    """
    if actor_id in handled_by:
        raise RuleViolation("这件事是您办的，回访要由别的同事来做。")


def after_call_back(reached: bool, solved: Solved | None, tries: int) -> State:
    """Solved closes, unsolved goes back, three failed tries end as 未接通.

    `tries` counts this one. Basis: domain.md §2.7 `callback`.
    """
    if not reached:
        return State.CLOSED if tries >= CALL_BACK_TRIES else State.REPLIED
    return State.CLOSED if solved is Solved.YES else State.REDO


def check_unit(*, is_village: bool, village_may_be_main: bool) -> None:
    """A department's duty is never dispatched to a village as main handler 村级保护.

    Basis: 北京市接诉即办工作条例 art. 17; domain.md §2.9.
    Raises: RuleViolation.
    """
    if is_village and not village_may_be_main:
        raise RuleViolation(
            "这类事是部门或乡镇的职责，不能派给村里主办。请改派给有权处理的单位，村里可以协助。"
        )


def title_of(text: str, category_name: str) -> str:
    """A report's first clause, short enough for a list; a voice note goes by its category."""
    first = text.strip()
    for mark in "。！？!?\n；;":
        first = first.split(mark, 1)[0]
    first = " ".join(first.split())
    if not first:
        return f"语音：{category_name or '一件事'}"
    return first if len(first) <= 30 else first[:29] + "…"


@dataclass(frozen=True)
class EmergencyHint:
    """A number to ring before anything else, and the word that says so."""

    phone: str
    service: str
    word: str


EMERGENCY_WORDS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "119",
        "消防",
        ("着火", "起火", "失火", "火灾", "煤气泄漏", "燃气泄漏", "爆炸", "坍塌", "被困"),
    ),
    (
        "120",
        "急救",
        (
            "晕倒",
            "昏迷",
            "没气了",
            "喘不上气",
            "心梗",
            "脑梗",
            "大出血",
            "喝农药",
            "中毒",
            "溺水",
            "掉井里",
            "触电",
            "快不行了",
            "要生了",
        ),
    ),
    (
        "110",
        "报警",
        (
            "打起来",
            "动刀",
            "拿刀",
            "持刀",
            "行凶",
            "砍人",
            "家暴",
            "抢劫",
            "绑架",
            "自杀",
            "跳楼",
            "走丢",
            "失踪",
            "老人不见了",
            "孩子不见了",
            "孩子丢了",
        ),
    ),
    ("122", "交通事故报警", ("车祸", "撞车", "被车撞", "车撞人", "翻车", "翻沟里")),
)


def emergency_hint(text: str) -> EmergencyHint | None:
    """Words of danger show the emergency number first; the report is still taken 先打电话.

    Basis: domain.md §2.2 art. 11 (diversions), §2.7 `to_emergency`.
    """
    for phone, service, words in EMERGENCY_WORDS:
        for word in words:
            if word in text:
                return EmergencyHint(phone, service, word)
    return None

"""Clocks of a case: how long, from when, how late.

Basis: domain.md §2.8.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from lianxin.domain.cases.rules.states import ENDED, State
from lianxin.kernel.errors import RuleViolation
from lianxin.kernel.workdays import Calendar, add_days, add_hours, add_office_hours, add_workdays


class Level(IntEnum):
    """How pressing a matter is 紧急程度: ①–⑤, and 0 for a question."""

    QUESTION = 0
    EMERGENCY = 1
    URGENT = 2
    ORDINARY = 3
    COMPLEX = 4
    STATUTORY = 5


LEVEL_NAMES: Mapping[Level, str] = {
    Level.EMERGENCY: "①紧急",
    Level.URGENT: "②急",
    Level.ORDINARY: "③一般",
    Level.COMPLEX: "④复杂",
    Level.STATUTORY: "⑤法定",
    Level.QUESTION: "咨询",
}


class Clock(StrEnum):
    """The clocks that may run on a case, in the order of its life."""

    DISPATCH = "dispatch"
    FOLLOW_UP = "follow_up"
    SIGN = "sign"
    RETURN = "return"
    CONTACT = "contact"
    STAGE = "stage"
    EXTEND = "extend"
    HOLD = "hold"
    RESULT = "result"
    REVIEW = "review"
    VERIFY = "verify"
    CALL_BACK = "call_back"


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
    """The spans of one level, from one version of the clock table 时限.

    `version`: table and version, as level.210921@2026.1. `return_within`: how long a unit may say
    that an order is not its own. `stage`: how often a
    long matter owes a word on how it stands. `escalate`: how long after the end a leader is named.
    """

    version: str
    dispatch: Span
    sign: Span
    contact: Span
    result: Span
    call_back: Span
    redo: Span
    return_within: Span = Span(1, "workday")
    return_decide: Span = Span(1, "workday")
    extend_most: Span = Span(5, "workday")
    extend_decide: Span = Span(1, "workday")
    hold_most: Span = Span(90, "day")
    review: Span | None = None
    verify: Span = Span(3, "workday")
    follow_up: Span = Span(2, "hour")
    stage: Span | None = None
    escalate: Span = Span(1, "workday")


@dataclass(frozen=True)
class Dues:
    """Until when the handling unit must sign, make contact and answer."""

    sign: datetime
    contact: datetime
    result: datetime


def dues(
    clocks: Clocks,
    dispatched_at: datetime,
    calendar: Calendar,
    *,
    first_at: datetime | None = None,
    given: datetime | None = None,
) -> Dues:
    """Every clock of the handling unit starts at dispatch, not when it signs 派单起算.

    The answer is owed from the first dispatch on (`first_at`), however often the order was passed
    on: the villager's date does not move because units could not agree. Nor does a date once
    `given` move because a day of the calendar was entered or taken back afterwards.
    Basis: domain.md §2.8, §5 痛点5.
    """
    return Dues(
        sign=clocks.sign.after(dispatched_at, calendar),
        contact=clocks.contact.after(dispatched_at, calendar),
        result=given or clocks.result.after(first_at or dispatched_at, calendar),
    )


RUNNING: Mapping[State, tuple[Clock, ...]] = {
    State.REGISTERED: (Clock.DISPATCH,),
    State.REOPENED: (Clock.DISPATCH,),
    State.TO_EMERGENCY: (Clock.FOLLOW_UP,),
    State.SELF_DONE: (Clock.CALL_BACK,),
    State.DISPATCHED: (Clock.SIGN, Clock.RESULT),
    State.RETURN_REQ: (Clock.RETURN, Clock.RESULT),
    State.SIGNED: (Clock.CONTACT, Clock.STAGE, Clock.RESULT),
    State.WORKING: (Clock.CONTACT, Clock.STAGE, Clock.RESULT),
    State.REDO: (Clock.CONTACT, Clock.STAGE, Clock.RESULT),
    State.WHISTLE: (Clock.CONTACT, Clock.STAGE, Clock.RESULT),
    State.EXTEND_REQ: (Clock.EXTEND, Clock.RESULT),
    State.SUSPENDED: (Clock.HOLD,),
    State.REPLIED: (Clock.REVIEW,),
    State.VERIFY: (Clock.VERIFY,),
    State.CALLBACK: (Clock.CALL_BACK,),
}
"""State → the clocks that may run in it; the one that runs out first is the next."""


def clocks_in(
    state: State, *, contacted: bool, due_of: Mapping[Clock, datetime | None]
) -> list[tuple[Clock, datetime]]:
    """Every clock that runs in a state; whoever has spoken with the reporter owes no contact."""
    return [
        (clock, due)
        for clock in RUNNING.get(state, ())
        if (due := due_of.get(clock)) is not None and not (clock is Clock.CONTACT and contacted)
    ]


def running_clock(
    state: State,
    *,
    contacted: bool,
    due_of: Mapping[Clock, datetime | None],
    now: datetime,
) -> tuple[Clock, datetime] | None:
    """An open case always has exactly one next clock; an ended one has none.

    The one that runs out first; but once the answer itself is late, nothing else counts.
    """
    if state in ENDED:
        return None
    running = clocks_in(state, contacted=contacted, due_of=due_of)
    if not running:
        raise RuleViolation("这件事没有时限，请联系管理员。", code="no_clock")
    late = [(clock, due) for clock, due in running if clock is Clock.RESULT and due < now]
    order = list(Clock)
    return late[0] if late else min(running, key=lambda row: (row[1], order.index(row[0])))


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

"""A date that has moved: what rested, what was granted, what somebody named, and another level.

Basis: domain.md §2.7 `suspended`, `extend_req`, `redo`, cross-cutting; §2.8 (working days and
calendar days are counted each in its own way).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from lianxin.domain.cases.rules.clocks import Span
from lianxin.kernel.errors import RuleViolation
from lianxin.kernel.workdays import Calendar, add_office_time, office_time_between

WORKING = frozenset({"workday", "office_hour"})
"""Units of which only office time counts; the others run day and night."""


def time_left(start: datetime, end: datetime, unit: str, calendar: Calendar) -> timedelta:
    """How much of a clock lies between two moments, in its own kind of time; never less than 0."""
    if unit in WORKING:
        return office_time_between(start, end, calendar)
    return max(end - start, timedelta(0))


def time_after(start: datetime, left: timedelta, unit: str, calendar: Calendar) -> datetime:
    """When this much of a clock has run, in its own kind of time."""
    return add_office_time(start, left, calendar) if unit in WORKING else start + left


def due_after_rest(
    due: datetime, unit: str, calendar: Calendar, *, held_at: datetime, back_at: datetime
) -> datetime:
    """What was left when a clock began to rest is left when it runs again 挂账停表.

    A clock of working days keeps its working time and ends in office hours; a clock of hours or
    calendar days keeps its hours. What was late before stays late.
    Basis: domain.md §2.7 `suspended`, §2.8.
    """
    if due <= held_at or back_at <= held_at:
        return due
    return time_after(back_at, time_left(held_at, due, unit, calendar), unit, calendar)


@dataclass(frozen=True)
class Rested:
    """It was put aside and taken up again 挂账."""

    held_at: datetime
    back_at: datetime


@dataclass(frozen=True)
class Granted:
    """More time was given 延期: from one date to a later one."""

    was: datetime
    until: datetime


@dataclass(frozen=True)
class Named:
    """A leader or the meeting named a date 批示、限期."""

    due: datetime


Change = Rested | Granted | Named


def due_with(
    span: Span, start: datetime, changes: Sequence[Change], calendar: Calendar
) -> datetime:
    """When a span ends that began at `start`, after all that has happened to it, in order.

    What rested does not count, granted time is added, a date that was named is the latest.
    Basis: domain.md §2.7 `suspended`, `extend_req`, cross-cutting (领导批示).
    """
    due = span.after(start, calendar)
    for change in changes:
        if isinstance(change, Rested):
            due = due_after_rest(
                due, span.unit, calendar, held_at=change.held_at, back_at=change.back_at
            )
        elif isinstance(change, Granted):
            more = time_left(change.was, change.until, span.unit, calendar)
            due = time_after(due, more, span.unit, calendar)
        else:
            due = min(due, change.due)
    return due


def due_at_new_level(
    reckoned: datetime, was: datetime | None, span: Span, now: datetime, calendar: Calendar
) -> datetime:
    """Nobody is late by a haste that they had not been told of 改紧急程度不倒追.

    `reckoned`: the end as the new level has it, from the first dispatch or from the redo on. If
    that would be over already, the new time counts from the change instead, and never ends later
    than before; what was late already stays late.
    Basis: domain.md §2.7 cross-cutting (a deadline changes only by a logged action), §2.9 (an
    urgency change is logged).
    """
    if was is None or reckoned > now:
        return reckoned
    return max(reckoned, min(was, span.after(now, calendar)))


def check_earlier(*, due: datetime, was: datetime | None, now: datetime) -> None:
    """An instruction only shortens; more time is asked for and granted 批示只能提前.

    Basis: domain.md §2.7 `extend_req`, cross-cutting (领导批示).
    Raises: RuleViolation.
    """
    if due <= now:
        raise RuleViolation("期限要在现在以后，请重新选。")
    if was is not None and due >= was:
        raise RuleViolation(
            "批示只能把期限提前。要多给时间，请承办单位申请延期；已经超期的，请直接写明要求。"
        )

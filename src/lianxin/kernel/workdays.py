"""Working days and hours by the State Council's calendar 工作日.

Pure: a Calendar is a value. In a year that the calendar does not know, weekends rest and nothing
else does; `knows` says so, so that a page can warn. Basis: domain.md §2.8.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from lianxin.kernel.clock import LOCAL

Hours = Sequence[tuple[time, time]]

OFFICE: Hours = ((time(8, 30), time(11, 30)), (time(13, 0), time(17, 30)))
DAY_END = OFFICE[-1][1]
SATURDAY = 5
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Calendar:
    """Which days are worked. `days` holds what differs from the plain week, and the holidays."""

    days: Mapping[date, bool] = field(default_factory=dict)
    known_years: frozenset[int] = frozenset()

    def is_workday(self, day: date) -> bool:
        """Is this a working day? Weekends rest unless the table says otherwise 调休."""
        listed = self.days.get(day)
        return day.weekday() < SATURDAY if listed is None else listed

    def knows(self, year: int) -> bool:
        """Has this year's notice been published and loaded?"""
        return year in self.known_years

    def next_workday(self, day: date) -> date:
        """The first working day on or after `day`."""
        while not self.is_workday(day):
            day += ONE_DAY
        return day


def add_workdays(start: datetime, n: int, calendar: Calendar) -> datetime:
    """The end of office hours on the n-th working day after the day of `start`.

    The day of `start` never counts, however early it is. With n = 0: the end of this working day,
    or of the next one if today is a day of rest.
    """
    day = _local(start, n).date()
    if n == 0:
        day = calendar.next_workday(day)
    for _ in range(n):
        day = calendar.next_workday(day + ONE_DAY)
    return _at(day, DAY_END)


def add_days(start: datetime, n: int) -> datetime:
    """The same time of day, n calendar days later 自然日."""
    local = _local(start, n)
    return _at(local.date() + timedelta(days=n), local.time())


def add_hours(start: datetime, n: int) -> datetime:
    """n hours later by the clock, day or night."""
    return (_local(start, n).astimezone(UTC) + timedelta(hours=n)).astimezone(LOCAL)


def add_office_hours(
    start: datetime, n: int, calendar: Calendar, hours: Hours = OFFICE
) -> datetime:
    """The moment when n hours of office time have passed 工作时.

    `hours`: opening and closing times of a working day, in order.
    """
    return add_office_time(_local(start, n), timedelta(hours=n), calendar, hours)


def add_office_time(
    start: datetime, left: timedelta, calendar: Calendar, hours: Hours = OFFICE
) -> datetime:
    """The moment when this much office time has passed; it lies on a working day, in office hours."""
    moment = _local(start, 0)
    day = calendar.next_workday(moment.date())
    while True:
        for opens, closes in hours:
            begin, end = max(moment, _at(day, opens)), _at(day, closes)
            if begin >= end:
                continue
            if begin + left <= end:
                return begin + left
            left -= end - begin
        day = calendar.next_workday(day + ONE_DAY)


def office_time_between(
    start: datetime, end: datetime, calendar: Calendar, hours: Hours = OFFICE
) -> timedelta:
    """How much office time lies between two moments; none if `end` is not the later one 工作时."""
    first, last = _local(start, 0), _local(end, 0)
    total, day = timedelta(0), calendar.next_workday(first.date())
    while day <= last.date():
        for opens, closes in hours:
            begin, until = max(first, _at(day, opens)), min(last, _at(day, closes))
            total += max(until - begin, timedelta(0))
        day = calendar.next_workday(day + ONE_DAY)
    return total


def workday_before(moment: datetime, calendar: Calendar) -> datetime:
    """The same time of day on the last working day before 前一个工作日."""
    local = _local(moment, 0)
    day = local.date() - ONE_DAY
    while not calendar.is_workday(day):
        day -= ONE_DAY
    return _at(day, local.time())


def workdays_between(first: date, last: date, calendar: Calendar) -> int:
    """How many working days lie after `first`, up to and including `last`; never less than 0."""
    days = (first + timedelta(days=i) for i in range(1, (last - first).days + 1))
    return sum(calendar.is_workday(day) for day in days)


def _local(start: datetime, n: int) -> datetime:
    if start.tzinfo is None:
        raise ValueError("A moment without a time zone cannot start a clock.")
    if n < 0:
        raise ValueError("A clock runs forward only.")
    return start.astimezone(LOCAL)


def _at(day: date, moment: time) -> datetime:
    return datetime.combine(day, moment, tzinfo=LOCAL)

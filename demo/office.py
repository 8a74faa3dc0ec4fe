"""When people report and when offices work. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from demo.dice import Dice
from lianxin.kernel import clock
from lianxin.kernel.workdays import OFFICE, Calendar

WEEKDAYS = (0.16, 0.19, 0.18, 0.16, 0.14, 0.07, 0.085)
HOURS = (
    *(0.002, 0.001, 0.001, 0.001, 0.003, 0.012, 0.03, 0.05, 0.075, 0.09, 0.10, 0.09),
    *(0.045, 0.06, 0.075, 0.09, 0.075, 0.06, 0.045, 0.04, 0.03, 0.015, 0.006, 0.003),
)
YEAR = timedelta(days=365)
MINUTE = timedelta(minutes=1)


def days_by_season(as_of: date, season: Sequence[float]) -> dict[date, float]:
    """How likely each day of the last twelve months is for a kind of matter."""
    days = [as_of - timedelta(days=n) for n in range(366)]
    return {day: season[day.month - 1] * WEEKDAYS[day.weekday()] for day in days}


def moment_on(day: date, dice: Dice) -> datetime:
    """A moment of that day at which people use the phone."""
    hour = dice.choices(range(24), HOURS)[0]
    return clock.at(day, hour, dice.randrange(60)) + timedelta(seconds=dice.randrange(60))


def is_open(moment: datetime, calendar: Calendar) -> bool:
    """Is the office at work?"""
    local = clock.local(moment)
    hours = any(opens <= local.time() < closes for opens, closes in OFFICE)
    return hours and calendar.is_workday(local.date())


def in_office(moment: datetime, calendar: Calendar, dice: Dice) -> datetime:
    """The moment itself in office hours, else a while after the next opening."""
    local = clock.local(moment)
    day = calendar.next_workday(local.date())
    while True:
        for opens, closes in OFFICE:
            begin = clock.at(day, opens.hour, opens.minute)
            end = clock.at(day, closes.hour, closes.minute)
            if begin <= local < end:
                return moment
            if local < begin:
                return begin + dice.span(2 * MINUTE, 70 * MINUTE)
        day = calendar.next_workday(day + timedelta(days=1))

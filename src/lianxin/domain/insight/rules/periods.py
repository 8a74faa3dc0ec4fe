"""The span of days that a figure speaks of: a month, a quarter, or days of one's own."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from lianxin.kernel.errors import Invalid

MOST_DAYS = 366


@dataclass(frozen=True)
class Period:
    """From the first to the last day, both counted."""

    since: date
    until: date

    def __str__(self) -> str:
        return f"{self.since:%Y-%m-%d} – {self.until:%Y-%m-%d}"


def month_of(day: date) -> Period:
    """The calendar month of a day 按月."""
    return _months(day.year, day.month, 1)


def quarter_of(day: date) -> Period:
    """The quarter of a day 按季度."""
    return _months(day.year, (day.month - 1) // 3 * 3 + 1, 3)


def _months(year: int, first: int, length: int) -> Period:
    last = first + length - 1
    return Period(date(year, first, 1), date(year, last, monthrange(year, last)[1]))


def own_period(since: date, until: date) -> Period:
    """Days of one's own, a year at most 自选日期.

    Raises: Invalid.
    """
    if until < since:
        said = "结束的日子早于开始的日子，请重新选。"
        raise Invalid(said, fields={"until": said})
    if (until - since).days >= MOST_DAYS:
        said = "一次最多看一年，请把日子选短一点。"
        raise Invalid(said, fields={"until": said})
    return Period(since, until)

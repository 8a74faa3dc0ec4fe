"""The published years of the State Council's calendar, from the list that is kept of them."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import chinese_calendar

from lianxin.kernel.codes.models import CalendarDay
from lianxin.kernel.workdays import SATURDAY

OFFICIAL = "国务院办公厅放假安排（chinesecalendar）"


def load_years() -> None:
    """Bring the official days up to date; nothing is written when nothing has changed."""
    official = official_days()
    held = CalendarDay.objects.filter(source=OFFICIAL)
    own = set(CalendarDay.objects.exclude(source=OFFICIAL).values_list("day", flat=True))
    own_years = {day.year for day in own if (day.month, day.day) == (1, 1)}
    wanted = {d: row for d, row in official.items() if d not in own and d.year not in own_years}
    if {d: (w, n) for d, w, n in held.values_list("day", "is_workday", "name")} == wanted:
        return
    held.delete()
    CalendarDay.objects.bulk_create(
        CalendarDay(day=day, is_workday=is_workday, name=name, source=OFFICIAL)
        for day, (is_workday, name) in wanted.items()
    )


@cache
def official_days() -> dict[date, tuple[bool, str]]:
    """The days of the list that are holidays or differ from the plain week: is it worked, its name."""
    days = {}
    first, last = min(chinese_calendar.holidays).year, max(chinese_calendar.holidays).year
    day, end = date(first, 1, 1), date(last, 12, 31)
    while day <= end:
        is_work = chinese_calendar.is_workday(day)
        listed = day in chinese_calendar.holidays or day in chinese_calendar.workdays
        if listed or is_work != (day.weekday() < SATURDAY):
            days[day] = (is_work, _day_name(day, is_work))
        day += timedelta(days=1)
    return days


def _day_name(day: date, is_work: bool) -> str:
    english = chinese_calendar.get_holiday_detail(day)[1] or ""
    name = HOLIDAYS.get(english, english)
    return f"{name}调休上班" if name and is_work and day.weekday() >= SATURDAY else name


HOLIDAYS = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
    "National Day": "国庆节",
    "Anti-Fascist 70th Day": "抗战胜利70周年",
}

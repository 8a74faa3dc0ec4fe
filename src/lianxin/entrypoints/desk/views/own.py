"""Pages about the reader and the desk itself: account, calendar, help."""

from __future__ import annotations

from calendar import Calendar as Months
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from lianxin.entrypoints.desk.frame import frame
from lianxin.entrypoints.shared import guard
from lianxin.entrypoints.shared.http import Request
from lianxin.kernel import clock
from lianxin.kernel.codes import selectors as codes


@require_GET
@guard.staff()
def me(request: Request) -> HttpResponse:
    """The reader's own account: posts, password, second factor, look."""
    return render(request, "desk/me.html", frame(request, here="me"))


@require_GET
@guard.staff()
def help_page(request: Request) -> HttpResponse:
    """How the desk works, on one page."""
    return render(request, "desk/help.html", frame(request, here="help"))


@require_GET
@guard.staff()
def calendar(request: Request) -> HttpResponse:
    """The working days of a year, by which every clock runs."""
    today = clock.today()
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdigit() and len(asked) == 4 and asked > "1999" else today.year
    context = frame(request, here="calendar") | {
        "year": year,
        "known": codes.calendar().knows(year),
        "months": _months(year, today),
        "warning": codes.calendar_warning(today),
    }
    return render(request, "desk/calendar.html", context)


def _months(year: int, today: date) -> list[dict[str, Any]]:
    """Twelve months of weeks; a day is a holiday, a working day made up for, or an ordinary one."""
    working = codes.calendar()
    names = {row.day: row.name for row in codes.calendar_days(year)}
    return [
        {
            "month": month,
            "weeks": [
                [
                    _day(day, month, working.is_workday(day), names.get(day, ""), today)
                    for day in week
                ]
                for week in Months(firstweekday=0).monthdatescalendar(year, month)
            ],
        }
        for month in range(1, 13)
    ]


def _day(day: date, month: int, is_workday: bool, name: str, today: date) -> dict[str, Any]:
    weekend = day.weekday() >= 5
    return {
        "on": day,
        "outside": day.month != month,
        "off": not is_workday,
        "holiday": not is_workday and bool(name or not weekend),
        "made_up": is_workday and weekend,
        "name": name,
        "today": day == today,
    }

"""The working calendar of a county: read, printed, and the days that people enter 工作日历."""

from __future__ import annotations

from calendar import Calendar as Months
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianxin.domain.places import selectors as places
from lianxin.entrypoints.desk.forms import problems_in
from lianxin.entrypoints.desk.frame import frame
from lianxin.entrypoints.desk.views.county import county_now, county_options
from lianxin.entrypoints.shared import guard
from lianxin.entrypoints.shared.http import Request
from lianxin.kernel import clock
from lianxin.kernel.codes import selectors as codes
from lianxin.kernel.codes import services
from lianxin.kernel.codes.permissions import Grant
from lianxin.kernel.codes.year_list import Problem, read_year
from lianxin.kernel.errors import Invalid, RuleViolation

MOST_BYTES = 64 * 1024
WEEKDAYS = "一二三四五六日"


@require_GET
@guard.staff()
def calendar(request: Request) -> HttpResponse:
    """The working days of a year, by which every clock runs."""
    return _show(request)


@require_POST
@guard.staff(Grant.MANAGE)
def day_set(request: Request) -> HttpResponse:
    """One day: off, or worked."""
    posted = request.POST
    try:
        row = services.Day(
            _day(posted.get("day", "")), _works(posted.get("kind", "")), posted.get("name", "")
        )
        services.calendar_day_set(
            actor=request.actor,
            area=posted.get("area", ""),
            row=row,
            source=posted.get("source", ""),
        )
    except Invalid as bad:
        return _show(request, errors=problems_in(bad), form="day")
    except RuleViolation as no:
        return _show(request, errors={"": no.message}, form="day")
    messages.success(request, _("记下了。以后起算的时限照新日历，已经给出的日子不变。"))
    return _to(request, row.day.year)


@require_POST
@guard.staff(Grant.MANAGE)
def year_set(request: Request) -> HttpResponse:
    """A whole notice, pasted or as a file; read back before it counts."""
    year = _year(request)
    text = _pasted(request)
    if "back" in request.POST:
        return _show(request, form="year", text=text)
    listed, problems = read_year(text, year)
    errors = {"text": _at_line(problems[0])} if problems else {}
    if not text.strip():
        errors = {"text": _("请把通知里的日子贴进来，或者选一个文件。")}
    if not request.POST.get("source", "").strip():
        errors["source"] = _("请写明依据哪份放假通知。")
    if errors or "confirm" not in request.POST:
        listed = [] if errors else listed
        lines = [_at_line(p) for p in problems[1:8]]
        return _show(request, errors=errors, form="year", text=text, listed=listed, lines=lines)
    try:
        days = [services.Day(d.day, d.is_workday, d.name) for d in listed]
        services.calendar_year_set(
            actor=request.actor, area=request.POST.get("area", ""), year=year, days=days,
            source=request.POST["source"],
        )  # fmt: skip
    except Invalid as bad:
        errors = {{"days": "text"}.get(k, k): said for k, said in problems_in(bad).items()}
        return _show(request, errors=errors, form="year", text=text)
    except RuleViolation as no:
        return _show(request, errors={"": no.message}, form="year", text=text)
    messages.success(request, _("%(year)s年的放假安排录好了。") % {"year": year})
    return _to(request, year)


@require_POST
@guard.staff(Grant.MANAGE)
def withdraw(request: Request) -> HttpResponse:
    """Days that were entered by hand count no longer."""
    by_area: dict[str, list[date]] = {}
    for value in request.POST.getlist("days")[:400]:
        area, _sep, day = value.partition("|")
        try:
            on = date.fromisoformat(day)
        except ValueError:
            continue
        by_area.setdefault(area, []).append(on)
    gone = 0
    try:
        for area, days in by_area.items():
            gone += services.calendar_days_withdraw(actor=request.actor, area=area, days=days)
    except RuleViolation as no:
        messages.warning(request, no.message)
    else:
        said = _("撤回了%(n)s天，以后起算的时限照公布的日历。") % {"n": gone}
        messages.success(request, said if gone else _("没有勾选日子，或者已经撤回过了。"))
    return _to(request, _year(request))


def _to(request: Request, year: int) -> HttpResponse:
    county = county_now(request, county_options(request))
    return HttpResponseRedirect(f"{reverse('desk_calendar')}?year={year}&county={county}")


def _show(
    request: Request,
    *,
    errors: dict[str, str] | None = None,
    form: str = "",
    text: str = "",
    listed: Iterable[Any] = (),
    lines: Iterable[str] = (),
) -> HttpResponse:
    """The page; with a form that came back, or the list that was read."""
    today, year, options = clock.today(), _year(request), county_options(request)
    county = county_now(request, options)
    named = {row.day: row for row in codes.calendar_days(year, county=county)}
    areas = _areas(request, county)
    context = frame(request, here="calendar") | {
        "year": year, "county": county, "counties": options,
        "known": codes.calendar(county).knows(year), "months": _months(year, today, county, named),
        "warning": codes.calendar_warning(today, county=county), "areas": areas,
        "own": _own(request, county, year, today), "form": form, "errors": errors or {},
        "given": request.POST, "text": text, "today": today, "lines": list(lines),
        "listed": [(d, WEEKDAYS[d.day.weekday()], named.get(d.day)) for d in listed],
        "named": [row for row in named.values() if row.name],
    }  # fmt: skip
    return render(request, "desk/calendar.html", context, status=422 if errors else 200)


def _areas(request: Request, county: str) -> list[dict[str, str]]:
    """Where the reader may enter days: the county, or its city and province as a whole."""
    found = []
    for area in (county, county[:4], county[:2]):
        if not request.actor.may(Grant.MANAGE, area=area):
            continue
        place = places.area_find(area.ljust(12, "0"), actor=request.actor)
        if place is not None:
            found.append({"value": area, "label": place.display_name})
    return found


def _own(request: Request, county: str, year: int, today: date) -> list[dict[str, Any]]:
    """The days entered by hand, each with what it is for and whether it can be taken back."""
    return [
        {
            "day": row.day, "week": WEEKDAYS[row.day.weekday()], "is_workday": row.is_workday,
            "name": row.name, "source": row.source, "key": f"{row.area}|{row.day}",
            "place": _place(request, row.area),
            "may_go": row.day >= today and request.actor.may(Grant.MANAGE, area=row.area),
        }
        for row in codes.own_days(county, year=year)
    ]  # fmt: skip


def _place(request: Request, area: str) -> str:
    return places.display_name(area.ljust(12, "0"), actor=request.actor) if area else _("全部地方")


def _year(request: Request) -> int:
    asked = request.POST.get("year") or request.GET.get("year", "")
    fine = asked.isdecimal() and "2000" <= asked <= "2199" and len(asked) == 4
    return int(asked) if fine else clock.today().year


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        said = _("请选是哪一天。")
        raise Invalid(said, fields={"day": said}) from None


def _works(kind: str) -> bool:
    if kind not in {"rest", "work"}:
        said = _("请选休息还是上班。")
        raise Invalid(said, fields={"kind": said})
    return kind == "work"


def _pasted(request: Request) -> str:
    """What was pasted; a file, if one was chosen, goes before it."""
    file = request.FILES.get("file")
    if file is None:
        return request.POST.get("text", "")[:MOST_BYTES]
    raw = file.read(MOST_BYTES)
    for coding in ("utf-8-sig", "gb18030"):
        try:
            return str(raw.decode(coding))
        except UnicodeDecodeError:
            continue
    return ""


def _at_line(problem: Problem) -> str:
    return _("第%(n)s行：%(why)s") % {"n": problem.line, "why": _why(problem)}


def _why(problem: Problem) -> str:
    said = {
        "form": _("“%(text)s”看不懂，请写成“2027-01-01,休,元旦”。"),
        "day": _("“%(text)s”没有这一天，请核对。"),
        "kind": _("“%(text)s”没写是休还是班。"),
        "order": _("“%(text)s”后面的日子比前面的还早。"),
        "long": _("“%(text)s”太长了，一段最多十五天，请核对。"),
        "twice": _("“%(text)s”这一天前面写过，而且说的不一样。"),
        "many": _("行数太多了，一年最多两百行。"),
    }[problem.why]
    return said % {"text": problem.text}


def _months(
    year: int, today: date, county: str, named: dict[date, codes.ListedDay]
) -> list[dict[str, Any]]:
    """Twelve months of weeks; a day is a holiday, a working day made up for, or an ordinary one."""
    working = codes.calendar(county)
    return [
        {
            "month": month,
            "weeks": [
                [
                    _square(day, month, working.is_workday(day), named.get(day), today)
                    for day in week
                ]
                for week in Months(firstweekday=0).monthdatescalendar(year, month)
            ],
        }
        for month in range(1, 13)
    ]


def _square(
    day: date, month: int, is_workday: bool, row: codes.ListedDay | None, today: date
) -> dict[str, Any]:
    weekend, name = day.weekday() >= 5, row.name if row else ""
    return {
        "on": day,
        "outside": day.month != month,
        "off": not is_workday,
        "holiday": not is_workday and bool(name or not weekend),
        "made_up": is_workday and weekend,
        "own": row is not None and row.is_own,
        "name": name,
        "today": day == today,
    }

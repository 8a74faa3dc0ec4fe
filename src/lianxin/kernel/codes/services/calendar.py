"""Days of the working calendar that people enter, and take back 自定日子.

They change what is reckoned from now on. A due date is a value kept on its matter, so dates that
somebody has been given stay (domain.md §2.8).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.codes.events import CalendarDaysSet, CalendarDaysWithdrawn
from lianxin.kernel.codes.models import OwnDay
from lianxin.kernel.codes.permissions import Grant
from lianxin.kernel.codes.services._forget import forget
from lianxin.kernel.codes.services._official import OFFICIAL
from lianxin.kernel.errors import Invalid, RuleViolation
from lianxin.kernel.facts import record

AREA_DIGITS = (0, 2, 4, 6)
NAME_SIGNS, SOURCE_SIGNS = 40, 100
YEARS_AHEAD = 5
MOST_DAYS = 120


@dataclass(frozen=True)
class Day:
    """One line of a holiday notice."""

    day: date
    is_workday: bool
    name: str


@transaction.atomic
def calendar_day_set(*, actor: Actor, area: str, row: Day, source: str) -> bool:
    """Set one day by hand, with the notice that says so 调整工作日.

    `area`: the digits of a county, city or province; "" is everywhere. The nearest place wins, and
    every entry by hand wins over the published calendar. True if something changed.
    Safe to repeat. Emits: CalendarDaysSet. Raises: Denied, Invalid.
    """
    actor.require(Grant.MANAGE, area=area)
    errors = _source_errors(source)
    if row.day < clock.today():
        errors["day"] = _("这一天已经过去了，改了也不起作用。")
    elif row.day.year > clock.today().year + YEARS_AHEAD:
        errors["day"] = _("太远了，只能录到%(year)s年。") % {
            "year": clock.today().year + YEARS_AHEAD
        }
    if not row.name.strip():
        errors["name"] = _("请写这一天是什么日子，比如“县庆”。")
    _refuse(errors)
    return _set(actor, area, [row], source)


@transaction.atomic
def calendar_year_set(
    *, actor: Actor, area: str, year: int, days: Iterable[Day], source: str
) -> bool:
    """Enter a year's holiday notice by hand 录入放假安排.

    Days entered before and not in the list stay. Safe to repeat; True if something changed.
    Emits: CalendarDaysSet. Raises: Denied, Invalid.
    """
    actor.require(Grant.MANAGE, area=area)
    rows = {d.day: d for d in days}
    errors = _source_errors(source)
    if not clock.today().year <= year <= clock.today().year + YEARS_AHEAD:
        errors["days"] = _("只能录今年和以后%(n)s年的放假安排。") % {"n": YEARS_AHEAD}
    elif any(day.year != year for day in rows):
        errors["days"] = _("有的日子不在%(year)s年，请核对年份。") % {"year": year}
    elif date(year, 1, 1) not in rows:
        errors["days"] = _("放假安排里没有元旦，请照通知录全。")
    elif len(rows) > MOST_DAYS:
        errors["days"] = _("日子太多了，一年最多录%(n)s天，平常的周末不用录。") % {"n": MOST_DAYS}
    _refuse(errors)
    return _set(actor, area, [rows[day] for day in sorted(rows)], source)


@transaction.atomic
def calendar_days_withdraw(*, actor: Actor, area: str, days: Iterable[date]) -> int:
    """Take days entered by hand back; those already past stay for the record 撤回.

    Safe to repeat: what is gone is gone. Returns how many went. Emits: CalendarDaysWithdrawn.
    Raises: Denied, RuleViolation.
    """
    actor.require(Grant.MANAGE, area=area)
    wanted = set(days)
    if any(day < clock.today() for day in wanted):
        raise RuleViolation(_("有的日子已经过去了，要留着备查，不能撤回。"))
    held = OwnDay.objects.select_for_update().filter(area=area, day__in=wanted)
    gone = {row.day: row.is_workday for row in held.order_by("day")}
    if gone:
        held.delete()
        record(
            CalendarDaysWithdrawn(stream=_stream(area), area=area, days=_words(gone)), actor=actor
        )
        forget()
    return len(gone)


def _set(actor: Actor, area: str, rows: Sequence[Day], source: str) -> bool:
    _check_area(area)
    source = source.strip()
    held = {row.day: row for row in OwnDay.objects.select_for_update().filter(area=area)}
    wanted = {
        row.day: {"is_workday": row.is_workday, "name": row.name.strip()[:NAME_SIGNS],
                  "source": source}
        for row in rows
    }  # fmt: skip
    changed = {day: now for day, now in wanted.items() if not _same(held.get(day), now)}
    if not changed:
        return False
    for day, now in changed.items():
        OwnDay.objects.update_or_create(area=area, day=day, defaults=now)
    told = _words({day: bool(now["is_workday"]) for day, now in changed.items()})
    record(CalendarDaysSet(stream=_stream(area), area=area, days=told), actor=actor)
    forget()
    return True


def _same(held: OwnDay | None, now: dict[str, object]) -> bool:
    return held is not None and all(getattr(held, name) == value for name, value in now.items())


def _words(days: dict[date, bool]) -> list[str]:
    return [f"{day}={'work' if works else 'rest'}" for day, works in days.items()]


def _stream(area: str) -> str:
    return f"calendar:{area or 'all'}"


def _check_area(area: str) -> None:
    if len(area) not in AREA_DIGITS or (area and not area.isdigit()):
        raise Invalid(_("日历按县、市、省定，请重新选地方。"), fields={"area": _("请重新选地方。")})


def _source_errors(source: str) -> dict[str, str]:
    source = source.strip()
    if not source or source == OFFICIAL:
        return {"source": _("请写明依据哪份放假通知。")}
    if len(source) > SOURCE_SIGNS:
        return {"source": _("依据请控制在%(n)s字以内。") % {"n": SOURCE_SIGNS}}
    return {}


def _refuse(errors: dict[str, str]) -> None:
    if errors:
        raise Invalid(next(iter(errors.values())), fields=errors)

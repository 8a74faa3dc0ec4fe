"""Reads of code tables and the calendar. Tables are public law and practice: no actor needed.

What is read is remembered by the process for ten minutes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from django.db.models.functions import Length
from django.utils.translation import gettext as _

from lianxin.kernel import clock
from lianxin.kernel.codes.models import CalendarDay, Code, CodeTable, OwnDay
from lianxin.kernel.workdays import Calendar

FRESH_SECONDS = 600
NOTICE_MONTH = 11
T = TypeVar("T")
_remembered: dict[str, tuple[float, Any]] = {}


@dataclass(frozen=True)
class CodeRow:
    """A code in force, and the version that says so. `county`: who added it, if any."""

    code: str
    name: str
    parent_code: str
    version: str
    extra: Mapping[str, Any] = field(default_factory=dict)
    county: str = ""


@dataclass(frozen=True)
class Edition:
    """One version of a table, in force from and to a day."""

    version: str
    valid_from: date
    valid_to: date | None
    rows: Mapping[str, CodeRow]
    source: str = ""


def forget() -> None:
    """Drop what this process remembers of the tables."""
    _remembered.clear()


def _remember(key: str, load: Callable[[], T]) -> T:
    held = _remembered.get(key)
    if held is not None and time.monotonic() - held[0] < FRESH_SECONDS:
        value: T = held[1]
        return value
    fresh = load()
    _remembered[key] = (time.monotonic(), fresh)
    return fresh


def table_map(name: str, *, on: date | None = None) -> Mapping[str, CodeRow]:
    """The table as it stands on a day (today if none is given), by code, in its order."""
    day = on or clock.today()
    for edition in _remember(f"table:{name}", lambda: _editions(name)):
        if edition.valid_from <= day and (edition.valid_to is None or day <= edition.valid_to):
            return edition.rows
    return {}


def _editions(name: str) -> list[Edition]:
    """All versions of a table, newest first."""
    rows: dict[int, dict[str, CodeRow]] = {}
    tables = list(CodeTable.objects.filter(name=name).order_by("-valid_from"))
    version = {t.pk: t.version for t in tables}
    for row in Code.objects.filter(table__in=tables).order_by("order", "code"):
        rows.setdefault(row.table_id, {})[row.code] = CodeRow(
            row.code, row.name, row.parent_code, version[row.table_id], row.extra, row.county
        )
    return [
        Edition(t.version, t.valid_from, t.valid_to, rows.get(t.pk, {}), t.source) for t in tables
    ]


def table(name: str, *, on: date | None = None, county: str | None = None) -> list[CodeRow]:
    """All rows of a table in order; with a county, its own leaves and nobody else's."""
    rows = table_map(name, on=on).values()
    return [row for row in rows if county is None or row.county in ("", county)]


def row_of(name: str, code: str, *, on: date | None = None) -> CodeRow | None:
    """One row, or None if the table has no such code on that day."""
    return table_map(name, on=on).get(code)


def row_in_version(name: str, code: str, version: str) -> CodeRow | None:
    """One row as a named version had it, whether or not that version is still in force."""
    editions = _remember(f"table:{name}", lambda: _editions(name))
    found = next((e for e in editions if e.version == version), None)
    return found.rows.get(code) if found else None


def name_of(name: str, code: str) -> str:
    """The name of a code; an unknown one is shown as it is."""
    row = row_of(name, code)
    return row.name if row else code


def children(name: str, parent: str = "", *, county: str | None = None) -> list[CodeRow]:
    """The rows directly under a parent; the top rows without one."""
    return [row for row in table(name, county=county) if row.parent_code == parent]


def editions(name: str) -> list[Edition]:
    """All versions of a table, newest first: coming, in force and former."""
    return list(_remember(f"table:{name}", lambda: _editions(name)))


def calendar(county: str = "") -> Calendar:
    """The working calendar of a county; without one, what counts everywhere."""
    return _remember(f"calendar:{county}", lambda: _load_calendar(county))


def _load_calendar(county: str) -> Calendar:
    """Whoever is nearer wins. For the deployment as a whole a year is known once anybody has it."""
    days = dict(CalendarDay.objects.values_list("day", "is_workday"))
    days |= {row.day: row.is_workday for row in own_days(county)}
    listed = set(days)
    if not county:
        listed |= set(OwnDay.objects.values_list("day", flat=True))
    return Calendar(days, frozenset(d.year for d in listed if (d.month, d.day) == (1, 1)))


def own_days(county: str, *, year: int | None = None) -> list[OwnDay]:
    """The days entered by hand that touch a county, by day, the nearest place last."""
    rows = OwnDay.objects.filter(area__in=_above(county)).order_by("day", Length("area"))
    return list(rows.filter(day__year=year) if year is not None else rows)


def _above(county: str) -> list[str]:
    return ["", *(county[:digits] for digits in (2, 4, 6) if len(county) >= digits)]


@dataclass(frozen=True)
class ListedDay:
    """A day of the calendar that is named or differs. `area` and `is_own`: who entered it."""

    day: date
    is_workday: bool
    name: str
    source: str
    is_own: bool = False
    area: str = ""


def calendar_days(year: int, *, county: str = "") -> list[ListedDay]:
    """The listed days of a year as they count in a county, for the calendar page."""
    found = {
        d.day: ListedDay(d.day, d.is_workday, d.name, d.source)
        for d in CalendarDay.objects.filter(year=year)
    }
    for d in own_days(county, year=year):
        found[d.day] = ListedDay(d.day, d.is_workday, d.name, d.source, True, d.area)
    return [found[day] for day in sorted(found)]


def calendar_warning(today: date, *, county: str = "") -> str | None:
    """A sentence when this year's holidays are not loaded, or next year's from November on.

    The State Council publishes next year's notice in autumn, and a clock begun in November may
    already run into January.
    """
    missing = _missing_year(today, county)
    if missing == today.year:
        return _(
            "还没有%(year)s年的放假安排，时限暂按周六、周日休息来算。请管理员录入国务院办公厅的放假通知。"
        ) % {"year": today.year}
    if missing is not None:
        return _(
            "还没有%(year)s年的放假安排，跨年的时限暂按周六、周日休息来算。通知公布后请管理员录入。"
        ) % {"year": missing}
    return None


def _missing_year(today: date, county: str) -> int | None:
    known, next_year = calendar(county), today.year + 1
    if not known.knows(today.year):
        return today.year
    return next_year if today.month >= NOTICE_MONTH and not known.knows(next_year) else None


def calendar_gaps(today: date, counties: Iterable[str]) -> dict[int, list[str]]:
    """Which of these counties have not got a year that is needed, by year; empty if all have it.

    The deployment as a whole knows a year once anybody has entered it; the others still lack it.
    """
    found: dict[int, list[str]] = {}
    for county in counties:
        year = _missing_year(today, county)
        if year is not None:
            found.setdefault(year, []).append(county)
    return found

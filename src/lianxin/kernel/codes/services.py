"""Writes of code tables and the calendar."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import resources
from typing import Any

import chinese_calendar
from django.db import transaction
from django.utils.translation import gettext as _

from lianxin.kernel.actor import Actor
from lianxin.kernel.codes import selectors
from lianxin.kernel.codes.models import CalendarDay, Code, CodeTable
from lianxin.kernel.codes.permissions import Grant
from lianxin.kernel.errors import Invalid, RuleViolation
from lianxin.kernel.workdays import SATURDAY

OFFICIAL = "国务院办公厅放假安排（chinesecalendar）"
OWN_ORDER = 9000


@transaction.atomic
def load_defaults(*, actor: Actor) -> int:
    """Load the tables that come with the program and the published years of the calendar.

    A version that is there stays as it is. A county's own leaves move on into a new version, and
    days of the calendar that were set by hand win over the official list.
    Safe to repeat. Returns how many tables were new.
    """
    actor.require(Grant.MANAGE, area="")
    folder = resources.files("lianxin.kernel.codes") / "data"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".json")), key=lambda f: f.name)
    new = sum(table_load(actor=actor, data=json.loads(f.read_text("utf-8"))) for f in files)
    _load_years()
    _forget()
    return new


@transaction.atomic
def table_load(*, actor: Actor, data: dict[str, Any]) -> bool:
    """Load one version of one table 代码表新版本. Safe to repeat; True if it was new.

    `data`: name, version, title, source, valid_from and codes, as in the files under `data/`.
    Raises: Denied, RuleViolation.
    """
    actor.require(Grant.MANAGE, area="")
    known = {row["code"] for row in data["codes"]}
    for row in data["codes"]:
        if row.get("parent") and row["parent"] not in known:
            raise RuleViolation(_("代码表里“%(name)s”的上级类别不存在。") % {"name": row["name"]})
    made, is_new = CodeTable.objects.get_or_create(
        name=data["name"],
        version=data["version"],
        defaults={
            "title": data["title"],
            "source": data.get("source", ""),
            "valid_from": date.fromisoformat(data["valid_from"]),
        },
    )
    if is_new:
        Code.objects.bulk_create(
            Code(
                table=made,
                code=row["code"],
                name=row["name"],
                order=order,
                parent_code=row.get("parent", ""),
                extra=row.get("extra", {}),
            )
            for order, row in enumerate(data["codes"])
        )
        _carry_own_leaves(made, known)
        _forget()
    return is_new


def _carry_own_leaves(made: CodeTable, known: set[str]) -> None:
    """What counties added lives on in the new version wherever its parent does."""
    before = (
        CodeTable.objects.filter(name=made.name, valid_from__lt=made.valid_from)
        .order_by("-valid_from")
        .first()
    )
    own = Code.objects.filter(table=before).exclude(county="") if before else Code.objects.none()
    for leaf in own:
        if leaf.parent_code in known and leaf.code not in known:
            leaf.pk, leaf.table = None, made
            leaf.save(force_insert=True)


def _load_years() -> None:
    """Bring the official days up to date; nothing is written when nothing has changed."""
    official = {d.day: (d.is_workday, d.name) for d in _official_days()}
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


def _official_days() -> Iterable[CalendarDay]:
    first, last = min(chinese_calendar.holidays).year, max(chinese_calendar.holidays).year
    day, end = date(first, 1, 1), date(last, 12, 31)
    while day <= end:
        is_work = chinese_calendar.is_workday(day)
        listed = day in chinese_calendar.holidays or day in chinese_calendar.workdays
        if listed or is_work != (day.weekday() < SATURDAY):
            yield CalendarDay(day=day, is_workday=is_work, name=_day_name(day, is_work))
        day += timedelta(days=1)


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


@dataclass(frozen=True)
class Day:
    """One line of a holiday notice."""

    day: date
    is_workday: bool
    name: str


@transaction.atomic
def calendar_year_set(*, actor: Actor, year: int, days: Iterable[Day], source: str) -> None:
    """Enter a year's holiday notice by hand 录入放假安排. Replaces that year. Safe to repeat.

    Raises: Denied, Invalid.
    """
    actor.require(Grant.MANAGE, area="")
    rows = {d.day: d for d in days}
    if any(day.year != year for day in rows):
        said = _("有的日子不在%(year)s年，请核对年份。") % {"year": year}
        raise Invalid(said, fields={"days": said})
    if date(year, 1, 1) not in rows:
        said = _("放假安排里没有元旦，请照通知录全。")
        raise Invalid(said, fields={"days": said})
    CalendarDay.objects.filter(year=year).delete()
    for row in rows.values():
        calendar_day_set(actor=actor, row=row, source=source)


@transaction.atomic
def calendar_day_set(*, actor: Actor, row: Day, source: str) -> None:
    """Set one day by hand, with the notice that says so 调整工作日. Safe to repeat.

    Raises: Denied, Invalid.
    """
    actor.require(Grant.MANAGE, area="")
    if not source.strip() or source == OFFICIAL:
        raise Invalid(_("请写明依据哪份放假通知。"), fields={"source": _("请写明依据。")})
    CalendarDay.objects.update_or_create(
        day=row.day,
        defaults={"is_workday": row.is_workday, "name": row.name[:40], "source": source[:100]},
    )
    _forget()


@dataclass(frozen=True)
class Leaf:
    """A county's own code under an existing one."""

    code: str
    name: str
    parent: str


@transaction.atomic
def code_add_leaf(*, actor: Actor, table: str, county: str, leaf: Leaf) -> Code:
    """A county adds a leaf under an existing code; it never redefines what is there 地方细类.

    It takes over what the first code beside it says of unit, level and publication.
    Raises: Denied, RuleViolation, Invalid.
    """
    actor.require(Grant.MANAGE, area=county)
    parent = selectors.row_of(table, leaf.parent)
    if parent is None:
        raise RuleViolation(_("上级类别不存在，不能在它下面加。"))
    if parent.county not in ("", county):
        raise RuleViolation(_("上级类别是别的县加的，不能在它下面加。"))
    if selectors.row_of(table, leaf.code) is not None:
        raise RuleViolation(_("这个代码已经有了，统一的类别不能改，请换一个代码。"))
    if not leaf.code.startswith(leaf.parent) or not leaf.code.isalnum() or len(leaf.code) > 20:
        raise RuleViolation(_("下级代码要以上级代码开头，后面接数字或字母。"))
    if not leaf.name.strip() or len(leaf.name) > 60:
        raise Invalid(_("请写类别名称，60 个字以内。"), fields={"name": _("请写类别名称。")})
    owner = CodeTable.objects.get(name=table, version=parent.version)
    made = Code.objects.create(
        table=owner,
        code=leaf.code,
        name=leaf.name.strip(),
        parent_code=leaf.parent,
        order=OWN_ORDER,
        county=county,
        extra=_inherited(table, parent),
    )
    _forget()
    return made


def _inherited(table: str, parent: selectors.CodeRow) -> dict[str, Any]:
    beside = selectors.children(table, parent.code)
    extra = dict(beside[0].extra if beside else parent.extra)
    return {key: value for key, value in extra.items() if key not in {"plain", "words"}}


def _forget() -> None:
    """Forget now for this transaction, and again once others can see the change."""
    selectors.forget()
    transaction.on_commit(selectors.forget)

"""The week's supervision list as its page, paper and file show it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q

from lianxin.domain.cases.models import Case, CaseQuerySet, area_condition
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import week_of
from lianxin.domain.cases.rules.weekly import WhyListed
from lianxin.domain.cases.selectors.queues import CaseRow, case_rows
from lianxin.domain.cases.services._listed import for_reason, listed, parts
from lianxin.domain.orgs import selectors as orgs
from lianxin.domain.places import selectors as places
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor

MOST = 300
NO_UNIT = "none"
"""Asked for instead of a unit: what nobody has."""


@dataclass(frozen=True)
class ListedRow:
    """One matter on the list, and in plain words why it stands there."""

    case: CaseRow
    why: list[str]
    supervision: int


@dataclass(frozen=True)
class WeeklyList:
    """The list of a week, given by its Monday; `is_cut`: there are more."""

    week: date
    rows: list[ListedRow]
    is_cut: bool


@dataclass(frozen=True)
class WeeklyFilter:
    """What the list is narrowed to. `unit`: an id, or NO_UNIT; `area`: a code; `why`: one reason."""

    unit: str = ""
    area: str = ""
    why: WhyListed | None = None


ALL = WeeklyFilter()


@dataclass(frozen=True)
class WeeklySums:
    """How many stand on the whole list, how many of them are asked for, and the units of all.

    `units`: id and name, as the filter takes them.
    """

    total: int
    matched: int
    units: list[tuple[str, str]]


def weekly_list(
    *, actor: Actor, filter: WeeklyFilter = ALL, grant: Grant = Grant.WATCH_LIST
) -> WeeklyList:
    """What has to be looked at this week where the actor keeps the list 督办清单.

    Basis: domain.md §2.4 (河东区). `grant`: what the actor has to hold in the place besides.
    """
    now = clock.now()
    rows = _reach(actor, grant).filter(_where(filter))
    found = listed(rows, now, most=MOST + 1, why=filter.why)
    shown = found[:MOST]
    cases = case_rows([case for case, _why in shown], actor, now)
    return WeeklyList(
        week_of(clock.today()),
        [
            ListedRow(row, why, case.supervision)
            for row, (case, why) in zip(cases, shown, strict=True)
        ],
        len(found) > MOST,
    )


def weekly_sums(*, actor: Actor, filter: WeeklyFilter = ALL) -> WeeklySums:
    """How many of how many the list shows, counted by the database; and what it can be narrowed to."""
    now = clock.now()
    standing, over = parts(_reach(actor, Grant.WATCH_LIST), now)
    of_open, of_over = for_reason(now, filter.why) if filter.why else (Q(), Q())
    total, matched = Counter[UUID | None](), 0
    for rows, reason in ((standing, of_open), (over, of_over)):
        asked = Count("pk", filter=_where(filter) & reason)
        for unit, n, m in rows.order_by().values_list("main_org").annotate(n=Count("pk"), m=asked):
            total[unit] += n
            matched += m
    return WeeklySums(total.total(), matched, _units(total, filter, actor))


def _units(
    total: Collection[UUID | None], filter: WeeklyFilter, actor: Actor
) -> list[tuple[str, str]]:
    """The units that have something on the list, by name; the one that is asked for among them."""
    held = {unit for unit in total if unit is not None}
    chosen = {UUID(filter.unit)} if filter.unit not in {"", NO_UNIT} else set()
    names = orgs.org_names(held | chosen, actor=actor)
    found = [(str(pk), name) for pk, name in sorted(names.items(), key=lambda pair: pair[1])]
    is_without = None in total or filter.unit == NO_UNIT
    return [*found, (NO_UNIT, "还没派单位")] if is_without else found


def _reach(actor: Actor, grant: Grant) -> CaseQuerySet:
    rows = Case.objects.visible_to(actor, Grant.WATCH_LIST)
    if grant is not Grant.WATCH_LIST:
        rows = rows.filter(pk__in=Case.objects.visible_to(actor, grant).values("pk"))
    return rows


def _where(filter: WeeklyFilter) -> Q:
    condition = Q()
    if filter.unit == NO_UNIT:
        condition &= Q(main_org=None)
    elif filter.unit:
        condition &= Q(main_org=UUID(filter.unit))
    if filter.area:
        condition &= area_condition(places.prefix_of(filter.area))
    return condition

"""How many cases of each kind there are: read from the tally, whatever the size of the archive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import Count
from django.db.models.functions import Left, TruncMonth

from lianxin.domain.cases.models import (
    ABOUT_STAFF,
    COUNTY_DIGITS,
    TOWN_DIGITS,
    Case,
    area_condition,
)
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import ENDED, State
from lianxin.kernel import clock, sql
from lianxin.kernel.actor import Actor
from lianxin.kernel.asked import SINCE, UNTIL, Listed, counted
from lianxin.kernel.codes import selectors as codes
from lianxin.kernel.errors import Invalid

MOST_MONTHS = 36
OVER = frozenset(state.value for state in ENDED)
Kind = tuple[str, str, date]
"""Head of the category, state, month."""
# A county has lines of its own, without a township. One question sees one moment: what is folded
# meanwhile is neither missed nor counted twice.
KEPT = """
SELECT left(category, 2), state, month, sum(n)::int FROM (
  SELECT category, state, month, n FROM cases_tally
  WHERE county = %s AND town = %s AND month = ANY(%s)
  UNION ALL SELECT category, state, month, n FROM cases_tallychange
  WHERE county = %s AND starts_with(town, %s) AND month = ANY(%s)
) AS kept GROUP BY 1, 2, 3
"""


@dataclass(frozen=True)
class CountRow:
    """One kind of matter: how many came in, how many are open and ended, by state and month."""

    category: str
    name: str
    total: int
    is_open: int
    ended: int
    by_state: dict[str, int]
    by_month: dict[date, int]


@dataclass(frozen=True)
class Counts:
    """State × category × month of a place, as of a moment."""

    months: Sequence[date]
    states: Sequence[str]
    rows: Sequence[CountRow]
    total: int


def case_counts(*, actor: Actor, area: str, since: date, until: date) -> Counts:
    """So many matters by state, category and month of registering.

    `area`: prefix of a county or township in which the actor sees the matters; what they may not
    see is not counted either. Months from the one of `since` to the one of `until`, three years
    at most. Raises: Denied, Invalid.
    """
    first, last = since.replace(day=1), until.replace(day=1)
    months = _months(first, last)
    if len(area) not in {COUNTY_DIGITS, TOWN_DIGITS}:
        raise Invalid("请选县或者乡镇。", fields={"area": "请选县或者乡镇。"})
    actor.require(Grant.SEE, area=area)
    found = _kept(area, months)
    for key, n in _unseen(actor, area, first, last).items():
        found[key] = max(0, found.get(key, 0) - n)
    return _counts(found, months)


def _kept(area: str, months: list[date]) -> dict[Kind, int]:
    """What is kept of a county or township, with what has not been folded yet, at one moment."""
    county, town = area[:COUNTY_DIGITS], area[COUNTY_DIGITS:] and area
    found = sql.rows(KEPT, [county, town, months, county, town, months])
    return {(head, state, month): n for head, state, month, n in found}


def _unseen(actor: Actor, area: str, first: date, last: date) -> dict[Kind, int]:
    """Complaints about staff that the actor's own lists do not show; no total gives them away.

    Basis: domain.md §2.9 confidential.
    """
    after = date(last.year + last.month // 12, last.month % 12 + 1, 1)
    rows = _hidden(actor, area).rows({SINCE: clock.at(first), UNTIL: clock.at(after)})
    return {(head, state, at.date()): n for head, state, at, n in rows}


@lru_cache(maxsize=1024)
def _hidden(actor: Actor, area: str) -> Listed:
    """The question for them, by head, state and month."""
    rows = Case.objects.filter(ABOUT_STAFF, area_condition(area[:COUNTY_DIGITS]))
    if len(area) == TOWN_DIGITS:
        rows = rows.filter(town=area)
    rows = rows.filter(registered_at__gte=SINCE, registered_at__lt=UNTIL)
    rows = rows.exclude(pk__in=Case.objects.visible_to(actor, Grant.SEE).filter(ABOUT_STAFF))
    month = TruncMonth("registered_at", tzinfo=clock.LOCAL)
    groups = rows.annotate(head=Left("category", 2), at=month).values_list("head", "state", "at")
    return counted(groups.annotate(n=Count("pk")).order_by())


def _months(first: date, last: date) -> list[date]:
    months = [first]
    while months[-1] < last:
        at = months[-1]
        months.append(date(at.year + at.month // 12, at.month % 12 + 1, 1))
    if len(months) > MOST_MONTHS:
        raise Invalid("一次最多看三年，请把日子选短一点。", fields={"since": "一次最多看三年。"})
    return months


def _counts(found: Mapping[Kind, int], months: list[date]) -> Counts:
    kinds = codes.table_map("case_category")
    of_head: dict[str, dict[tuple[str, date], int]] = {}
    for (head, state, month), n in found.items():
        of_head.setdefault(head, {})[state, month] = n
    rows = []
    for head in sorted(of_head):
        name = kinds[head].name if head in kinds else "未分类"
        rows.append(_row(head, name, of_head[head]))
    shown = [state.value for state in State if any(row.by_state.get(state.value) for row in rows)]
    rows = [row for row in rows if row.total]
    return Counts(months, shown, rows, sum(row.total for row in rows))


def _row(head: str, name: str, own: Mapping[tuple[str, date], int]) -> CountRow:
    by_state: dict[str, int] = {}
    by_month: dict[date, int] = {}
    for (state, month), n in own.items():
        by_state[state] = by_state.get(state, 0) + n
        by_month[month] = by_month.get(month, 0) + n
    total = sum(by_state.values())
    over = sum(n for state, n in by_state.items() if state in OVER)
    return CountRow(head, name, total, total - over, over, by_state, by_month)


def default_period() -> tuple[date, date]:
    """The last twelve months."""
    today = clock.today()
    first = today.replace(day=1)
    return date(first.year - 1, first.month, 1), today

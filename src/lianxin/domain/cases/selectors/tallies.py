"""How many cases of each kind there are: read from the tally, whatever the size of the archive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncMonth

from lianxin.domain.cases.models import ABOUT_STAFF, Case, Tally, TallyChange, area_condition
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import ENDED, State
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.codes import selectors as codes
from lianxin.kernel.errors import Invalid

MOST_MONTHS = 36
COUNTY_DIGITS, TOWN_DIGITS = 6, 9


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
    column = {6: "county", TOWN_DIGITS: "town"}.get(len(area))
    if column is None:
        raise Invalid("请选县或者乡镇。", fields={"area": "请选县或者乡镇。"})
    actor.require(Grant.SEE, area=area)
    here = Q(month__gte=first, month__lte=last, **{"county": area[:6], column: area})
    found: dict[tuple[str, str, date], int] = {}
    for table in (Tally, TallyChange):
        rows = table.objects.filter(here).values_list("category", "state", "month")
        for category, state, month, n in rows.annotate(sum=Sum("n")).order_by():
            key = (category[:2], state, month)
            found[key] = found.get(key, 0) + n
    for key, n in _unseen(actor, area, first, last).items():
        found[key] = max(0, found.get(key, 0) - n)
    return _counts(found, months)


def _unseen(actor: Actor, area: str, first: date, last: date) -> dict[tuple[str, str, date], int]:
    """Complaints about staff that the actor's own lists do not show; no total gives them away.

    Basis: domain.md §2.9 confidential.
    """
    after = date(last.year + last.month // 12, last.month % 12 + 1, 1)
    rows = Case.objects.filter(ABOUT_STAFF, area_condition(area[:COUNTY_DIGITS]))
    if len(area) == TOWN_DIGITS:
        rows = rows.filter(town=area)
    rows = rows.filter(registered_at__gte=clock.at(first), registered_at__lt=clock.at(after))
    rows = rows.exclude(pk__in=Case.objects.visible_to(actor, Grant.SEE).filter(ABOUT_STAFF))
    month = TruncMonth("registered_at", tzinfo=clock.LOCAL)
    found: dict[tuple[str, str, date], int] = {}
    for category, state, at, n in (
        rows.annotate(at=month).values_list("category", "state", "at").annotate(n=Count("pk"))
    ).order_by():
        key = (category[:2], state, at.date())
        found[key] = found.get(key, 0) + n
    return found


def _months(first: date, last: date) -> list[date]:
    months = [first]
    while months[-1] < last:
        at = months[-1]
        months.append(date(at.year + at.month // 12, at.month % 12 + 1, 1))
    if len(months) > MOST_MONTHS:
        raise Invalid("一次最多看三年，请把日子选短一点。", fields={"since": "一次最多看三年。"})
    return months


def _counts(found: dict[tuple[str, str, date], int], months: list[date]) -> Counts:
    kinds = codes.table_map("case_category")
    ended = {state.value for state in ENDED}
    heads = sorted({category for category, _state, _month in found})
    rows = []
    for head in heads:
        own = {key[1:]: n for key, n in found.items() if key[0] == head}
        by_state: dict[str, int] = {}
        by_month: dict[date, int] = {}
        for (state, month), n in own.items():
            by_state[state] = by_state.get(state, 0) + n
            by_month[month] = by_month.get(month, 0) + n
        total = sum(by_state.values())
        over = sum(n for state, n in by_state.items() if state in ended)
        name = kinds[head].name if head in kinds else "未分类"
        rows.append(CountRow(head, name, total, total - over, over, by_state, by_month))
    shown = [state.value for state in State if any(row.by_state.get(state.value) for row in rows)]
    rows = [row for row in rows if row.total]
    return Counts(months, shown, rows, sum(row.total for row in rows))


def default_period() -> tuple[date, date]:
    """The last twelve months."""
    today = clock.today()
    first = today.replace(day=1)
    return date(first.year - 1, first.month, 1), today

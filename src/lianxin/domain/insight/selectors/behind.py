"""The cases behind a figure, page by page, and what was taken out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from lianxin.domain.cases.models import Case
from lianxin.domain.cases.permissions import Grant as CaseGrant
from lianxin.domain.cases.rules import STATE_NAMES, State
from lianxin.domain.insight.rules import Condition, Indicator, Kind, Source
from lianxin.domain.insight.selectors._conditions import NOT_COUNTED, meaning
from lianxin.domain.insight.selectors._reach import (
    Where,
    check,
    excluded_cases,
    path_to_case,
    rows_of,
)
from lianxin.domain.insight.selectors.figures import county_of
from lianxin.domain.insight.selectors.formulas import formulas
from lianxin.domain.orgs import selectors as orgs
from lianxin.domain.places import selectors as places
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import NotFound

PAGE = 50
PARTS = {"numerator": "分子", "denominator": "分母", "excluded": "剔除的"}


@dataclass(frozen=True)
class BehindRow:
    """One case behind a figure."""

    id: UUID
    no: str
    title: str
    place: str
    unit_name: str
    state: State
    state_name: str
    registered_at: datetime


@dataclass(frozen=True)
class Behind:
    """A page of them; `next` is the mark of the page after it, if there is one."""

    indicator: Indicator
    part: str
    rows: Sequence[BehindRow]
    next: str = ""


def cases_behind(key: str, part: str, where: Where, *, actor: Actor, after: str = "") -> Behind:
    """The cases that make up a numerator or denominator, newest first 点开看.

    `part`: numerator, denominator or excluded. A case is listed once, also where several orders or
    whistles of it count; and only if the actor may see the case itself.
    Raises: Denied, NotFound, RuleViolation.
    """
    check(where, actor=actor)
    now, on = clock.now(), min(where.period.until, clock.today())
    held = formulas(actor=actor, county=county_of(where.area, actor=actor), on=on)
    indicator = next((i for i in held if i.key == key and i.kind is not Kind.SCORE), None)
    if indicator is None or part not in PARTS:
        raise NotFound("没有这个指标。")
    rows = _cases(indicator, part, where, now, actor=actor)
    rows = rows.filter(pk__in=Case.objects.reachable_by(actor, CaseGrant.SEE).values("pk"))
    found = list(_from(rows, after)[: PAGE + 1])
    mark = _mark(found[PAGE - 1]) if len(found) > PAGE else ""
    return Behind(indicator, part, _shown(found[:PAGE], actor), mark)


def _cases(
    indicator: Indicator, part: str, where: Where, now: datetime, *, actor: Actor
) -> QuerySet[Case]:
    source, words = indicator.source, list(indicator.denominator)
    if part == "numerator" or indicator.kind is Kind.PER_10K:
        words += indicator.numerator
    rows: QuerySet[Any] = rows_of(source, where, actor=actor).filter(meaning(source, words, now))
    if source is Source.CASE:
        cases: QuerySet[Case] = rows
    else:
        path = path_to_case(source)
        behind = Q(pk__in=rows.exclude(**{f"{path}__state__in": NOT_COUNTED}).values(path))
        if words == [Condition.GIVEN]:
            in_hand = (Condition.ACCEPTED, Condition.DISPATCHED)
            mine = rows_of(Source.CASE, where, actor=actor)
            behind |= Q(pk__in=mine.filter(meaning(Source.CASE, in_hand, now)).values("pk"))
        cases = Case.objects.filter(behind)
    out = Q(pk__in=excluded_cases().values("case"))
    if part == "excluded":
        return cases.filter(out)
    return cases.exclude(out) if indicator.skips_excluded else cases


def _from(rows: QuerySet[Case], after: str) -> QuerySet[Case]:
    at, _sign, pk = after.partition("~")
    try:
        mark = datetime.fromisoformat(at), UUID(pk)
    except ValueError:
        mark = None
    if mark:
        same = Q(registered_at=mark[0], pk__lt=mark[1])
        rows = rows.filter(Q(registered_at__lte=mark[0]), Q(registered_at__lt=mark[0]) | same)
    fields = ("no", "title", "area_id", "place_text", "state", "main_org_id", "registered_at")
    return rows.only(*fields).order_by("-registered_at", "-pk")


def _mark(case: Case) -> str:
    """A broken mark begins at the first page again rather than failing."""
    return f"{case.registered_at.isoformat()}~{case.pk}"


def _shown(found: Sequence[Case], actor: Actor) -> list[BehindRow]:
    names = places.display_names({c.area_id for c in found}, actor=actor)
    units = orgs.org_names({c.main_org_id for c in found if c.main_org_id}, actor=actor)
    return [
        BehindRow(
            id=c.pk, no=c.no, title=c.title, state=State(c.state),
            place=" ".join(filter(None, (names.get(c.area_id, ""), c.place_text))),
            unit_name=units.get(c.main_org_id, "") if c.main_org_id else "",
            state_name=STATE_NAMES[State(c.state)], registered_at=c.registered_at,
        )
        for c in found
    ]  # fmt: skip

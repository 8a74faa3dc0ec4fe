"""Which rows a figure may count: where the actor may see figures, registered in the period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from lianxin.domain.cases.models import (
    Case,
    CaseQuerySet,
    Hold,
    Return,
    Whistle,
    WhistleCall,
    area_condition,
)
from lianxin.domain.insight.models import Exclusion
from lianxin.domain.insight.permissions import Grant
from lianxin.domain.insight.rules import Decision, Period, Source
from lianxin.domain.places import selectors as places
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import Denied

COUNTY_DIGITS = 6
NOT_YOURS = "这里的指标不归您看，请换一个地方或者单位。"
COUNTED: Mapping[Source, type[Model]] = {
    Source.ORDER: Return,
    Source.WHISTLE: Whistle,
    Source.CALL: WhistleCall,
    Source.HOLD: Hold,
}
TO_CASE = {Source.CASE: "", Source.CALL: "whistle__case"}
OF_A_UNIT = frozenset({Source.ORDER, Source.CALL})
"""Rows that name a unit of their own."""


@dataclass(frozen=True)
class Where:
    """Of which days, which place (a code prefix, "" for all that is one's own), which unit."""

    period: Period
    area: str = ""
    unit: UUID | None = None


def check(where: Where, *, actor: Actor) -> None:
    """Refuse a place or unit that lies outside the actor's posts.

    Raises: Denied.
    """
    for scope in actor.scopes_for(Grant.SEE):
        own_unit = scope.unit is None or where.unit is None or scope.unit == str(where.unit)
        if own_unit and (not where.area or any(where.area.startswith(p) for p in scope.areas)):
            return
    raise Denied(NOT_YOURS, code=Grant.SEE)


def path_to_case(source: Source) -> str:
    """How a row of this source names its case; "" if it is the case."""
    return TO_CASE.get(source, "case")


def rows_of(source: Source, where: Where, *, actor: Actor) -> QuerySet[Any]:
    """The rows of a source within reach; the period goes through an index of the cases.

    A unit's own figures hold the orders it was given and the whistles that called it, also where
    another unit is the main one by now.
    """
    if source is not Source.CASE and source in OF_A_UNIT and (units := _units(where, actor)):
        reach = _rows_of_units(where, path_to_case(source), units, actor)
        return COUNTED[source]._default_manager.filter(reach)
    found = cohort(where, actor=actor)
    if where.unit is not None:
        found = found.filter(main_org=where.unit)
    if source is Source.CASE:
        return found
    table: QuerySet[Any] = COUNTED[source]._default_manager.all()
    return table.filter(**{f"{path_to_case(source)}__in": found.values("pk")})


def cohort(where: Where, *, actor: Actor) -> CaseQuerySet:
    """The cases registered in the period in this place, no other than the actor may count."""
    found = Case.objects.visible_to(actor, Grant.SEE).filter(_in_period(where))
    if len(where.area) >= COUNTY_DIGITS:
        return found.filter(area_condition(where.area))
    counties = [c.code[:COUNTY_DIGITS] for c in places.counties(actor=actor)]
    here = [c for c in counties if c.startswith(where.area) and _is_near(c, actor)]
    return found.filter(county__in=here)


def excluded_cases() -> QuerySet[Exclusion]:
    """What two persons have taken out."""
    return Exclusion.objects.filter(decision=Decision.GRANTED.value)


def _is_near(county: str, actor: Actor) -> bool:
    """Naming the counties lets an index answer for a city, too."""
    prefixes = [p for scope in actor.scopes_for(Grant.SEE) for p in scope.areas]
    return any(county.startswith(p) or p.startswith(county) for p in prefixes)


def _in_period(where: Where) -> Q:
    first, after = clock.at(where.period.since), clock.at(where.period.until + timedelta(days=1))
    return Q(registered_at__gte=first, registered_at__lt=after)


def _units(where: Where, actor: Actor) -> list[UUID]:
    """The unit that is asked for, or those of an actor who answers for units alone."""
    if where.unit is not None:
        return [where.unit]
    scopes = actor.scopes_for(Grant.SEE)
    return [UUID(s.unit) for s in scopes if s.unit] if all(s.unit for s in scopes) else []


def _rows_of_units(where: Where, to_case: str, units: list[UUID], actor: Actor) -> Q:
    """Rows of these units where a post reaches; a complaint about oneself or one's unit is left out."""
    reach = Q(pk__in=[])
    for scope in actor.scopes_for(Grant.SEE):
        own = [unit for unit in units if scope.unit is None or scope.unit == str(unit)]
        for prefix in scope.areas:
            narrow = max(prefix, where.area, key=len)
            if own and narrow.startswith(prefix) and narrow.startswith(where.area):
                cases = Case.objects.filter(area_condition(narrow), _in_period(where))
                cases = cases.exclude(about_user=actor.id)
                if scope.unit is not None:
                    cases = cases.exclude(barred__contains=[UUID(scope.unit)])
                reach |= Q(**{"org__in": own, f"{to_case}__in": cases.values("pk")})
    return reach

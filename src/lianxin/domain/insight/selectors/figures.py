"""The indicators of places and units for a period, each with the numbers behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from lianxin.domain.insight.models import Residents
from lianxin.domain.insight.permissions import Grant
from lianxin.domain.insight.rules import (
    Counted,
    Indicator,
    Kind,
    Period,
    Result,
    results_of,
)
from lianxin.domain.insight.selectors._counting import COUNTY_DIGITS, WHOLE, Ask, Found, count_all
from lianxin.domain.insight.selectors._reach import Where, check
from lianxin.domain.insight.selectors.formulas import formulas
from lianxin.domain.orgs.models import Org
from lianxin.domain.orgs.rules import ORDER, Level
from lianxin.domain.places import selectors as places
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor

CODE_DIGITS = 12
BY = ("", "place", "unit")


@dataclass(frozen=True)
class Group:
    """One place or unit with its results. `key`: code or id, "" for the whole."""

    key: str
    name: str
    results: Mapping[str, Result]


@dataclass(frozen=True)
class Figures:
    """What was asked and what was found. Groups stand in the order of places or units, never by rate."""

    period: Period
    as_of: datetime
    version: str
    indicators: Sequence[Indicator]
    groups: Sequence[Group]


def indicators_for(
    period: Period, *, actor: Actor, area: str = "", unit: UUID | None = None, by: str = ""
) -> Figures:
    """Every indicator of the matters registered in the period, as they stand now 指标.

    `area`: a code prefix, "" for all places of the actor; `unit`: the main unit; `by`: "" for one
    figure, place for those directly below, unit for each main unit. One query for each source.
    Basis: domain.md §2.10. Raises: Denied, RuleViolation.
    """
    where = Where(period, area, unit)
    check(where, actor=actor)
    ask = Ask(where, by if by in BY else "", clock.now(), actor)
    on = min(period.until, clock.today())
    held = formulas(actor=actor, county=county_of(area, actor=actor), on=on)
    shown = [i for i in held if i.by_unit or not (unit or ask.by == "unit")]
    found = count_all(shown, ask)
    keys = [key for key in {*found.kept, *found.out} if key is not None]
    residents = _residents(keys, ask, on) if any(i.kind is Kind.PER_10K for i in shown) else {}
    names = _names(keys, ask)
    groups = [_group(key, names[key], shown, found, residents, ask.now) for key in names]
    return Figures(period, ask.now, held[0].version if held else "", shown, groups)


def county_of(area: str, *, actor: Actor) -> str:
    """Whose formulas count: those of the county asked for, or of the only one the actor is of."""
    if len(area) >= COUNTY_DIGITS:
        return area[:COUNTY_DIGITS]
    held = {p[:COUNTY_DIGITS] for scope in actor.scopes_for(Grant.SEE) for p in scope.areas}
    only = held.pop() if len(held) == 1 else ""
    return only if len(only) == COUNTY_DIGITS and not area else ""


def _group(
    key: Any,
    name: str,
    shown: Sequence[Indicator],
    found: Found,
    residents: Mapping[Any, int],
    now: datetime,
) -> Group:
    kept, out = dict(found.kept.get(key, {})), dict(found.out.get(key, {}))
    for i in shown:
        if i.kind is Kind.PER_10K:
            cases = kept.get(i.key, Counted()) + out.pop(i.key, Counted())
            kept[i.key] = Counted(cases.numerator, residents.get(key, 0))
    return Group(str(key), name, results_of(shown, kept, out, as_of=now))


def _residents(keys: Sequence[Any], ask: Ask, on: date) -> dict[Any, int]:
    """How many were registered in each place on the last day; places without a number are left out."""
    area = {
        key: (str(key) or ask.where.area).ljust(CODE_DIGITS, "0")
        for key in ([WHOLE] if ask.by == "" else keys)
        if key or ask.where.area
    }
    rows = Residents.objects.filter(area__in=area.values(), on__lte=on).order_by("on")
    latest = dict(rows.values_list("area", "residents"))
    return {key: latest[code] for key, code in area.items() if code in latest}


def _names(keys: Sequence[Any], ask: Ask) -> dict[Any, str]:
    """The groups in the order of places, or of the organisation."""
    if ask.by == "":
        return {WHOLE: ""}
    if ask.by == "unit":
        rows = sorted(Org.objects.filter(pk__in=keys), key=_place_of_unit)
        return {org.pk: org.name for org in rows}
    codes = {key: str(key).ljust(CODE_DIGITS, "0") for key in sorted(keys)}
    names = places.display_names(set(codes.values()), actor=ask.actor)
    return {key: names.get(code, code) for key, code in codes.items()}


def _place_of_unit(org: Org) -> tuple[int, str, str, str]:
    levels = [*ORDER, *(level for level in Level if level not in ORDER)]
    return levels.index(Level(org.level)), org.area_id, org.line, org.name

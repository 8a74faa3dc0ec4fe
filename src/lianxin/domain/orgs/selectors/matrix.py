"""The matrix 片·线·点: who answers for a place, a line of work and a spot. A villager may ask."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lianxin.domain.orgs.permissions import Grant
from lianxin.domain.orgs.rules import Duty
from lianxin.domain.orgs.selectors.units import Named, UnitRow, chain
from lianxin.domain.orgs.selectors.units import named as make_named
from lianxin.domain.places import selectors as places
from lianxin.kernel import clock, sql
from lianxin.kernel.actor import Actor
from lianxin.kernel.codes import selectors as codes

CATEGORIES = "case_category"
SQUARES = """
SELECT r.kind, r.area_id, r.category, p.person_name, p.title, p.phone, p.is_public, p.user_id,
       o.id, o.name, o.short_name, o.level, o.kind, o.line, o.duty_phone
  FROM orgs_responsibility r
  LEFT JOIN orgs_post p ON p.id = r.post_id LEFT JOIN orgs_org o ON o.id = r.org_id
 WHERE r.area_id = ANY(%s) AND r.category = ANY(%s) AND r.to_on IS NULL
   AND (o.is_active OR p.from_on <= %s AND (p.to_on IS NULL OR p.to_on > %s))
"""


@dataclass(frozen=True)
class Responsible:
    """Who answers for one kind of matter in one place; None marks a gap in the matrix."""

    area_leader: Named | None
    line_leader: Named | None
    site_unit: UnitRow | None


@dataclass(frozen=True)
class Gap:
    """A square of the matrix without a name. `category` and its name are empty for 片."""

    duty: Duty
    area: str
    area_name: str
    category: str
    category_name: str


def responsible(area: str, category: str, *, actor: Actor) -> Responsible:
    """片 leader, 线 leader and 点 unit of a first-level category here; the nearest answer counts.

    Somebody who has left office, and a unit that was closed, answer for nothing any more.

    Basis: S23.
    """
    above = chain(area, actor=actor)
    return _answer(_squares(above, {"", category}, clock.today()), above, category)


def responsibility_gaps(area: str, *, actor: Actor) -> list[Gap]:
    """Which squares of the matrix have no name, for a place and the places directly below it 缺口.

    线 and 点 are asked for the place itself and each first-level category; 片 also for each place
    below.

    Basis: S23. Raises: Denied.
    """
    actor.require(Grant.SEE, area=area)
    above = chain(area, actor=actor)
    below = {row.code: chain(row.code, actor=actor) for row in places.children(area, actor=actor)}
    asked = {*above, *(code for codes_ in below.values() for code in codes_)}
    kinds = codes.children(CATEGORIES)
    squares = _squares(asked, {"", *(row.code for row in kinds)}, clock.today())
    gaps = [
        Gap(Duty.AREA, code, places.display_name(code, actor=actor), "", "")
        for code, codes_ in {area: above, **below}.items()
        if _answer(squares, codes_, "").area_leader is None
    ]
    here = places.display_name(area, actor=actor)
    for row in kinds:
        found = _answer(squares, above, row.code)
        if found.line_leader is None:
            gaps.append(Gap(Duty.LINE, area, here, row.code, row.name))
        if found.site_unit is None:
            gaps.append(Gap(Duty.SITE, area, here, row.code, row.name))
    return gaps


@dataclass(frozen=True)
class _Square:
    """One square of the matrix with who answers for it today."""

    duty: str
    area: str
    category: str
    person: Named | None
    unit: UnitRow | None


def _squares(areas: Iterable[str], kinds: Iterable[str], today: date) -> list[_Square]:
    """The squares of these places whose answer stands: the post is held, the unit is there."""
    found, params = [], [list(areas), list(kinds), today, today]
    for duty, area, category, *row in sql.rows(SQUARES, params):
        person = make_named(*row[:5]) if row[0] is not None else None
        unit = UnitRow(*row[5:]) if row[5] is not None else None
        found.append(_Square(duty, area, category, person, unit))
    return found


def _answer(squares: Iterable[_Square], above: list[str], category: str) -> Responsible:
    best: dict[str, tuple[int, _Square]] = {}
    for row in squares:
        if row.area not in above or row.category not in ("", category):
            continue
        away = above.index(row.area)
        if row.duty not in best or away < best[row.duty][0]:
            best[row.duty] = (away, row)
    named = {duty: row.person for duty, (_away, row) in best.items()}
    site = best.get(Duty.SITE.value)
    return Responsible(
        area_leader=named.get(Duty.AREA.value),
        line_leader=named.get(Duty.LINE.value),
        site_unit=site[1].unit if site else None,
    )

"""Reads of the dispatch catalogue: whose a matter is here, and by which line 派单目录."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from lianxin.domain.cases.models import CatalogueRow
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import Level
from lianxin.domain.cases.services import _law
from lianxin.domain.orgs import selectors as orgs
from lianxin.domain.places import selectors as places
from lianxin.kernel.actor import Actor
from lianxin.kernel.codes import selectors as codes


@dataclass(frozen=True)
class CatalogueLine:
    """One line of the catalogue as people read it."""

    id: UUID
    category: str
    category_name: str
    area: str
    place: str
    unit: UUID
    unit_name: str
    assist: Sequence[UUID]
    assist_names: Sequence[str]
    level: int | None
    needs_verify: bool | None
    basis: str
    since: date
    until: date | None


@dataclass(frozen=True)
class Usual:
    """What an order for this kind of matter here usually says; `level`: None if nobody has said."""

    unit: UUID | None
    level: Level | None

    def level_for(self, *, held: Level, own: Level) -> Level:
        """The level to begin with: the catalogue's, unless somebody chose another one before.

        `held`: the matter's; `own`: that of the category that it was registered under. What was
        called a danger when it came in stays one.
        """
        return self.level if self.level is not None and held is own else held


def suggested_unit(*, area: str, category: str, actor: Actor) -> UUID | None:
    """Whose this is by the catalogue, by the matrix 片线点, or by what the category itself says."""
    return usual_order(area=area, category=category, actor=actor).unit


def usual_order(*, area: str, category: str, actor: Actor) -> Usual:
    """The unit that a matter of this kind here usually goes to, and the level in the catalogue."""
    row = _law.catalogue_for(area, category, actor=actor)
    if row is not None:
        return Usual(row.main_org_id, None if row.level is None else Level(row.level))
    return Usual(_by_duty(area, category, actor) if category else None, None)


def level_of_category(category: str, *, actor: Actor) -> Level:
    """The level that a category has by itself."""
    kind = codes.row_of("case_category", category) if category else None
    return Level(int(kind.extra.get("level", Level.ORDINARY))) if kind else Level.ORDINARY


def _by_duty(area: str, category: str, actor: Actor) -> UUID | None:
    site = orgs.responsible(area, category[:2], actor=actor).site_unit
    if site:
        return site.id
    kind = codes.row_of("case_category", category)
    unit_kind = str(kind.extra.get("unit_kind", "")) if kind else ""
    named = orgs.unit_of_kind(area, unit_kind, actor=actor) if unit_kind else None
    return named.id if named else None


def catalogue_list(
    *, actor: Actor, area: str = "", category: str = "", with_past: bool = False
) -> list[CatalogueLine]:
    """The lines of the actor's places, by category and place; who may dispatch may read them."""
    condition = Q(pk__in=[])
    for scope in (*actor.scopes_for(Grant.CATALOGUE), *actor.scopes_for(Grant.DISPATCH)):
        for prefix in scope.areas:
            condition |= _over(prefix)
    rows = CatalogueRow.objects.filter(condition)
    if not with_past:
        rows = rows.filter(to_on=None)
    if area:
        rows = rows.filter(area__code__startswith=places.prefix_of(area))
    if category:
        rows = rows.filter(category__startswith=category)
    return _lines(list(rows.order_by("category", "area", "-from_on")), actor)


def _over(prefix: str) -> Q:
    """Lines in an area, and those of the wider places that count there too."""
    wider = {prefix[:n].ljust(12, "0") for n in (4, 6, 9) if n <= len(prefix)}
    return Q(area__code__startswith=prefix) | Q(area__in=wider)


def _lines(rows: list[CatalogueRow], actor: Actor) -> list[CatalogueLine]:
    units = {row.main_org_id for row in rows}
    units |= {UUID(unit) for row in rows for unit in row.assist_orgs}
    names = orgs.org_names(units, actor=actor)
    kinds = codes.table_map("case_category")
    spots = places.display_names({row.area_id for row in rows}, actor=actor)
    return [
        CatalogueLine(
            id=row.pk, category=row.category,
            category_name=kinds[row.category].name if row.category in kinds else row.category,
            area=row.area_id, place=spots.get(row.area_id, ""), unit=row.main_org_id,
            unit_name=names.get(row.main_org_id, ""),
            assist=[UUID(unit) for unit in row.assist_orgs],
            assist_names=[names.get(UUID(unit), "") for unit in row.assist_orgs],
            level=row.level, needs_verify=row.needs_verify, basis=row.basis,
            since=row.from_on, until=row.to_on,
        )
        for row in rows
    ]  # fmt: skip

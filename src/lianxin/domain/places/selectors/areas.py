"""Reads of the area tree. The tree is public: `actor` narrows nothing here."""

from __future__ import annotations

from collections.abc import Iterable

from lianxin.domain.places.models import Grid, NaturalGroup
from lianxin.domain.places.rules import Level
from lianxin.domain.places.selectors.tree import AreaRow, tree
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import NotFound

UNKNOWN = "没有找到这个地方，请从名单里选。"


def area_find(code: str, *, actor: Actor) -> AreaRow | None:
    """The place with this code, also one that is no longer in force; None if there is none."""
    return tree().rows.get(code)


def area_get(code: str, *, actor: Actor) -> AreaRow:
    """The place with this code, also one that is no longer in force.

    Raises: NotFound.
    """
    row = area_find(code, actor=actor)
    if row is None:
        raise NotFound(UNKNOWN, code="area")
    return row


def area_current(code: str, *, actor: Actor) -> AreaRow:
    """What an old code is today, after merging and moving; a code in force is itself.

    Raises: NotFound.
    """
    row = tree().current(code)
    if row is None:
        raise NotFound(UNKNOWN, code="area")
    return row


def area_path(code: str, *, actor: Actor) -> tuple[AreaRow, ...]:
    """A place and all above it, from the province down to itself; empty for an unknown code."""
    return tree().above(code)[::-1]


def children(code: str, *, actor: Actor) -> tuple[AreaRow, ...]:
    """The places directly below that are in force today; "" gives the provinces."""
    return tree().below(code)


def counties(*, actor: Actor) -> tuple[AreaRow, ...]:
    """All counties in force, and cities whose towns stand directly under them."""
    return tree().counties()


def towns(county: str, *, actor: Actor) -> tuple[AreaRow, ...]:
    """The towns, streets and 乡 of a county, given by six digits or its whole code."""
    return children(county.ljust(12, "0"), actor=actor)


def villages(town: str, *, actor: Actor) -> tuple[AreaRow, ...]:
    """The villages and communities of a town, given by nine digits or its whole code."""
    return children(town.ljust(12, "0"), actor=actor)


def groups(village: str, *, actor: Actor) -> list[NaturalGroup]:
    """The groups of a village that exist today, in their order."""
    return list(NaturalGroup.objects.filter(village_id=village, valid_to=None))


def grids(village: str, *, actor: Actor) -> list[Grid]:
    """The grids of a village that exist today, by code."""
    return list(Grid.objects.filter(village_id=village, valid_to=None))


def group_find(code: str, *, actor: Actor) -> NaturalGroup | None:
    """The group with this code, also one that ended; None if there is none."""
    return NaturalGroup.objects.filter(pk=code).first()


def group_names(codes: Iterable[str], *, actor: Actor) -> dict[str, str]:
    """The names of many groups at once, also of those that ended; one question."""
    return dict(NaturalGroup.objects.filter(pk__in=set(codes)).values_list("code", "name"))


def grid_find(code: str, *, actor: Actor) -> Grid | None:
    """The grid with this code, also one that ended; None if there is none."""
    return Grid.objects.filter(pk=code).first()


def display_name(area: AreaRow | str, *, actor: Actor) -> str:
    """A place's name that cannot be taken for another; an unknown code is shown as it is."""
    if isinstance(area, AreaRow):
        return area.display_name
    row = area_find(area, actor=actor)
    return row.display_name if row else area


def display_names(codes: Iterable[str], *, actor: Actor) -> dict[str, str]:
    """The display names of many places at once."""
    rows = tree().rows
    return {code: rows[code].display_name if code in rows else code for code in codes}


def town_name(code: str, *, actor: Actor) -> str:
    """The name of the township that a place lies in today; above towns, the place's own name."""
    held = tree()
    row = held.current(code)
    if row is None:
        return ""
    town = (above for above in held.above(row.code) if above.level == Level.TOWN)
    return next(town, row).short_name


def scope_prefixes(code: str, *, actor: Actor) -> tuple[str, ...]:
    """The code prefixes that a post over this place reaches 管辖范围.

    Its own prefix, and those of places that were merged or moved into it, so that old papers are
    found under the new name. A place whose code merely changed reaches its new code; the staff
    of a village that was merged do not gain the larger village by it.
    """
    return tree().scope(code)

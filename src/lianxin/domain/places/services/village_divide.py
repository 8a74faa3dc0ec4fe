"""Give villages groups and grids in one go, for the demo and for a first set-up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from lianxin.domain.places.events import VillageDivided
from lianxin.domain.places.models import Area, Boundary, Grid, NaturalGroup
from lianxin.domain.places.permissions import Grant
from lianxin.domain.places.rules import Level, group_name
from lianxin.domain.places.selectors._shared import AREAS, OUTLINES
from lianxin.domain.places.services._edition import changed, hold
from lianxin.domain.places.services._split import split
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import Invalid, NotFound
from lianxin.kernel.facts import record

MOST_GROUPS, MOST_GRIDS = 99, 99
BATCH = 500


@dataclass(frozen=True)
class Division:
    """How many groups and grids a village is to have."""

    village: str
    groups: int
    grids: int


@transaction.atomic
def villages_divide(*, actor: Actor, divisions: Sequence[Division]) -> int:
    """Give villages groups and grids; returns how many villages changed 分组划格.

    Groups are called 一组, 二组 and so on, grids 第一网格 and so on.

    A grid's boundary is an equal part of the village's outline, marked as made up; a village
    without an outline gets grids without boundaries.

    Safe to repeat: a village that has groups keeps them, one that has grids keeps those.

    Emits: VillageDivided.
    Raises: Denied, NotFound, Invalid.
    """
    for division in divisions:
        _check(actor, division)
    hold(AREAS, OUTLINES)
    codes = [division.village for division in divisions]
    _check_known(codes)
    with_groups = set(
        NaturalGroup.objects.filter(village__in=codes).values_list("village", flat=True)
    )
    with_grids = set(Grid.objects.filter(village__in=codes).values_list("village", flat=True))
    shapes = dict(Boundary.objects.filter(area__in=codes).values_list("area", "geojson"))
    groups: dict[str, list[NaturalGroup]] = defaultdict(list)
    grids: dict[str, list[Grid]] = defaultdict(list)
    for division in divisions:
        code = division.village
        if code not in with_groups:
            groups[code] = _groups(division)
        if code not in with_grids:
            grids[code] = _grids(division, shapes.get(code))
    NaturalGroup.objects.bulk_create([g for some in groups.values() for g in some], BATCH)
    Grid.objects.bulk_create([g for some in grids.values() for g in some], BATCH)
    touched = [c for c in codes if groups[c] or grids[c]]
    for code in touched:
        event = VillageDivided(
            stream=f"area:{code}", village=code, groups=len(groups[code]), grids=len(grids[code])
        )
        record(event, actor=actor)
    if touched:
        changed(OUTLINES)
    return len(touched)


def _check(actor: Actor, division: Division) -> None:
    actor.require(Grant.MANAGE, area=division.village)
    if not (0 <= division.groups <= MOST_GROUPS and 0 <= division.grids <= MOST_GRIDS):
        raise Invalid(f"一个村最多 {MOST_GROUPS} 个组、{MOST_GRIDS} 个网格。", code="too_many")


def _check_known(codes: list[str]) -> None:
    known = set(Area.objects.filter(pk__in=codes, level=Level.VILLAGE).values_list("pk", flat=True))
    if missing := sorted(set(codes) - known):
        raise NotFound(f"没有代码是 {missing[0]} 的村（社区）。", code="area")


def _groups(division: Division) -> list[NaturalGroup]:
    return [
        NaturalGroup(
            code=f"{division.village}{n:02d}",
            village_id=division.village,
            name=group_name(n),
            order=n,
        )
        for n in range(1, division.groups + 1)
    ]


def _grids(division: Division, whole: dict[str, Any] | None) -> list[Grid]:
    count = division.grids
    drawn = split(whole, count) if whole is not None and count else []
    parts: list[dict[str, Any] | None] = [*drawn] or [None] * count
    return [
        Grid(
            code=f"{division.village}{n:03d}",
            village_id=division.village,
            name=f"第{group_name(n).removesuffix('组')}网格",
            boundary=part,
            synthetic=part is not None,
        )
        for n, part in enumerate(parts, start=1)
    ]

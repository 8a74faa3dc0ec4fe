"""Groups and grids of the villages. The grids' outlines are made up and say so."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from shapely import affinity
from shapely.geometry import box, mapping, shape
from shapely.geometry.base import BaseGeometry

from demo.dice import dice
from demo.size import CITY, COUNTY, Size
from lianxin.domain.places import selectors as places
from lianxin.domain.places.models import Boundary
from lianxin.domain.places.services import MapOrigin, boundaries_import, group_add
from lianxin.kernel import ids
from lianxin.kernel.actor import Actor
from lianxin.kernel.facts import as_history

SOURCE = "示例网格，不是真实的网格边界"
ORDINALS = "一二三四五六七八"


def towns_of(size: Size, *, actor: Actor) -> list[places.AreaRow]:
    """The towns that are filled with people."""
    rows = places.towns(COUNTY, actor=actor)
    return [row for row in rows if not size.towns or row.code in size.towns]


def villages_of(size: Size, *, actor: Actor) -> list[places.AreaRow]:
    """The villages that are filled with people."""
    towns = towns_of(size, actor=actor)
    return [row for town in towns for row in places.villages(town.code, actor=actor)]


def all_villages(*, actor: Actor) -> list[places.AreaRow]:
    """Every village and community of the city."""
    counties = [row for row in places.counties(actor=actor) if row.code.startswith(CITY[:4])]
    towns = [town for row in counties for town in places.towns(row.code, actor=actor)]
    return [row for town in towns for row in places.villages(town.code, actor=actor)]


def prepare(size: Size, *, actor: Actor, as_of: date) -> None:
    """Give every village its groups and grids. Safe to repeat."""
    throws = dice("ground", as_of)
    villages = villages_of(size, actor=actor)
    with (
        transaction.atomic(),
        as_history(in_bulk=True),
        ids.from_dice(dice("ids of groups", as_of)),
    ):
        for row in villages:
            for ordinal in ORDINALS[: throws.randint(2, 3)]:
                group_add(actor=actor, village=row.code, name=f"{ordinal}组")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "grids.geojson"
        path.write_text(json.dumps(_grids({row.code for row in villages})), encoding="utf-8")
        with ids.from_dice(dice("ids of grids", as_of)):
            boundaries_import(actor=actor, path=path, origin=MapOrigin(SOURCE, synthetic=True))


def _grids(villages: set[str]) -> dict[str, Any]:
    outlines = Boundary.objects.filter(area_id__in=villages).order_by("area_id")
    features = [
        {
            "type": "Feature",
            "properties": {
                "code": f"{outline.area_id}{n:03d}",
                "name": f"第{ORDINALS[n - 1]}网格",
                "synthetic": True,
            },
            "geometry": mapping(piece),
        }
        for outline in outlines
        for n, piece in enumerate(_strips(shape(outline.geojson)), start=1)
    ]
    return {"type": "FeatureCollection", "features": features}


def _strips(outline: BaseGeometry) -> Iterator[BaseGeometry]:
    """Two or three pieces of a village, cut across its longer side."""
    west, south, east, north = outline.bounds
    is_wide = east - west > north - south
    flat = outline if is_wide else affinity.rotate(outline, 90, origin=(west, south))
    west, south, east, north = flat.bounds
    parts = 3 if outline.area > 0.0018 else 2
    step = (east - west) / parts
    for n in range(parts):
        piece = flat.intersection(box(west + n * step, south, west + (n + 1) * step, north))
        yield piece if is_wide else affinity.rotate(piece, -90, origin=outline.bounds[:2])

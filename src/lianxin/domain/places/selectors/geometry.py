"""Where a point lies, and what an outline looks like. Longitude first, WGS-84."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from lianxin.domain.places.models import Boundary, Grid
from lianxin.domain.places.rules import Level, is_in_china_box, is_inside, level_of
from lianxin.domain.places.selectors._shared import OUTLINES, Shared
from lianxin.domain.places.selectors.tree import tree
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import NotFound

CRACK_DEGREES = 0.001
"""About 100 m: how far a point inside the county may lie from the nearest village cell."""


@dataclass(frozen=True)
class Located:
    """The village, and where known the grid, that a point lies in.

    `synthetic`: the outline that says so is made up for show; say so beside the answer.
    """

    village_code: str
    grid_code: str | None
    synthetic: bool


@dataclass(frozen=True)
class MapNote:
    """Whether any outline on a map is made up, and the review numbers 审图号 of the others."""

    synthetic: bool
    review_no: str


@dataclass(frozen=True)
class Piece:
    """An outline that answers for an area or a grid, `area` being the village of a grid."""

    synthetic: bool
    code: str
    area: str


class Layer:
    """Outlines of one kind behind a search tree; safe for many threads once built."""

    def __init__(self, pieces: list[tuple[Piece, BaseGeometry]]) -> None:
        self._pieces = [piece for piece, _ in pieces]
        self._shapes = shapely.STRtree([outline for _, outline in pieces])

    def at(self, point: BaseGeometry) -> list[Piece]:
        """The pieces that hold the point, an edge belonging to both sides; best first."""
        found = self._shapes.query(point, predicate="intersects")
        return sorted((self._pieces[i] for i in found), key=_order)

    def near(self, point: BaseGeometry) -> list[Piece]:
        """The nearest pieces, if any is near enough to be a mere crack between outlines."""
        found = self._shapes.query_nearest(point, max_distance=CRACK_DEGREES, all_matches=True)
        return sorted((self._pieces[i] for i in found), key=_order)


def _order(piece: Piece) -> tuple[bool, str]:
    return piece.synthetic, piece.code


@dataclass(frozen=True)
class Atlas:
    """All outlines of this deployment."""

    counties: Layer
    villages: Layer
    grids: Layer
    outlined_counties: frozenset[str]


def _build() -> Atlas:
    layers: dict[Level | None, list[tuple[Piece, BaseGeometry]]] = defaultdict(list)
    drawn = Boundary.objects.values_list("area_id", "geojson", "synthetic")
    for code, geojson, synthetic in drawn:
        layers[level_of(code)].append((Piece(synthetic, code, code), shape(geojson)))
    rows = Grid.objects.filter(valid_to=None, boundary__isnull=False)
    grids = [
        (Piece(grid.synthetic, grid.code, grid.village_id), shape(grid.boundary or {}))
        for grid in rows
    ]
    counties = layers[Level.COUNTY]
    return Atlas(
        Layer(counties),
        Layer(layers[Level.VILLAGE]),
        Layer(grids),
        frozenset(piece.code[:6] for piece, _ in counties),
    )


_shared = Shared((OUTLINES,), _build)


def atlas() -> Atlas:
    """The outlines as they stand."""
    return _shared.get()


def locate(lon: float, lat: float, *, actor: Actor) -> Located | None:
    """The village and grid that a point lies in 定位; None outside every known outline.

    A measured outline counts before a made-up one, a grid's village cell where no grid is drawn.
    """
    if not is_in_china_box(lon, lat):
        return None
    held = atlas()
    point = shapely.Point(lon, lat)
    grids = held.grids.at(point)
    cells = held.villages.at(point)
    if not grids and not cells and held.counties.at(point):
        cells = held.villages.near(point)
    if grids and (not cells or (cells[0].synthetic and not grids[0].synthetic)):
        return _answer(grids[0].area, grids[0], grids[0].synthetic)
    if not cells:
        return None
    grid = next((g for g in grids if _now(g.area) == _now(cells[0].area)), None)
    return _answer(cells[0].area, grid, cells[0].synthetic)


def _now(village: str) -> str:
    """The code of the village as it is today; "" if it ended without a successor."""
    row = tree().current(village)
    return row.code if row is not None and row.valid else ""


def _answer(village: str, grid: Piece | None, synthetic: bool) -> Located | None:
    code = _now(village)
    made_up = synthetic or (grid is not None and grid.synthetic)
    return Located(code, grid.code if grid else None, made_up) if code else None


def is_in_county(lon: float, lat: float, county: str, *, actor: Actor) -> bool:
    """Does the point lie in the county? Where the county has no outline nobody is refused."""
    held = atlas()
    code = county[:6]
    if code in held.outlined_counties:
        inside = held.counties.at(shapely.Point(lon, lat)) if is_in_china_box(lon, lat) else []
        return any(piece.code.startswith(code) for piece in inside)
    found = locate(lon, lat, actor=actor)
    return found is None or is_inside(found.village_code, code.ljust(12, "0"))


def county_outline(county: str, *, actor: Actor) -> dict[str, Any]:
    """The county's outline as a GeoJSON Feature, with source and review number to be shown.

    Raises: NotFound.
    """
    return area_outline(county[:6].ljust(12, "0"), actor=actor)


def area_outline(code: str, *, actor: Actor) -> dict[str, Any]:
    """The outline of one area as a GeoJSON Feature.

    Raises: NotFound.
    """
    found = Boundary.objects.filter(pk=code).first()
    if found is None:
        raise NotFound("这个地方还没有边界图。", code="no_outline")
    return _feature(found)


def outlines_below(code: str, *, actor: Actor) -> dict[str, Any]:
    """The outlines of the places directly below, as a GeoJSON FeatureCollection.

    `synthetic` on the collection is true as soon as one of them is made up; the map says so.
    """
    codes = [row.code for row in tree().below(code)]
    features = [_feature(b) for b in Boundary.objects.filter(pk__in=codes).order_by("pk")]
    return _collection(features)


def outlines_note(code: str, *, actor: Actor) -> MapNote:
    """What must stand beside a map that shows `outlines_below`."""
    codes = [row.code for row in tree().below(code)]
    said = Boundary.objects.filter(pk__in=codes).values_list("synthetic", "review_no").distinct()
    numbers = sorted({review_no for _, review_no in said if review_no})
    return MapNote(any(synthetic for synthetic, _ in said), "、".join(numbers))


def grid_outlines(village: str, *, actor: Actor) -> dict[str, Any]:
    """The outlines of a village's grids, as a GeoJSON FeatureCollection."""
    rows = Grid.objects.filter(village_id=village, valid_to=None, boundary__isnull=False)
    return _collection(
        [
            {
                "type": "Feature",
                "geometry": grid.boundary,
                "properties": {"code": grid.code, "name": grid.name, "synthetic": grid.synthetic},
            }
            for grid in rows
        ]
    )


def _feature(boundary: Boundary) -> dict[str, Any]:
    row = tree().rows[boundary.area_id]
    return {
        "type": "Feature",
        "geometry": boundary.geojson,
        "properties": {
            "code": row.code,
            "name": row.display_name,
            "source": boundary.source,
            "review_no": boundary.review_no,
            "synthetic": boundary.synthetic,
        },
    }


def _collection(features: list[dict[str, Any]]) -> dict[str, Any]:
    made_up = any(feature["properties"]["synthetic"] for feature in features)
    return {"type": "FeatureCollection", "synthetic": made_up, "features": features}

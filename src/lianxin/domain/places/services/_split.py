"""Cut an outline into equal parts, for show; one outline always gives the same parts."""

from __future__ import annotations

import math
from typing import Any

import shapely
from shapely.geometry import MultiPolygon, Polygon, box, shape
from shapely.geometry.base import BaseGeometry

from lianxin.domain.places.services._geojson import plain

DECIMALS = 5
HALVINGS = 40


def split(geojson: dict[str, Any], parts: int) -> list[dict[str, Any]]:
    """The outline in `parts` pieces of about equal area, without gap or overlap.

    None at all where the outline is too small for so many.
    """
    rounded = [shapely.set_precision(p, 10**-DECIMALS) for p in _cut(shape(geojson), parts)]
    pieces = [_faces(piece) for piece in rounded]
    if any(piece.is_empty for piece in pieces):
        return []
    return [plain(piece, decimals=DECIMALS) for piece in pieces]


def _faces(piece: BaseGeometry) -> BaseGeometry:
    """Only what has an area: a cut along an edge leaves lines and points behind."""
    faces = [part for part in shapely.get_parts(piece) if isinstance(part, Polygon)]
    return faces[0] if len(faces) == 1 else MultiPolygon(faces)


def _cut(whole: BaseGeometry, parts: int) -> list[BaseGeometry]:
    if parts == 1 or whole.is_empty:
        return [whole] * parts
    low = parts // 2
    one, other = _halves(whole, low / parts)
    return [*_cut(one, low), *_cut(other, parts - low)]


def _halves(whole: BaseGeometry, share: float) -> tuple[BaseGeometry, BaseGeometry]:
    """Two pieces, cut straight across the longer side, the first with that share of the area."""
    west, south, east, north = whole.bounds
    is_wide = (east - west) * math.cos(math.radians(south)) >= north - south
    low, high = (west, east) if is_wide else (south, north)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        first = _before(whole, middle, is_wide=is_wide)
        if first.area < share * whole.area:
            low = middle
        else:
            high = middle
    # The cut runs along the grid of written figures, so that both sides write the same line.
    cut = round((low + high) / 2, DECIMALS)
    first = _before(whole, cut, is_wide=is_wide)
    rest = box(cut, south, east, north) if is_wide else box(west, cut, east, north)
    return first, whole.intersection(rest)


def _before(whole: BaseGeometry, cut: float, *, is_wide: bool) -> BaseGeometry:
    west, south, east, north = whole.bounds
    return whole.intersection(
        box(west, south, cut, north) if is_wide else box(west, south, east, cut)
    )

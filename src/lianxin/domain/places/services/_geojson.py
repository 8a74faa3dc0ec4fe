"""Read outlines from GeoJSON and say what is wrong with them."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import shapely
from shapely.errors import ShapelyError
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from lianxin.domain.places.rules import gcj02_to_wgs84, is_in_china_box
from lianxin.kernel.errors import Invalid

DECIMALS = 6
"""About 10 cm; finer figures only make files long."""
WGS84_NAMES = ("CRS84", "EPSG:4326", "EPSG::4326", "EPSG:4490", "EPSG::4490", "CGCS2000")
"""WGS-84, and the national CGCS2000, which differs from it by centimetres."""


def read_features(path: Path) -> list[Any]:
    """The features of a GeoJSON file.

    Raises: Invalid.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as bad:
        raise Invalid(f"打不开文件 {path}，请核对文件名和读取权限。", code="no_file") from bad
    except UnicodeDecodeError as bad:
        raise Invalid("边界文件不是 UTF-8 编码。", code="bad_encoding") from bad
    except json.JSONDecodeError as bad:
        raise Invalid(f"边界文件第 {bad.lineno} 行不成 JSON。", code="bad_json") from bad
    except RecursionError as bad:
        raise Invalid("边界文件的括号套得太深，读不出来。", code="bad_json") from bad
    features = data.get("features") if isinstance(data, dict) else None
    if not isinstance(features, list):
        raise Invalid("边界文件要是 GeoJSON 的 FeatureCollection。", code="bad_json")
    _check_reference(data.get("crs"))
    return features


def _check_reference(crs: object) -> None:
    """Older files may name another reference system than longitude and latitude."""
    if crs is None:
        return
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = str(properties.get("name", "")) if isinstance(properties, dict) else ""
    if not name.upper().endswith(WGS84_NAMES):
        raise Invalid(
            f"边界文件的坐标系是“{name or '没有写明'}”，请先转成经纬度（WGS-84 或 CGCS2000）再导入。",
            code="bad_crs",
        )


def outline(geojson: object, *, is_gcj02: bool = False) -> dict[str, Any]:
    """A geometry checked and written the one way we keep it.

    Raises: ValueError with the sentence.
    """
    if not isinstance(geojson, dict) or geojson.get("type") not in {"Polygon", "MultiPolygon"}:
        raise ValueError("边界只能是面（Polygon 或 MultiPolygon）。")
    try:
        found = shape(geojson)
        corners = [(float(lon), float(lat)) for lon, lat in shapely.get_coordinates(found)]
    except (ShapelyError, ValueError, TypeError, KeyError, IndexError, AttributeError) as bad:
        raise ValueError("边界的坐标不成样子，读不出来。") from bad
    _check(found, corners)
    return plain(found, decimals=DECIMALS, place=gcj02_to_wgs84 if is_gcj02 else None)


def _check(found: BaseGeometry, corners: list[tuple[float, float]]) -> None:
    if found.is_empty or not all(math.isfinite(lon + lat) for lon, lat in corners):
        raise ValueError("边界是空的，或者坐标不是数字。")
    if not all(is_in_china_box(lon, lat) for lon, lat in corners):
        if all(is_in_china_box(lon, lat) for lat, lon in corners):
            raise ValueError("经度和纬度写反了，要先写经度。")
        raise ValueError("边界不在中国，是不是没有用经纬度？")
    if not found.is_valid:
        raise ValueError("边界线自己交叉或者没有闭合。")


def plain(
    found: BaseGeometry,
    *,
    decimals: int,
    place: Callable[[float, float], tuple[float, float]] | None = None,
) -> dict[str, Any]:
    """A geometry as GeoJSON with rounded figures and lists, equal however often it is read."""
    data = mapping(found)

    def written(value: Any) -> Any:
        if isinstance(value[0], list | tuple):
            return [written(item) for item in value]
        lon, lat = place(value[0], value[1]) if place else value[:2]
        return [round(float(lon), decimals), round(float(lat), decimals)]

    return {"type": str(data["type"]), "coordinates": written(data["coordinates"])}

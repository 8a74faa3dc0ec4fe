"""Longitude and latitude: WGS-84 as phones measure it, GCJ-02 as Chinese map services draw it."""

from __future__ import annotations

import math

EARTH_RADIUS = 6378245.0
ECCENTRICITY = 0.00669342162296594323
LON_RANGE = (72.004, 137.8347)
LAT_RANGE = (0.8293, 55.8271)


def is_in_china_box(lon: float, lat: float) -> bool:
    """Is this longitude and latitude, in this order, somewhere in the box around China?"""
    return LON_RANGE[0] <= lon <= LON_RANGE[1] and LAT_RANGE[0] <= lat <= LAT_RANGE[1]


def _wave(x: float, *parts: tuple[float, float]) -> float:
    return sum(weight * math.sin(x * rate * math.pi) for weight, rate in parts) * 2.0 / 3.0


def _shift(lon: float, lat: float) -> tuple[float, float]:
    """How far the national map offset moves a point, in degrees."""
    x, y = lon - 105.0, lat - 35.0
    root, common = math.sqrt(abs(x)), _wave(x, (20.0, 6.0), (20.0, 2.0))
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north += common + _wave(y, (20.0, 1.0), (40.0, 1 / 3), (160.0, 1 / 12), (320.0, 1 / 30))
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east += common + _wave(x, (20.0, 1.0), (40.0, 1 / 3), (150.0, 1 / 12), (300.0, 1 / 30))
    angle = math.radians(lat)
    bulge = 1.0 - ECCENTRICITY * math.sin(angle) ** 2
    per_north = EARTH_RADIUS * (1.0 - ECCENTRICITY) / bulge**1.5
    per_east = EARTH_RADIUS / math.sqrt(bulge) * math.cos(angle)
    return math.degrees(east / per_east), math.degrees(north / per_north)


def wgs84_to_gcj02(lon: float, lat: float) -> tuple[float, float]:
    """Where Chinese map services draw a point that a phone measured 坐标偏移."""
    if not is_in_china_box(lon, lat):
        return lon, lat
    east, north = _shift(lon, lat)
    return lon + east, lat + north


def gcj02_to_wgs84(lon: float, lat: float) -> tuple[float, float]:
    """Where a point of a Chinese map service really lies, to a centimetre 坐标还原."""
    if not is_in_china_box(lon, lat):
        return lon, lat
    guess_lon, guess_lat = lon, lat
    for _ in range(4):
        east, north = _shift(guess_lon, guess_lat)
        guess_lon, guess_lat = lon - east, lat - north
    return guess_lon, guess_lat

"""All components in all their states on one page, to be looked at and measured."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render

from lianxin.entrypoints.shared import guard
from lianxin.entrypoints.shared.http import Request
from lianxin.kernel import clock


@guard.public
def gallery(request: Request) -> HttpResponse:
    """The components; `?desk=1` shows those of the desk, `?empty=1` an untouched form."""
    now = clock.now()
    times = {
        "now": now,
        "morning": now - timedelta(hours=4),
        "yesterday": now - timedelta(days=1),
        "last_week": now - timedelta(days=8),
        "soon": now + timedelta(hours=3),
        "later": now + timedelta(days=3, hours=4),
        "late": now - timedelta(days=2),
    }
    page = "shared/gallery_desk.html" if request.GET.get("desk") else "shared/gallery.html"
    return render(request, page, {"t": times, "empty": "empty" in request.GET})


@guard.public
def cells(request: Request) -> HttpResponse:
    """Four made-up villages for the map of the gallery."""
    names = (
        ("甲村（示例）", 0, 0),
        ("乙村（示例）", 1, 0),
        ("丙村（示例）", 0, 1),
        ("丁村（示例）", 1, 1),
    )
    features = [
        {
            "type": "Feature",
            "properties": {"name": name, "synthetic": True},
            "geometry": {"type": "Polygon", "coordinates": [_square(col, row)]},
        }
        for name, col, row in names
    ]
    return JsonResponse({"type": "FeatureCollection", "features": features})


def _square(col: int, row: int) -> list[list[float]]:
    west, south, side = 121.64 + col * 0.03, 42.04 + row * 0.025, (0.03, 0.025)
    east, north = west + side[0], south + side[1]
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]

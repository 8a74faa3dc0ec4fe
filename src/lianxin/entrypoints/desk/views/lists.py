"""Short answers for fields that fill themselves: villages by name, outlines for the small map."""

from __future__ import annotations

from django.http import JsonResponse
from django.views.decorators.http import require_GET

from lianxin.domain.cases.permissions import Grant
from lianxin.domain.places import selectors as places
from lianxin.entrypoints.desk.places_found import villages_like
from lianxin.entrypoints.shared import guard
from lianxin.entrypoints.shared.http import Request

HOUR = 3600


@require_GET
@guard.staff(Grant.REGISTER)
def villages(request: Request) -> JsonResponse:
    """Villages whose name is like what is being typed, always with their township."""
    found = villages_like(request.GET.get("q", ""), actor=request.actor)
    rows = [
        {
            "value": row.code,
            "label": row.display_name,
            "more": places.town_name(row.code, actor=request.actor),
        }
        for row in found
    ]
    return JsonResponse(rows, safe=False)


@require_GET
@guard.staff(Grant.SEE)
def outlines(request: Request) -> JsonResponse:
    """The villages of a township, for the small map."""
    code = request.GET.get("area", "")
    if places.area_find(code, actor=request.actor) is None:
        return JsonResponse({"type": "FeatureCollection", "features": [], "synthetic": False})
    response = JsonResponse(places.outlines_below(code, actor=request.actor))
    response["Cache-Control"] = f"private, max-age={HOUR}"
    return response

"""Which village one belongs to, remembered on this phone only; and places for lists and maps."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lianxin.domain.places import selectors as places
from lianxin.entrypoints.shared import guard
from lianxin.entrypoints.shared.http import Request, safe_path
from lianxin.entrypoints.shared.views import YEAR
from lianxin.entrypoints.villager.report_pages import place_lists

COOKIE = "lx_village"


def own_village(request: Request) -> places.AreaRow | None:
    """The village this phone has chosen; a village that was merged is today's village."""
    code = request.COOKIES.get(COOKIE, "")
    row = places.area_find(code, actor=request.actor) if code else None
    if row is None or row.level != "village":
        return None
    return row if row.valid else places.area_current(code, actor=request.actor)


def remember_village(response: HttpResponse, code: str) -> None:
    """Keep the village on this phone, where no script can read it."""
    response.set_cookie(
        COOKIE, code, max_age=YEAR, samesite="Lax", httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@guard.public
def village(request: Request) -> HttpResponse:
    """Choose one's village."""
    asked = request.POST if request.method == "POST" else request.GET
    back = safe_path(request, asked.get("next", ""), reverse("home"))
    errors: dict[str, str] = {}
    if request.method == "POST":
        code = request.POST.get("village", "")
        chosen = places.area_find(code, actor=request.actor)
        if chosen is not None and chosen.level == "village" and chosen.valid:
            response = HttpResponseRedirect(back)
            remember_village(response, chosen.code)
            return response
        errors["village"] = _("没有找到这个村，请从名单里选。")
    own = own_village(request)
    lists = place_lists(
        request,
        county=asked.get("county", "") or (own.code if own else ""),
        town=asked.get("town", ""),
        q=asked.get("q", "").strip()[:40],
    )
    context: dict[str, Any] = lists | {"next": back, "own": own, "errors": errors}
    status = 422 if errors else 200
    return render(request, "villager/village.html", context, status=status)


@require_GET
@guard.public
def places_below(request: Request) -> JsonResponse:
    """The places under one, for short lists."""
    parent = request.GET.get("parent", "")
    row = places.area_find(parent, actor=request.actor)
    if row is None:
        return JsonResponse([], safe=False)
    if row.level == "village":
        groups = places.groups(parent, actor=request.actor)
        return JsonResponse([{"value": g.code, "label": g.name} for g in groups], safe=False)
    below = places.children(parent, actor=request.actor)
    return JsonResponse([{"value": r.code, "label": r.short_name} for r in below], safe=False)


@require_GET
@guard.public
def outlines(request: Request) -> JsonResponse:
    """For the map: the places below `area`, or the outline of `edge` itself.

    Raises: NotFound, for an edge that is not drawn.
    """
    code, actor = request.GET.get("area", ""), request.actor
    if edge := request.GET.get("edge", ""):
        found = places.area_outline(edge, actor=actor)
    elif places.area_find(code, actor=actor) is not None:
        found = places.outlines_below(code, actor=actor)
    else:
        found = {"type": "FeatureCollection", "features": [], "synthetic": False}
    response = JsonResponse(found)
    response["Cache-Control"] = "public, max-age=3600"
    return response

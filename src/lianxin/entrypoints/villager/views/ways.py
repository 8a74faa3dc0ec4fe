"""How the county is to be reached: on the phone, and on a sheet for the village's wall 怎么找到我们."""

from __future__ import annotations

from typing import Any

import segno
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET
from markupsafe import Markup

from lianxin.domain.orgs import selectors as orgs
from lianxin.domain.places import selectors as places
from lianxin.entrypoints.shared import guard
from lianxin.entrypoints.shared.http import Request
from lianxin.entrypoints.villager.views.village import own_village
from lianxin.kernel.errors import NotFound

COUNTY_DIGITS, CODE_DIGITS = 6, 12


@require_GET
@guard.public
def ways(request: Request) -> HttpResponse:
    """Every way to reach the county; of all counties, each under its name, while none is known."""
    place = county_of(request)
    if place is None:
        groups = orgs.channels_everywhere(actor=request.actor)
    else:
        found = orgs.channels_shown(place.code, actor=request.actor)
        groups = [(place.display_name, found)] if found else []
    context: dict[str, Any] = {
        "place": place, "village": own_village(request), "groups": groups,
        "is_asked": "county" in request.GET,
    }  # fmt: skip
    return render(request, "villager/ways.html", context)


@require_GET
@guard.public
def poster(request: Request) -> HttpResponse:
    """One sheet of A4 with the channels and a code that opens the report page.

    Raises: NotFound, while no county is known.
    """
    place = county_of(request)
    if place is None:
        raise NotFound("请先选村，再打印。")
    address = request.build_absolute_uri(reverse("report"))
    context = {
        "place": place, "address": address, "code": Markup(qr(address)),  # noqa: S704 - drawn here
        "channels": orgs.channels_shown(place.code, actor=request.actor),
    }  # fmt: skip
    return render(request, "villager/ways_poster.html", context)


def county_of(request: Request) -> places.AreaRow | None:
    """The county, or city, that is asked for; else that of the village this phone has chosen."""
    asked = request.GET.get("county", "")[:CODE_DIGITS]
    if not asked:
        village = own_village(request)
        asked = village.county if village else ""
    row = places.area_find(asked.ljust(CODE_DIGITS, "0"), actor=request.actor) if asked else None
    return row if row is not None and row.level in {"county", "city"} else None


def qr(text: str) -> str:
    """A QR code that a worn print still opens: a quarter of it may be missing."""
    return segno.make(text, error="q", micro=False).svg_inline(scale=1, border=2, omitsize=True)

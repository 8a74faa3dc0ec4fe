"""Which county a page of the desk speaks of, where a deployment has several."""

from __future__ import annotations

from django.conf import settings

from lianxin.domain.places import selectors as places
from lianxin.entrypoints.shared.http import Request

COUNTY_DIGITS = 6


def county_options(request: Request) -> list[dict[str, str]]:
    """The counties that the reader's posts touch; all of them for whoever has no place."""
    prefixes = {p[:COUNTY_DIGITS] for scope in request.actor.scopes for p in scope.areas}
    found = [
        {"value": c.code[:COUNTY_DIGITS], "label": c.display_name}
        for c in places.counties(actor=request.actor)
    ]
    own = [o for o in found if any(o["value"].startswith(p) for p in prefixes)]
    return own or found


def county_now(request: Request, options: list[dict[str, str]]) -> str:
    """The county that is asked for, or the one that comes first here."""
    given = request.POST.get("county") or request.GET.get("county", "")
    known = [o["value"] for o in options]
    first = settings.COUNTY if settings.COUNTY in known else next(iter(known), settings.COUNTY)
    return given if given in known else first

"""The register's lists: households of the reader's places, and finding one person 户与人."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from lianxin.domain.people import selectors
from lianxin.domain.people.permissions import Grant
from lianxin.domain.places import selectors as places
from lianxin.entrypoints.desk.frame import frame
from lianxin.entrypoints.desk.people_choices import difficulties, villages_of
from lianxin.entrypoints.desk.views.household import care_names
from lianxin.entrypoints.shared import guard
from lianxin.entrypoints.shared.http import Request
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor

KEYS = ("area", "group", "tag", "care", "after")
SIGNS = 40


def read(request: Request) -> dict[str, str]:
    """What the address narrows the list to; nonsense is ignored."""
    found = {key: request.GET.get(key, "").replace("\x00", "").strip()[:SIGNS] for key in KEYS}
    if not found["area"].isdecimal():
        found["area"] = ""
    return {key: word for key, word in found.items() if word}


@require_GET
@guard.staff(Grant.SEE)
def people(request: Request) -> HttpResponse:
    """Households of the reader's places, narrowed as the address says."""
    return render(request, "desk/people.html", frame(request, here="people") | _listed(request))


@require_GET
@guard.staff(Grant.SEE)
def print_list(request: Request) -> HttpResponse:
    """The list as it is on the screen, for paper."""
    context = _listed(request) | {"now": clock.now()}
    return render(request, "desk/print_people.html", context)


@require_http_methods(["GET", "POST"])
@guard.staff(Grant.SEE_NAME)
def find(request: Request) -> HttpResponse:
    """A person by name, initials or number. Sent in the body: no name or number in an address."""
    q = request.POST.get("q", "").replace("\x00", "").strip()[:SIGNS]
    if not q:
        return HttpResponseRedirect(reverse("desk_people"))
    found = selectors.people_search(q, actor=request.actor)
    context = frame(request, here="people") | {
        "q": q, "found": found, "is_full": len(found) == selectors.FOUND,
    }  # fmt: skip
    return render(request, "desk/people_found.html", context)


def _listed(request: Request) -> dict[str, Any]:
    view, actor = read(request), request.actor
    groups = group_choices(view.get("area", ""), actor)
    if view.get("group") not in {code for code, _name in groups}:
        view.pop("group", None)
    page = selectors.household_list(actor=actor, filter=selectors.Filter(**view))
    cares = care_names(page.rows[0].area if page.rows else view.get("area", ""), actor)
    around = {key: word for key, word in view.items() if key != "after"}
    return {
        "new_url": reverse("desk_household_new") if actor.has(Grant.KEEP) else "",
        "view": view, "rows": page.rows, "query": urlencode(view),
        "is_narrowed": bool(around), "first": urlencode(around) if "after" in view else None,
        "next": urlencode(around | {"after": page.next}) if page.next else "",
        "areas": place_choices(actor, view.get("area", "")), "groups": groups,
        "tags": difficulties(actor, classes=True), "cares": list(cares.items()),
        "care_names": cares,
        "where": places.display_name(view["area"], actor=actor) if "area" in view else "",
    }  # fmt: skip


def place_choices(actor: Actor, chosen: str) -> list[tuple[str, str]]:
    """The towns or villages of the reader; in a town that was chosen also its villages."""
    rows = villages_of(actor, Grant.SEE)
    if rows is not None:
        return [(row.code, row.display_name) for row in rows] if len(rows) > 1 else []
    town = chosen[:9].ljust(12, "0")
    found: list[tuple[str, str]] = []
    for row in towns_of(actor):
        found.append((row.code, row.short_name))
        if row.code == town:
            below = places.children(row.code, actor=actor)
            found += [(each.code, f"{row.short_name} · {each.short_name}") for each in below]
    return found


def towns_of(actor: Actor) -> list[places.AreaRow]:
    """The towns of whoever works in a whole county or more."""
    prefixes = {p for scope in actor.scopes_for(Grant.SEE) for p in scope.areas}
    return [
        town
        for county in places.counties(actor=actor)
        if any(county.code.startswith(p) or p.startswith(county.code[:6]) for p in prefixes)
        for town in places.towns(county.code[:6], actor=actor)
        if any(town.code.startswith(p) for p in prefixes)
    ]


def group_choices(area: str, actor: Actor) -> list[tuple[str, str]]:
    """The groups of the village that was chosen, or of the reader's only one."""
    if not area:
        own = villages_of(actor, Grant.SEE) or []
        area = own[0].code if len(own) == 1 else ""
    if not area or area.endswith("000"):
        return []
    return [(row.code, row.name) for row in places.groups(area, actor=actor)]

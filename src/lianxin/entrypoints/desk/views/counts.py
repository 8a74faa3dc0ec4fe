"""How many matters of each kind there are: by state, category and month, of a county or township."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from lianxin.domain.cases import rules
from lianxin.domain.cases import selectors as cases
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.places import selectors as places
from lianxin.entrypoints.desk.frame import frame
from lianxin.entrypoints.shared import guard
from lianxin.entrypoints.shared.http import Request
from lianxin.kernel import clock
from lianxin.kernel.errors import Invalid


@require_GET
@guard.staff(Grant.EXPORT)
def counts(request: Request) -> HttpResponse:
    """The table; every figure leads to the list behind it."""
    first, last = cases.default_period()
    given, errors = request.GET, {}
    areas = _areas(request)
    area = given.get("area") or (areas[0]["value"] if areas else "")
    since, until = _month(given.get("since", ""), first), _month(given.get("until", ""), last)
    if until < since:
        since, until = until, since
    try:
        found = cases.case_counts(actor=request.actor, area=area, since=since, until=until)
    except Invalid as bad:
        errors = dict(bad.fields)
        since, until = first, last
        found = cases.case_counts(actor=request.actor, area=area, since=since, until=until)
    context = frame(request, here="counts") | {
        "counts": found, "areas": areas, "area_now": area, "errors": errors,
        "since": f"{since:%Y-%m}", "until": f"{until:%Y-%m}", "now": clock.now(),
        "shown_states": [(rules.STATE_NAMES[rules.State(s)], "num") for s in found.states],
        "shown_months": [(f"{month:%Y-%m}", "num") for month in found.months],
    }  # fmt: skip
    return render(request, "desk/counts.html", context, status=422 if errors else 200)


def _month(typed: str, usual: date) -> date:
    """A month as the browser's own field writes it: 2026-11."""
    try:
        return date.fromisoformat(f"{typed}-01")
    except ValueError:
        return usual


def _areas(request: Request) -> list[dict[str, str]]:
    """The counties and townships in which the reader sees every matter, as prefixes."""
    found: set[str] = set()
    for scope in request.actor.scopes_for(Grant.EXPORT):
        if scope.unit is None:
            for prefix in scope.areas:
                found |= _within(request, prefix)
    whole = {code.ljust(12, "0"): code for code in sorted(found)}
    names = places.display_names(whole, actor=request.actor)
    return [{"value": code, "label": names[full]} for full, code in whole.items()]


def _within(request: Request, prefix: str) -> set[str]:
    if len(prefix) >= 9:
        return {prefix[:9]}
    counties = [c.code for c in places.counties(actor=request.actor) if c.code.startswith(prefix)]
    towns = {t.code[:9] for county in counties for t in places.towns(county, actor=request.actor)}
    return {county[:6] for county in counties} | towns

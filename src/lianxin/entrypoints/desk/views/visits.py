"""Who is to be looked in on, one tap when all is well, and what was found."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianxin.domain.places import selectors as places
from lianxin.domain.visits import selectors as visits
from lianxin.domain.visits import services
from lianxin.domain.visits.permissions import Grant
from lianxin.domain.visits.rules import MODES, PURPOSES, Mode, Purpose
from lianxin.domain.visits.services import NewVisit
from lianxin.entrypoints.desk.forms import Errors, attempt
from lianxin.entrypoints.desk.frame import frame
from lianxin.entrypoints.shared import guard
from lianxin.entrypoints.shared.http import Request
from lianxin.kernel import ids
from lianxin.kernel.errors import Invalid, NotFound, RuleViolation

SHOWN = 100
"""So many households on one page; the longest overdue come first."""
AHEAD = 3
"""What falls due within so many days is shown as well: who is on the way need not come twice."""


@require_GET
@guard.staff(Grant.SEE)
def due(request: Request) -> HttpResponse:
    """This morning's list of a village or grid 今天该看望的."""
    area = _area(request)
    rows = visits.visits_due(area, actor=request.actor, ahead=AHEAD)
    late = [row for row in rows if row.days_late >= 0]
    soon = [row for row in rows if row.days_late < 0][:SHOWN]
    own = visits.own_today(actor=request.actor)
    context = frame(request, here="visits") | {
        "place": places.display_name(places.area_current(area, actor=request.actor),
                                     actor=request.actor),
        "late": late[:SHOWN], "soon": soon, "count": len(late), "shown": SHOWN,
        "keys": {row.home.id: ids.new() for row in (*late[:SHOWN], *soon)}, "own": own,
        "may_record": request.actor.has(Grant.RECORD),
        "wide": len({row.home.place for row in rows}) > 1,
    }  # fmt: skip
    return render(request, "desk/visits.html", context)


@require_POST
@guard.staff(Grant.RECORD)
def fine(request: Request, household_id: UUID) -> HttpResponse:
    """All is well: one tap, nothing to type 一切正常."""
    try:
        key = ids.parse(request.POST.get("id", ""))
        mode = request.POST.get("mode", Mode.HOME)
        visit = NewVisit(id=key, household=household_id, mode=mode)
        services.visit_record(actor=request.actor, visit=visit)
    except (Invalid, RuleViolation) as no:
        messages.error(request, no.message)
    else:
        messages.success(request, _("记下了：一切正常。"))
    return HttpResponseRedirect(reverse("desk_visits"))


@require_http_methods(["GET", "POST"])
@guard.staff(Grant.SEE)
def visit(request: Request, household_id: UUID) -> HttpResponse:
    """The form for what was found, and the visits before."""
    errors: Errors = {}
    if request.method == "POST":
        errors, _stale = attempt(
            lambda: services.visit_record(
                actor=request.actor, visit=_typed(request.POST, household_id)
            )
        )
        if not errors:
            is_case = "as_case" in request.POST
            said = _("记下了，也报成了一件事。") if is_case else _("记下了。")
            messages.success(request, said)
            return HttpResponseRedirect(reverse("desk_visits"))
    home = visits.home_row(household_id, actor=request.actor)
    context = frame(request, here="visits") | {
        "home": home, "errors": errors, "given": request.POST, "purposes": list(PURPOSES.items()),
        "modes": list(MODES.items()), "key": request.POST.get("id") or ids.new(),
        "before": visits.household_visits(household_id, actor=request.actor),
        "may_record": request.actor.has(Grant.RECORD),
    }  # fmt: skip
    return render(request, "desk/visit.html", context, status=422 if errors else 200)


@require_POST
@guard.staff(Grant.RECORD)
def undo(request: Request, visit_id: UUID) -> HttpResponse:
    """A slip of today is taken back."""
    try:
        services.visit_undo(actor=request.actor, visit_id=visit_id)
    except (RuleViolation, NotFound) as no:
        messages.error(request, no.message)
    else:
        messages.success(request, _("撤回了。"))
    return HttpResponseRedirect(reverse("desk_visits"))


def _typed(given: QueryDict, household_id: UUID) -> NewVisit:
    """The form as typed. Raises: Invalid."""
    text = given.get("next_on", "").strip()
    try:
        next_on = date.fromisoformat(text) if text else None
    except ValueError as bad:
        said = _("日期不对，请从日历里选。")
        raise Invalid(said, fields={"next_on": said}) from bad
    return NewVisit(
        id=ids.parse(given.get("id", "")), household=household_id,
        purpose=given.get("purpose", Purpose.CARE), mode=given.get("mode", Mode.HOME),
        finding=given.get("finding", ""), next_on=next_on, as_case="as_case" in given,
    )  # fmt: skip


def _area(request: Request) -> str:
    """The place asked for, or the first one where the reader looks after people."""
    asked = request.GET.get("area", "")
    if asked.isdigit() and len(asked) == 12 and places.area_find(asked, actor=request.actor):
        return asked
    prefixes = [p for scope in request.actor.scopes_for(Grant.SEE) for p in scope.areas]
    return (prefixes[0] if prefixes else "").ljust(12, "0")[:12]

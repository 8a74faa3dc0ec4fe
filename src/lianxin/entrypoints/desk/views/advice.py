"""Suggestions beside a form: shown while it is being filled in, taken by one press."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from lianxin.domain.cases.permissions import Grant
from lianxin.domain.places import selectors as places
from lianxin.entrypoints.desk.advice import FIELDS, advice_for
from lianxin.entrypoints.desk.sheets import Refused
from lianxin.entrypoints.desk.views import case, register
from lianxin.entrypoints.shared import guard
from lianxin.entrypoints.shared.http import Request


@require_POST
@guard.staff(Grant.REGISTER)
def advice(request: Request) -> HttpResponse:
    """What the words so far suggest; asked while the clerk is still typing."""
    values = {name: request.POST.get(name, "") for name in FIELDS}
    context = {"advice": advice_for(values, actor=request.actor)}
    return render(request, "desk/parts/advice.html", context)


@require_POST
@guard.staff(Grant.REGISTER)
def take(request: Request) -> HttpResponse:
    """A suggestion was pressed where no script runs: the form again, with it in its field."""
    changes = {}
    if chosen := request.POST.get("take", ""):
        changes["category"] = chosen[:6]
    if code := request.POST.get("take_place", ""):
        row = places.area_find(code, actor=request.actor)
        if row is not None:
            changes |= {"area": row.code, "place": row.display_name}
    return register.show_again(request, changes)


@require_POST
@guard.staff(Grant.DISPATCH)
def take_for_dispatch(request: Request, case_id: UUID) -> HttpResponse:
    """The same on the form of dispatching; the units follow the category."""
    changes = {"category": request.POST.get("take", "")[:6]}
    return case.show(request, case_id, refused=Refused("dispatch", {}, changes))
